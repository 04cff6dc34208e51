"""A complaints desk on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.complaints.builders import Office, open_office

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def office(tmp_path: Path, database: Database, network: Network, time: Time) -> Office:
    """The desk, with the people of a sandbox."""
    return open_office(tmp_path, database, network, time)


@pytest.fixture
def client(office: Office) -> str:
    """Somebody who is registered."""
    return office.room.real()
