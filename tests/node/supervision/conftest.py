"""What the checklist looks at, and what is kept for supervisors, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.api.builders import Api, open_api
from node.supervision.builders import supervision_on
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.supervision.ground import CheckGround

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.supervision.service import Supervision

DECIMALS = 6


@pytest.fixture
def office(tmp_path: Path, database: Database, network: Network, time: Time) -> Api:
    """A node with a listed loan and one that runs, read into its index."""
    result = open_api(tmp_path, database, network, time)
    network.loans.listed()
    network.loans.active()
    result.index()
    return result


@pytest.fixture
def ground(office: Api) -> CheckGround:
    foundation = office.node.foundation
    return CheckGround(
        platform=foundation.site.platform, database=foundation.database,
        data_dir=foundation.settings.data_dir,
        policy=Policy(load_pack("generic", DECIMALS), foundation.business.today()),
        now=foundation.clock(), audit_log=foundation.audit_log, queue=foundation.queue,
        lists={"OFAC": foundation.clock()}, public_url="https://lending.example",
        purposes_refused=frozenset({"gambling"}), without_factor=(),
    )  # fmt: skip


@pytest.fixture
def supervision(database: Database, time: Time, tmp_path: Path) -> Supervision:
    """What is kept for supervisors, without a chain."""
    return supervision_on(database, time, tmp_path)
