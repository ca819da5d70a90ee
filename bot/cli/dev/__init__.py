"""What `make run` starts: all processes, a Redis and a LINE of its own, in an environment that it makes up."""
