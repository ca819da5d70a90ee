"""Who holds which consultation: choosing, whose person somebody is, handing over."""
