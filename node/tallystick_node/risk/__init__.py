"""How much a platform can lose: its exposures, and what they come to when things go wrong."""
