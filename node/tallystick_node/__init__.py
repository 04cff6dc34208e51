"""The Tallystick node: the judgement about people, beside the contracts that hold money."""

import os

# The fast hash comes with the node; it is chosen before anything hashes.
os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")
