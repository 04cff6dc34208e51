"""The public dataset: events, loans, notes, payments, sales of a platform as files with hashes."""
