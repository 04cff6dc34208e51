"""The blocking half of the node's client, made from the half for asyncio (as httpcore does it).

scripts/unasync.py            write client/tallystick/node/_sync
scripts/unasync.py --check    exit 1 when a file is not what this makes, and name it
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from node_client import PACKAGE, formatted, stale

FROM, TO = PACKAGE / "_async", PACKAGE / "_sync"
MADE = "# Made by scripts/unasync.py from {}; do not edit.\n"
# The first that fits is used; what stands in no row stays as it is.
_WORDS = [
    (r"asyncio\.Lock", "threading.Lock"),
    (r"asyncio\.sleep", "time.sleep"),
    (r"import asyncio\n", "import threading\nimport time\n"),
    (r"async def", "def"),
    (r"async with", "with"),
    (r"async for", "for"),
    (r"await ", ""),
    (r"__aenter__", "__enter__"),
    (r"__aexit__", "__exit__"),
    (r"AsyncIterator", "Iterator"),
    (r"AsyncBaseTransport", "BaseTransport"),
    (r"AsyncClient", "Client"),
    (r"aclose", "close"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"_async", "_sync"),
    (r"as coroutines; the other half is made from these", "that block, made from the coroutines"),
    (r"# Made by scripts/node_client\.py.*\n", ""),
]


def made() -> dict[Path, str]:
    """Return every file of the blocking half, with its text."""
    found: dict[Path, str] = {}
    for source in sorted(FROM.glob("*.py")):
        text = source.read_text("utf-8")
        for pattern, word in _WORDS:
            text = re.sub(pattern, word, text)
        head, mark, rest = text.partition("from __future__")
        note = MADE.format(f"_async/{source.name}")
        text = head + note + "\n" + mark + rest if mark else text + "\n" + note
        found[TO / source.name] = formatted(text, TO / source.name)
    return found


def main(arguments: list[str]) -> int:
    """Write or check the files; 1 when one is stale."""
    files = made()
    if arguments == ["--check"]:
        lines = stale(files, (TO,), set())
        print("\n".join(lines))
        return 1 if lines else 0
    TO.mkdir(exist_ok=True)
    for file, text in files.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
