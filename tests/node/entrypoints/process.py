"""A node as a process of its own, for tests: started, asked, killed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import requests

__all__ = ["NodeProcess"]

LISTENING = re.compile(r"listening on (https?://\S+)")
READY_SECONDS = 60
# A node looks every few seconds; a test would only wait.
OFTEN = {"TALLYSTICK_NODE_PAYMENTS__POLL_SECONDS": "1"}
NODE = (sys.executable, "-m", "tallystick", "node")


@dataclass
class NodeProcess:
    """A node that runs until `stop` or `kill`; its log is a file beside its directory."""

    directory: Path
    options: Sequence[str] = ("--dev", "--no-rate-limit")
    program: Sequence[str] = NODE
    environment: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    def spawn(self) -> Self:
        """Start it and wait for nothing."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, "--data-dir", str(self.directory), "--port", "0", *self.options],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **OFTEN, **self.environment},
            )
        return self

    def start(self) -> Self:
        """Start it and wait until it listens."""
        self.spawn()
        assert self.process.stdout is not None
        for line in self.process.stdout:
            match = LISTENING.match(line)
            if match:
                self.url = match[1]
                return self
        self.process.communicate(timeout=READY_SECONDS)
        raise AssertionError(f"it did not start: {self.log.read_text('utf-8')[-2_000:]}")

    def refused(self) -> str:
        """Start it where it cannot run, and return the sentence that it says."""
        before = self.log.stat().st_size if self.log.exists() else 0
        self.spawn()
        self.process.communicate(timeout=READY_SECONDS)
        assert self.process.returncode == 2
        return self.log.read_bytes()[before:].decode()

    @property
    def log(self) -> Path:
        return self.directory.with_name(self.directory.name + ".log")

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=30)

    def ready(self) -> dict[str, Any]:
        """Wait until it is ready, and return what it says then."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            response = self.get("/readyz")
            document: dict[str, Any] = response.json()
            if response.status_code == 200:
                return document
            if time.monotonic() > deadline:
                raise AssertionError(f"it is not ready: {document}")
            time.sleep(0.1)

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.terminate()
        self.process.communicate(timeout=30)
        return self.process.returncode

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.communicate(timeout=30)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.kill()
