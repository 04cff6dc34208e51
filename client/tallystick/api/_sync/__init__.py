"""The calls that block, made from the coroutines by scripts/unasync.py."""

# Made by scripts/unasync.py from api/_async/__init__.py; do not edit.
