"""One demonstration for all tests that look at what it leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick_node.demo.show import Demonstration, run_demo

if TYPE_CHECKING:
    from pathlib import Path

LOANS, SEED = 2, 169


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def shown(folder: Path) -> Demonstration:
    return run_demo(LOANS, SEED, folder)
