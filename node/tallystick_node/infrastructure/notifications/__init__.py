"""The transactional outbox: messages written with what they report, delivered until they arrive."""
