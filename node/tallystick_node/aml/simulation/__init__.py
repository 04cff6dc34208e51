"""A simulated market with planted patterns, on which the rules are measured."""
