"""Measured comparisons; ratios within one run, since machines differ."""
