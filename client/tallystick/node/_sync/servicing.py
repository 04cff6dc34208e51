# Made by scripts/unasync.py from _async/servicing.py; do not edit.
