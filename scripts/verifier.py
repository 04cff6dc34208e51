"""The script of the page that checks: its sources and the hash that they import, in one file.

scripts/verifier.py            write node/tallystick_node/web/assets/verify.js
scripts/verifier.py --check    exit 1 when that file is not what the sources come to

It takes esbuild and the packages of scripts/install_browser.sh.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "node" / "tallystick_node" / "web"
SOURCE, BUNDLE = WEB / "verifier" / "verify.js", WEB / "assets" / "verify.js"
PACKAGES = ROOT / ".tools" / "browser" / "node_modules"
OPTIONS = (
    "--bundle",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=inline",
)
# Each names a source by where it lies on this disk.
_PATHS = re.compile(r"^// \S+\.js\n", re.MULTILINE)


def bundled() -> bytes:
    """Return the script; the same on every machine."""
    result = subprocess.run(
        [PACKAGES / ".bin" / "esbuild", SOURCE, *OPTIONS],
        env={**os.environ, "NODE_PATH": str(PACKAGES)},
        check=True,
        capture_output=True,
    )
    licence = (PACKAGES / "@noble" / "hashes" / "LICENSE").read_text("utf-8").strip()
    head = f"/*! Of @noble/hashes, for its keccak:\n{licence}\n*/\n"
    return (head + _PATHS.sub("", result.stdout.decode())).encode()


def main(arguments: list[str]) -> int:
    """Write or compare the script."""
    data = bundled()
    if arguments != ["--check"]:
        BUNDLE.write_bytes(data)
    elif BUNDLE.read_bytes() != data:
        print(f"{BUNDLE.relative_to(ROOT)} is stale: scripts/verifier.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
