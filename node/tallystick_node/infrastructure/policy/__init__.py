"""Policy packs: each legal or business figure with its unit, days, source and certainty."""
