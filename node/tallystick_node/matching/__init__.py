"""Automatic lending: mandates that investors have signed, and the rounds in which they lend."""
