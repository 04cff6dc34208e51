"""Account statements, made from the chain's events: the same bytes wherever they are made."""
