"""A copy of a platform is wound down with none of its keys, and the platform itself never knows."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tallystick.chain.contracts import Governor
from tallystick.errors import ConfigError
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.operator import Operator
from tallystick.platform._sync.platform import Platform
from tallystick.platform.deployment import Deployment
from tallystick.platform.listing import LoanStatus
from tallystick.testing.session import open_session
from tallystick_node.bootstrap.local_chain import FOLDER
from tallystick_node.demo.ending import BEGINNING, Ending
from tallystick_node.entrypoints import wind_down_drill
from tallystick_node.entrypoints.rehearsal import rehearsed
from tallystick_node.entrypoints.wind_down_drill import closed_copy
from tallystick_node.evm.evm import Genesis
from tallystick_node.evm.opening import open_chain
from tallystick_node.evm.provider import EmbeddedProvider
from tallystick_node.infrastructure.settings.settings import Settings, load_settings
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.supervision.exercises import load_runbook

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400


def platform_in(folder: Path, *, whole: bool) -> Settings:
    """A node's directory; whole: with a loan in every status and a client who is frozen."""
    settings, _ = load_settings({"data_dir": folder}, {})
    builder = open_chain(folder / FOLDER, Genesis(BEGINNING), instant=True, driven=True)
    with closing(builder):
        session = open_session(EmbeddedProvider(builder, development=True))
        ending = Ending(session)
        if whole:
            ending.fill()
            # Nothing is left to collect from whoever owes this one: a default, and a year of wait.
            broke = session.actors.borrowers[1]
            ending.builder.active(broke, investors=session.actors.investors[2:3], n=6)
            account = Borrower(session.platform, broke)
            account.act.withdraw(account.view.balance()).send()
            compliance = Operator(session.platform, session.actors.compliance)
            until = session.platform.now() + 2 * DAY
            compliance.act.freeze(ending.lenders[1].address, until, b"\x01" * 32).send()
        document = session.platform.deployment.document()
        settings.deployment_file.write_text(json.dumps(document), "utf-8")
    with closing(Database(sqlite_url(folder / "node.sqlite"))) as database:
        upgrade(database)
    return settings


def is_winding_down(settings: Settings) -> bool:
    builder = open_chain(settings.data_dir / FOLDER, instant=True, driven=True)
    with closing(builder):
        deployment = Deployment.load(settings.deployment_file)
        platform = Platform.connect(EmbeddedProvider(builder, development=True), deployment)
        return bool(platform.read(Governor.wind_down()))


@pytest.mark.long
def test_a_copy_with_a_loan_in_every_status_ends_and_the_original_goes_on(tmp_path: Path) -> None:
    settings = platform_in(tmp_path / "live", whole=True)
    before = sorted(str(file) for file in settings.data_dir.rglob("*"))
    record = rehearsed("wind-down", load_runbook("wind-down"), settings)
    seen = record.results[5]["seen"]
    assert record.results[5]["ok"], record.results[5]
    assert set(seen["before"]) == {status.name.lower() for status in LoanStatus}
    assert not {"listed", "funded", "active", "defaulted"} & set(seen["after"])
    assert (seen["terminal"], seen["failed"], seen["barred"]) == (True, [], [])
    assert (seen["frozen"], seen["untouched"]) == ("1", True)
    assert int(seen["months"]) >= 12
    assert int(seen["claimants"]) >= 5
    assert int(seen["claimable"]) > 0
    assert not is_winding_down(settings)
    assert sorted(str(file) for file in settings.data_dir.rglob("*")) == before


@pytest.mark.long
def test_a_copy_that_does_not_end_in_its_time_is_a_failed_drill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = platform_in(tmp_path / "live", whole=True)
    monkeypatch.setattr(wind_down_drill, "MONTHS_MAX", 0)
    (tmp_path / "scratch").mkdir()
    seen = closed_copy(settings, tmp_path / "scratch")
    assert (seen["ok"], seen["terminal"], seen["months"]) == (False, False, "0")
    assert seen["untouched"]


def test_a_chain_elsewhere_is_not_copied(tmp_path: Path) -> None:
    settings, _ = load_settings({"data_dir": tmp_path, "rpc": "http://127.0.0.1:1"}, {})
    with pytest.raises(ConfigError, match="EXERCISE:CHAIN"):
        closed_copy(settings, tmp_path)
