"""Papers that are compiled from what the chain says: the same bytes wherever they are compiled."""
