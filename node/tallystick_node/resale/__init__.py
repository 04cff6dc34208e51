"""Notes for sale: asks that sellers have signed, kept for buyers to find."""
