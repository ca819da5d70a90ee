"""`madoguchi web`, `worker` and `reload`: the processes that serve."""
