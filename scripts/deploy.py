"""Deploy a platform: `python scripts/deploy.py --help`; the same as `tallystick deploy`."""

from __future__ import annotations

import sys

from tallystick.cli.main import main

main(["deploy", *sys.argv[1:]])
