"""The node's transactions: each once, whatever dies, and never for more than may be spent."""
