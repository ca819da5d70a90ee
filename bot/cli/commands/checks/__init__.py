"""`madoguchi check`, and what the processes ask of settings and servers at their start."""
