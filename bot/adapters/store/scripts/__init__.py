"""The scripts that run inside Redis, by what they are about. They know keys, guards and writes."""
