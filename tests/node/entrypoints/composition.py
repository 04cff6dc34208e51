"""What compose.yaml describes, without containers: the same processes behind the same proxy."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from node.entrypoints.premises import ENVIRONMENT, HOST, Premises, free_port
from node.entrypoints.process import NodeProcess

__all__ = ["COMPOSE", "Composition", "composed", "proxied", "proxy_program"]

COMPOSE = Path(__file__).parents[3] / "compose.yaml"
START_SECONDS = 60
PREFIX = "TALLYSTICK_NODE_"


@dataclass
class Composition:
    """The services of compose.yaml that are the node's, and the proxy."""

    services: dict[str, dict[str, Any]]

    @classmethod
    def read(cls) -> Composition:
        return cls(yaml.safe_load(COMPOSE.read_text("utf-8"))["services"])

    @property
    def names(self) -> list[str]:
        """The processes of the node, whoever founds the platform first."""
        names = [name for name, service in self.services.items() if "node" in _words(service)]
        return sorted(names, key=lambda name: (name.rpartition("-")[0] != "worker", name))

    @property
    def proxy_file(self) -> Path:
        """The file of the proxy's settings that its container is handed."""
        (mount,) = self.services["proxy"]["volumes"]
        return COMPOSE.parent / str(mount).partition(":")[0]

    def process(
        self, name: str, directory: Path, places: dict[str, str], port: int, more: dict[str, str]
    ) -> NodeProcess:
        """One of the node's processes, with this machine's places in place of the containers'."""
        service = self.services[name]
        words = [
            word for word in _words(service) if word not in {"node", "--data-dir=/data"}
        ]  # fmt: skip
        stated = {key: str(value) for key, value in service["environment"].items()}
        assert set(places) <= set(stated), "compose.yaml states every place"
        options = [*words, "--port", str(port)]
        return NodeProcess(directory, options, environment={**stated, **places, **more})


def _words(service: dict[str, Any]) -> list[str]:
    return list(service.get("command", []))


def proxy_program() -> str | None:
    """Where HAProxy is, None where it is not installed."""
    return shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")


@contextmanager
def proxied(address: str, apis: tuple[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The proxy of compose.yaml; the test is skipped where it is not installed."""
    program = proxy_program()
    if program is None:
        pytest.skip("HAProxy is not installed: apt-get install haproxy")
    composition = Composition.read()
    stated = composition.services["proxy"]["environment"]
    places = dict(zip(stated, (address, *apis), strict=True))
    with log.open("ab") as output:
        process = subprocess.Popen(
            [program, "-db", "-f", str(composition.proxy_file)],
            stdout=output, stderr=output, env={**os.environ, **places},
        )  # fmt: skip
    try:
        _await(f"http://{address}/livez")
        yield process
    finally:
        process.kill()
        process.wait(10)


def _await(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if requests.get(url, timeout=10).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        assert time.monotonic() < deadline, f"{url} does not answer"
        time.sleep(0.1)


@contextmanager
def composed(
    directory: Path, rpc: str, database: str, more: dict[str, str] | None = None
) -> Iterator[Premises]:
    """Everything of compose.yaml on this machine.

    Args:
        directory: The node's own, which all processes share.
        rpc: The chain's URL.
        database: The database's URL.
        more: Further settings by the names of their variables.

    Yields:
        The processes, and the one address to all of them.
    """
    composition = Composition.read()
    ports = {name: free_port() for name in composition.names}
    address = f"{HOST}:{free_port()}"
    places = {
        f"{PREFIX}HOST": HOST,
        f"{PREFIX}RPC": rpc,
        f"{PREFIX}DATABASE": database,
        f"{PREFIX}PUBLIC_URL": f"http://{address}",
        f"{PREFIX}PROXIES": f'["{HOST}"]',
    }
    apis = (f"{HOST}:{ports['api-one']}", f"{HOST}:{ports['api-two']}")
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                composition.process(name, directory, places, port, {**ENVIRONMENT, **(more or {})})
            )
            for name, port in ports.items()
        ]
        processes[-1].ready()
        log = directory.with_name("proxy.log")
        stack.enter_context(proxied(address, apis, log))
        port = int(address.rpartition(":")[2])
        yield Premises(directory, database, f"http://{address}", rpc, [port], processes)
