"""A platform rebuilt from its events alone: money, people, listings, notes, payments, reserve."""
