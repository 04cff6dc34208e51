"""`tallystick chain` as a process of its own, for tests: started, spoken to, killed."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import requests
from eth_account import Account

ADDRESS_AND_KEY = re.compile(r"dev account (0x[0-9a-f]{40}) key (0x[0-9a-f]{64})")
LISTENING = re.compile(r"listening on (http://\S+)/rpc")


@dataclass
class ChainProcess:
    """A chain that runs until `stop` or `kill`; `lines` is what it printed before it listened."""

    directory: Path
    options: Sequence[str] = ("--dev",)
    lines: list[str] = field(default_factory=list)
    url: str = ""

    def start(self) -> Self:
        self._run()
        assert self.process.stdout is not None
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            match = LISTENING.match(line)
            if match:
                self.url = match[1]
                return self
        raise AssertionError(f"it did not start: {self._ended()}")

    @contextlib.contextmanager
    def started_with_json(self) -> Iterator[dict[str, Any]]:
        """Start it with --json and yield the document that it prints."""
        self._run()
        assert self.process.stdout is not None
        text = ""
        for line in self.process.stdout:
            text += line
            if line == "}\n":
                break
        document: dict[str, Any] = json.loads(text)
        self.url = document["url"].removesuffix("/rpc")
        with contextlib.ExitStack() as stack:
            stack.push(self.__exit__)
            yield document

    def refused(self) -> str:
        """Start it where it cannot run, and return the sentence that it says."""
        self._run()
        code, output = self._ended()
        assert code == 2
        assert output.count("\n") == 1
        return output

    def _run(self) -> None:
        command = [sys.executable, "-m", "tallystick", "chain", "--data-dir", str(self.directory)]
        self.process = subprocess.Popen(
            [*command, "--port", "0", *self.options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.session = requests.Session()

    @property
    def keys(self) -> list[Any]:
        """The development accounts as signers, in the order in which they were printed."""
        matches = [ADDRESS_AND_KEY.fullmatch(line) for line in self.lines]
        accounts = [(match[1], Account.from_key(match[2])) for match in matches if match]
        assert all(account.address.lower() == address for address, account in accounts)
        return [account for _, account in accounts]

    def ask(self, method: str, *params: Any) -> Any:
        answer = self.batch([(method, params)])[0]
        assert "error" not in answer, answer
        return answer["result"]

    def batch(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[dict[str, Any]]:
        body: Any = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": list(params)}
            for place, (method, params) in enumerate(asked)
        ]
        response = self.session.post(self.url + "/rpc", json=body, timeout=30)
        assert response.status_code == 200
        document: list[dict[str, Any]] = response.json()
        return document

    def stop(self) -> tuple[int, str]:
        """Ask it to end, and return its exit code and what it said on stderr."""
        self.process.terminate()
        return self._ended()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self._ended()

    def _ended(self) -> tuple[int, str]:
        _, output = self.process.communicate(timeout=30)
        self.session.close()
        return self.process.returncode, output

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.kill()
