"""Runs a page as a reader would: files are saved, commands are typed, and what they print compared.

A block of `console` holds commands after `$ ` (a line that ends with a backslash goes on in the
next) and what they print, where `…` stands for anything. A block of `python` after a paragraph that
says "save as `lend.py`" is that file. A command that ends with `&` goes
on in the background; it has begun when it has printed what the page says. Other blocks are not run.
"""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from docs.rows import ROOT

__all__ = ["Block", "Terminal", "blocks_of", "free_port"]

FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"\bas\s+`([\w./-]+\.\w+)`")
WAIT_SECONDS = 120
END = "::ended"
# Where the pages say that a node and others listen; a test takes ports that are free.
NODE_PORT, OTHER_PORTS = "127.0.0.1:8000", (
    "8546", "8001", "8090", "8092", "8011", "8012", "8021", "8022",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; file: where a reader saves it."""

    kind: str
    text: str
    file: str | None

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command of a console block with the output that the page shows."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            count = 1
            while lines[count - 1].endswith("\\"):
                count += 1
            yield "\n".join(lines[:count]), "\n".join(lines[count:])


def blocks_of(page: Path) -> list[Block]:
    """The blocks of a page in its order."""
    text = page.read_text("utf-8")
    blocks = []
    for fence in FENCE.finditer(text):
        named = NAMED.findall(text[: fence.start()].rstrip().rpartition("\n\n")[2])
        body = re.sub(rf"^{fence[1]}", "", fence[3], flags=re.MULTILINE)
        blocks.append(Block(fence[2], body, named[-1] if named and fence[2] != "console" else None))
    return blocks


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Terminal:
    """A shell in an empty folder, in which pages are followed; `close` ends all that it began."""

    def __init__(
        self, folder: Path, port: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self._port = port
        self._others = {there: str(free_port()) for there in OTHER_PORTS}
        bin_folder = Path(sys.executable).parent
        packages = os.pathsep.join(str(ROOT / name) for name in ("client", "node"))
        self._shell = subprocess.Popen(
            ["bash", "--norc"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={
                **os.environ,
                "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": packages,
                "PYTHONUNBUFFERED": "1",
                "TALLYSTICK_NODE_PORT": str(port),
                "TALLYSTICK": str(ROOT),
                **(environment or {}),
            },
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def follow(self, page: Path) -> None:
        """Do everything that a page says; AssertionError where something else comes out."""
        for block in blocks_of(page):
            if block.kind == "console":
                for command, shown in block.commands():
                    self.type(command, shown)
            elif block.file is not None:
                self.save(block.file, block.text)

    def save(self, name: str, text: str) -> None:
        """Save a file of the page."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._local(text), "utf-8")

    def type(self, command: str, shown: str = "") -> None:
        """Type a command and compare what it prints; it has to end well."""
        pattern = re.escape(self._local(shown).strip()).replace("…", ".*")
        background = command.endswith("&")
        self._write(self._local(command) + "\n")
        if not background:
            self._write(f'printf "\\n{END} %s\\n" $?\n')
        printed, deadline = "", time.monotonic() + WAIT_SECONDS
        while True:
            if background and re.search(pattern, printed, re.DOTALL):
                return
            try:
                line = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"$ {command}\ndid not end, and printed:\n{printed}") from None
            if not background and line.startswith(END):
                break
            printed += line
        assert line.split()[1] == "0", f"$ {command}\nended with {line.split()[1]}:\n{printed}"
        output = "\n".join(part.rstrip() for part in printed.strip().splitlines())
        assert re.fullmatch(pattern, output, re.DOTALL), (
            f"$ {command}\nprinted:\n{output}\nthe page says:\n{shown}"
        )

    def close(self) -> None:
        """End the shell and every job of it."""
        self._write("kill $(jobs -p) 2>/dev/null; wait; exit\n")
        try:
            self._shell.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self._shell.pid, signal.SIGKILL)
            self._shell.wait()
        self._reader.join(timeout=5)
        for stream in (self._shell.stdin, self._shell.stdout):
            assert stream is not None
            stream.close()

    def _local(self, text: str) -> str:
        node = f"127.0.0.1:{self._port}"
        text = text.replace(NODE_PORT, node)
        return re.sub(rf"\b({'|'.join(OTHER_PORTS)})\b", lambda match: self._others[match[0]], text)

    def _write(self, text: str) -> None:
        assert self._shell.stdin is not None
        try:
            self._shell.stdin.write(text)
            self._shell.stdin.flush()
        except BrokenPipeError:
            raise AssertionError("the shell has ended") from None

    def _read(self) -> None:
        assert self._shell.stdout is not None
        for line in self._shell.stdout:
            self._lines.put(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
