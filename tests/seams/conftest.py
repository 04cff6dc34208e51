"""The same platform on both kinds of chain: the embedded EVM, and anvil behind its URL."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.connection import Connection
from tallystick.errors import TransportError
from tallystick.testing.session import Session, open_session

ROOT = Path(__file__).parents[2]
ANVIL = next(iter(ROOT.glob(".tools/node_modules/@foundry-rs/anvil-*/bin/anvil")), None)
START_SECONDS = 20


@pytest.fixture(scope="session")
def anvil_url() -> Iterator[str]:
    """A fresh anvil on a free port."""
    if ANVIL is None:
        pytest.skip("anvil is not installed: scripts/install_anvil.sh")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([ANVIL, "--port", str(port), "--silent"])
    url = f"http://127.0.0.1:{port}"
    try:
        _await(url)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _await(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            Connection(url)
        except TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(
    scope="session",
    params=["embedded", pytest.param("anvil", marks=pytest.mark.e2e)],
)
def shared(request: pytest.FixtureRequest) -> Session:
    """One platform per kind of chain."""
    if request.param == "embedded":
        return open_session()
    return open_session(request.getfixturevalue("anvil_url"))


@pytest.fixture
def session(shared: Session) -> Iterator[Session]:
    """The platform as it was deployed, whatever other tests did."""
    before = shared.chain.snapshot()
    yield shared
    shared.chain.revert(before)
