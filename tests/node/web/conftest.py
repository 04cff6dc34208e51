"""A node with its pages, on each database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from node.api.builders import Api, open_api
from node.entrypoints.process import NodeProcess
from tallystick_node.demo.show import run_demo
from tallystick_node.web import kept_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


LOANS, SEED = 2, 169


@dataclass(frozen=True)
class DemoNode:
    """A node of its own with what a demonstration has left; any page of a browser may ask it."""

    folder: Path
    url: str


@pytest.fixture(scope="session")
def demo_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoNode]:
    folder = tmp_path_factory.mktemp("pages") / "demo"
    run_demo(LOANS, SEED, folder)
    with NodeProcess(folder, environment={"TALLYSTICK_NODE_ORIGINS": '["*"]'}) as node:
        node.ready()
        yield DemoNode(folder, node.url)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is made anew for each question, whatever was asked in the second before."""
    monkeypatch.setattr(kept_pages, "KEPT_SECONDS", 0.0)


@pytest.fixture
def site(tmp_path: Path, database: Database, network: Network, time: Time) -> Api:
    """The pages of a node whose index has read the chain."""
    result = open_api(tmp_path, database, network, time)
    result.index()
    return result
