"""The calls as coroutines; the other half is made from these by scripts/unasync.py."""
