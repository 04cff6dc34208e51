"""The platform and its roles as coroutines; scripts/unasync.py makes `_sync` from these files."""
