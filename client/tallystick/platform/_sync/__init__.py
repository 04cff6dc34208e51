"""The platform and its roles, blocking; made from `_async`."""
