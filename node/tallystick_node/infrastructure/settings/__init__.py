"""What the node was told, from which place, and what it refuses to be told."""
