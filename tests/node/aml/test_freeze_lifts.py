"""A freeze is lifted by two; what the chain has ends by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.aml.builders import OFFICER, OTHER, open_bureau
from node.aml.test_case_freezes import agreed, freeze_of, sent_by_hand
from tallystick.chain.contracts import Registry
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.refusals import AmlRefused

if TYPE_CHECKING:
    from pathlib import Path

    from node.aml.builders import Bureau
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


def test_a_prepared_freeze_is_lifted_by_two_and_then_never_counts(bureau: Bureau) -> None:
    case, number = agreed(bureau)
    lifts = bureau.aml.lifts
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:FREEZE_STATE"):
            lifts.decide_lift(connection, case, number, "why", OTHER, agreed=True)
        lifts.propose_lift(connection, case, number, "a mistake", OFFICER)
        with pytest.raises(AmlRefused, match="AML:FREEZE_STATE"):
            lifts.propose_lift(connection, case, number, "again", OFFICER)
        with pytest.raises(AmlRefused, match="AML:EYES"):
            lifts.decide_lift(connection, case, number, "sure", OFFICER, agreed=True)
        lifts.decide_lift(connection, case, number, "yes", OTHER, agreed=True)
    row = freeze_of(bureau, case, number)
    assert (row.state, row.lifted_by) == (FreezeState.LIFTED, OTHER)
    assert bureau.aml.freezes.call(row) is None
    seen = bureau.aml.freezes.seen(sent_by_hand(bureau, row.wallet, row.until))
    with (
        bureau.database.writing() as connection,
        pytest.raises(AmlRefused, match="AML:FREEZE_STATE"),
    ):
        bureau.aml.freezes.record(connection, case, number, seen, OFFICER)


def test_what_the_chain_has_is_left_to_end(bureau: Bureau) -> None:
    case, number = agreed(bureau, hours=2)
    row = freeze_of(bureau, case, number)
    seen = bureau.aml.freezes.seen(sent_by_hand(bureau, row.wallet, row.until))
    lifts = bureau.aml.lifts
    with bureau.database.writing() as connection:
        bureau.aml.freezes.record(connection, case, number, seen, OFFICER)
        lifts.propose_lift(connection, case, number, "explained", OFFICER)
        lifts.decide_lift(connection, case, number, "yes", OTHER, agreed=True)
    platform = bureau.network.platform
    assert platform.read(Registry.person_of(row.wallet))["frozen_until"] == row.until
    bureau.network.session.chain.travel(seconds=2 * 3_600 + 1)
    assert platform.read(Registry.person_of(row.wallet))["frozen_until"] < platform.now()


def test_a_lift_that_is_rejected_lets_the_freeze_stand(bureau: Bureau) -> None:
    case, number = agreed(bureau)
    lifts = bureau.aml.lifts
    with bureau.database.writing() as connection:
        lifts.propose_lift(connection, case, number, "explained", OFFICER)
        lifts.decide_lift(connection, case, number, "not to me", OTHER, agreed=False)
        lifts.propose_lift(connection, case, number, "now it is", OFFICER)
    assert freeze_of(bureau, case, number).state == FreezeState.PREPARED


def test_what_the_node_sends_is_not_stopped(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    account = network.session.actors.compliance.address
    bureau = open_bureau(tmp_path, database, network, time, account)
    case, number = agreed(bureau)
    with (
        bureau.database.writing() as connection,
        pytest.raises(AmlRefused, match="AML:FREEZE_SENT"),
    ):
        bureau.aml.lifts.propose_lift(connection, case, number, "a mistake", OFFICER)
