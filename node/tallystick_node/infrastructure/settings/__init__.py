"""What the node was configured with, from which place, and what it refuses."""
