"""Contracted providers over HTTP: one line with bounds, one way to sign, names by a field map."""
