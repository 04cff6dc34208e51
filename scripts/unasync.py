"""The blocking halves of the SDK, made from the halves for asyncio (as httpcore does it).

scripts/unasync.py            write the folders `_sync` beside each `_async` of client/tallystick
scripts/unasync.py --check    exit 1 when a file is not what this makes, and name it
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from node_client import PACKAGE, formatted, stale

CLIENT = PACKAGE.parent
HALVES = tuple(
    (CLIENT / package / "_async", CLIENT / package / "_sync")
    for package in ("api", "chain", "platform")
)
# What is written for each half by hand, since the two have nothing in common.
BY_HAND = {
    "chain/_async/__init__.py",
    "chain/_async/signing.py",
    "chain/_async/transport.py",
    "platform/_async/__init__.py",
}
MADE = "# Made by scripts/unasync.py from {}; do not edit.\n"
# All of them, in this order; what stands in no row stays as it is.
_WORDS = [
    (r"await settled\(((?:[^()]|\([^()]*\))*)\)", r"\1"),
    (r"from tallystick\.chain\._async\.signing import settled\n", ""),
    (r"asyncio\.Lock", "threading.Lock"),
    (r"asyncio\.sleep", "time.sleep"),
    (r"import asyncio\n", "import threading\nimport time\n"),
    (r"Awaitable\[None\]", "None"),
    (r"async def", "def"),
    (r"async with", "with"),
    (r"async for (\w+) in (.*):\n *yield \1\n", r"yield from \2\n"),
    (r"async for", "for"),
    (r"await ", ""),
    (r"__aenter__", "__enter__"),
    (r"__aexit__", "__exit__"),
    (r"enter_async_context", "enter_context"),
    (r"push_async_callback", "callback"),
    (r"asynccontextmanager", "contextmanager"),
    (r"AsyncWeb3\[Any\]", "Web3"),
    (r"coro_request", "request_blocking"),
    (r"async_base\b", "base"),
    (r"AsyncIterator", "Iterator"),
    (r"AsyncBaseTransport", "BaseTransport"),
    (r"AsyncClient", "Client"),
    (r"aclose", "close"),
    (r"\baread\b", "read"),
    (r"AnySigner", "Signer"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"_async", "_sync"),
    (r"as coroutines; the other half is made from these", "that block, made from the coroutines"),
    (r"# Made by scripts/node_client\.py.*\n", ""),
]


def made() -> dict[Path, str]:
    """Return every file of the blocking halves, with its text."""
    files: dict[Path, str] = {}
    for source, target in HALVES:
        for file in sorted(source.glob("*.py")):
            name = file.relative_to(CLIENT).as_posix()
            if name in BY_HAND:
                continue
            text = file.read_text("utf-8")
            for pattern, word in _WORDS:
                text = re.sub(pattern, word, text)
            head, mark, rest = text.partition("from __future__")
            note = MADE.format(name)
            text = head + note + "\n" + mark + rest if mark else text + "\n" + note
            files[target / file.name] = formatted(text, target / file.name)
    return files


def main(arguments: list[str]) -> int:
    """Write or check the files; 1 when one is stale."""
    files = made()
    if arguments == ["--check"]:
        lines = stale(files, tuple(target for _, target in HALVES), {"__init__.py", "transport.py"})
        print("\n".join(lines))
        return 1 if lines else 0
    for file, text in files.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
