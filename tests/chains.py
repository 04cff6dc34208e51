"""The chains that the suites run on, by name."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from node.evm.process import ChainProcess
from tallystick.chain._sync.connection import Connection
from tallystick.errors import TransportError
from tallystick.testing.chain import RemoteChain, TallystickChain
from tallystick.testing.session import Session, open_session
from tallystick_node.evm import BlockBuilder, Clock, EmbeddedProvider, Genesis, open_chain
from tallystick_node.evm.clock import ACCELERATED

__all__ = ["CHAINS", "anvil", "begun", "in_memory", "opened"]

CHAINS = ("eth-tester", "local", "http", "anvil")
ROOT = Path(__file__).parents[1]
ANVIL = next(iter(ROOT.glob(".tools/node_modules/@foundry-rs/anvil-*/bin/anvil")), None)
START_SECONDS = 20


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Session]:
    """A platform on a chain of that name; a chain with a file keeps it in the folder."""
    if name == "local":
        chain = open_chain(folder, Genesis(int(time.time())), instant=True, driven=True)
        try:
            yield open_session(EmbeddedProvider(chain, development=True))
        finally:
            chain.close()
    elif name == "http":
        with ChainProcess(folder, options=("--dev", "--block-time", "0")) as process:
            yield open_session(process.url + "/rpc")
    elif name == "anvil":
        with anvil() as url:
            yield open_session(url)
    else:
        yield open_session()


def in_memory() -> EmbeddedProvider:
    """The local chain without a file: an audit of it takes a third of the time of eth-tester's."""
    return EmbeddedProvider(BlockBuilder(Genesis(int(time.time()))), development=True)


@contextmanager
def begun(
    name: str, folder: Path, start: int, funded: tuple[str, ...]
) -> Iterator[TallystickChain]:
    """A bare chain of that name whose first block is dated on a given second, however long ago."""
    if name == "local":
        chain = open_chain(folder, Genesis(start, funded=funded), instant=True, driven=True)
        try:
            yield RemoteChain(EmbeddedProvider(chain, development=True))
        finally:
            chain.close()
    elif name == "http":
        open_chain(folder, Genesis(start, funded=funded), Clock(ACCELERATED)).close()
        with ChainProcess(folder, options=("--dev", "--block-time", "0")) as process:
            yield RemoteChain(process.url + "/rpc")
    else:
        assert name == "anvil", f"{name} cannot begin in the past"
        with anvil("--timestamp", str(start)) as url:
            yield RemoteChain(url, funded)


@contextmanager
def anvil(*options: str) -> Iterator[str]:
    """A fresh anvil on a free port; the test is skipped where it is not installed."""
    if ANVIL is None:
        pytest.skip("anvil is not installed: scripts/install_anvil.sh")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([ANVIL, "--port", str(port), "--silent", *options])
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
            Connection.open(url)
        except TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
