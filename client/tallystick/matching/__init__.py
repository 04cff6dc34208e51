"""Automatic lending: mandates, the queue in which they are served, and what anyone can replay."""
