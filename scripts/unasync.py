"""The blocking halves of the SDK, made from the halves for asyncio (as httpcore does it).

scripts/unasync.py            write client/tallystick/node/_sync, and client/tallystick from aio
scripts/unasync.py --check    exit 1 when a file is not what this makes, and name it
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from node_client import PACKAGE, formatted, stale

CLIENT = PACKAGE.parent
NODE = PACKAGE / "_sync"
HALVES = ((PACKAGE / "_async", NODE), (CLIENT / "aio", CLIENT))
# What is written for each half by hand, since the two have nothing in common.
BY_HAND = {"aio/__init__.py", "aio/signing.py", "aio/transport.py"}
MADE = "# Made by scripts/unasync.py from {}; do not edit.\n"
# All of them, in this order; what stands in no row stays as it is.
_WORDS = [
    (r"await settled\(((?:[^()]|\([^()]*\))*)\)", r"\1"),
    (r"from tallystick\.aio\.signing import settled\n", ""),
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
    (r"AnySigner", "Signer"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"_async", "_sync"),
    (r"tallystick\.aio\.", "tallystick."),
    (r"as coroutines; the other half is made from these", "that block, made from the coroutines"),
    (r"# Made by scripts/node_client\.py.*\n", ""),
]


def made() -> dict[Path, str]:
    """Return every file of the blocking halves, with its text."""
    found: dict[Path, str] = {}
    for source, target in HALVES:
        for file in sorted(source.glob("*.py")):
            name = f"{source.name}/{file.name}"
            if name in BY_HAND:
                continue
            text = file.read_text("utf-8")
            for pattern, word in _WORDS:
                text = re.sub(pattern, word, text)
            head, mark, rest = text.partition("from __future__")
            note = MADE.format(name)
            text = head + note + "\n" + mark + rest if mark else text + "\n" + note
            found[target / file.name] = formatted(text, target / file.name)
    return found


def main(arguments: list[str]) -> int:
    """Write or check the files; 1 when one is stale."""
    files = made()
    if arguments == ["--check"]:
        lines = stale(files, (NODE,), set())
        print("\n".join(lines))
        return 1 if lines else 0
    NODE.mkdir(exist_ok=True)
    for file, text in files.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
