"""Partners: keys for other institutions, what they hand over, what clients let them read."""
