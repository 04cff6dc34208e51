"""What waits for a chain, as coroutines; scripts/unasync.py makes `_sync` from these files."""
