"""What the service needs of the world, by feature: Protocols, and the guards and writes of a commit."""
