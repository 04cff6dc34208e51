"""What waits for a chain, blocking; made from `_async`, but for the transport."""
