"""Commands about the stored data as a whole."""
