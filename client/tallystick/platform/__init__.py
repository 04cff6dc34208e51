"""A deployed platform and the roles on it: what can be read, planned and sent."""
