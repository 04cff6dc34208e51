"""Talking to a chain: connections, logs, typed data, signers, sending."""
