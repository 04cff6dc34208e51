"""Pages on which limits are signed, and money is lent within them."""
