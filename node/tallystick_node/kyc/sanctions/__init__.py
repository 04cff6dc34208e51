"""Sanctions lists: read, kept as versions, and searched for a person's names."""
