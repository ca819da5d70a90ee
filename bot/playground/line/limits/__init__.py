"""What LINE accepts in a request body, counted as LINE counts."""
