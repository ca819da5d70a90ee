"""Lists from elsewhere taken in, and ours given out in the same form."""
