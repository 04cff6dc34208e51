"""Compile the contracts: `python scripts/compile.py --help`; the same as `tallystick compile`."""

from __future__ import annotations

import sys

from tallystick.cli.main import main

main(["compile", *sys.argv[1:]])
