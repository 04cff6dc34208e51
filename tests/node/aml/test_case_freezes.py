"""A freeze is asked for in a case by two, and counts when the chain has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.aml.builders import OFFICER, OTHER, Bureau, open_bureau
from node.aml.test_case_book import opened
from node.kyc.builders import id_number
from tallystick.chain.contracts import Freezes, Registry
from tallystick.errors import InputError
from tallystick_node.aml.case_freezes import HOURS_MAX
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.tables import journal, sends

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

__all__ = ["agreed", "client_case"]


def client_case(bureau: Bureau) -> tuple[int, str]:
    """A case about somebody whose wallet the chain knows."""
    case = opened(bureau)
    person = bureau.alerts()[0].subject
    bureau.room.bind(person, "investor 0")
    return case, person


def agreed(bureau: Bureau, hours: int = 24) -> tuple[int, int]:
    """A freeze that two have agreed on."""
    case, person = client_case(bureau)
    freezes = bureau.aml.freezes
    with bureau.database.writing() as connection:
        number = freezes.propose(connection, case, person, "it moves", hours=hours, staff=OFFICER)
        freezes.decide(connection, case, number, "I see it too", OTHER, agreed=True)
    return case, number


def freeze_of(bureau: Bureau, case: int, number: int) -> Any:
    with bureau.database.reading() as connection:
        return bureau.aml.register.freeze(connection, case, number)


def sent_by_hand(bureau: Bureau, wallet: str, until: int) -> str:
    """The transaction of a COMPLIANCE key."""
    platform, who = bureau.network.platform, bureau.network.session.actors.compliance
    order = b"\x00" * 32
    return platform.plan(Freezes.freeze(wallet, until, order), who).send().tx_hash


def test_two_prepare_a_call_that_the_chain_then_has(bureau: Bureau) -> None:
    case, number = agreed(bureau)
    row = freeze_of(bureau, case, number)
    platform = bureau.network.platform
    assert (row.state, row.send_key) == (FreezeState.PREPARED, None)
    assert row.until == platform.now() + 24 * 3_600
    call = bureau.aml.freezes.call(row)
    assert call is not None
    assert call[0] == platform.address("Freezes")
    compliance = bureau.network.session.actors.compliance
    sent = platform.sender.send(
        compliance, {"to": call[0], "data": bytes.fromhex(call[1][2:])}, 10**6
    )
    tx_hash = "0x" + platform.sender.wait(sent, 60).tx_hash.hex()
    seen = bureau.aml.freezes.seen(tx_hash)
    with bureau.database.writing() as connection:
        bureau.aml.freezes.record(connection, case, number, seen, OFFICER)
        acts = [act.text for act in bureau.aml.cases.acts(connection, case)]
    row = freeze_of(bureau, case, number)
    assert (row.state, row.tx_hash) == (FreezeState.FROZEN, tx_hash)
    assert bureau.aml.freezes.call(row) is None
    known = platform.read(Registry.person_of(row.wallet))
    assert known["frozen_until"] == row.until
    assert acts[1:] == [
        f"{number}: 24 h: it moves", f"{number}: agreed: I see it too",
        f"{number}: frozen by {tx_hash}",
    ]  # fmt: skip


def test_one_alone_freezes_nobody_and_a_rejected_one_is_over(bureau: Bureau) -> None:
    case, person = client_case(bureau)
    freezes = bureau.aml.freezes
    with bureau.database.writing() as connection:
        number = freezes.propose(connection, case, person, "it moves", hours=1, staff=OFFICER)
        with pytest.raises(AmlRefused, match="AML:EYES"):
            freezes.decide(connection, case, number, "sure", OFFICER, agreed=True)
        with pytest.raises(AmlRefused, match="AML:FREEZE_OPEN"):
            freezes.propose(connection, case, person, "again", hours=1, staff=OFFICER)
        freezes.decide(connection, case, number, "no need", OTHER, agreed=False)
        with pytest.raises(AmlRefused, match="AML:FREEZE_STATE"):
            freezes.decide(connection, case, number, "no need", OTHER, agreed=True)
        with pytest.raises(AmlRefused, match="AML:FREEZE_STATE"):
            freezes.record(connection, case, number, [], OFFICER)
        assert (
            freezes.propose(connection, case, person, "it moves on", hours=1, staff=OFFICER)
            == number + 1
        )
    assert freeze_of(bureau, case, number).state == FreezeState.REJECTED


@pytest.mark.parametrize("hours", [0, HOURS_MAX + 1])
def test_a_freeze_beyond_its_hours_is_refused(bureau: Bureau, hours: int) -> None:
    case, person = client_case(bureau)
    with bureau.database.writing() as connection, pytest.raises(InputError, match="FREEZE_HOURS"):
        bureau.aml.freezes.propose(connection, case, person, "it moves", hours=hours, staff=OFFICER)


def test_who_is_not_of_the_case_or_has_no_wallet_is_not_frozen(bureau: Bureau) -> None:
    case = opened(bureau)
    person, other = bureau.alerts()[0].subject, bureau.room.full(id_number("124"))
    freezes = bureau.aml.freezes
    with bureau.database.writing() as connection:
        with pytest.raises(NoAml, match="AML:PERSON"):
            freezes.propose(connection, case, other, "it moves", hours=1, staff=OFFICER)
        with pytest.raises(AmlRefused, match="AML:FREEZE_WALLET"):
            freezes.propose(connection, case, person, "it moves", hours=1, staff=OFFICER)
        with pytest.raises(AmlRefused, match="AML:LEASE"):
            freezes.propose(connection, case, person, "it moves", hours=1, staff=OTHER)
        with pytest.raises(NoAml, match="AML:FREEZE"):
            freezes.decide(connection, case, 9, "why", OTHER, agreed=True)


def test_whom_it_is_about_decides_nothing(bureau: Bureau) -> None:
    case, person = client_case(bureau)
    wallet = bureau.network.session.actors.investors[0].address
    with bureau.database.writing() as connection:
        number = bureau.aml.freezes.propose(
            connection, case, person, "it moves", hours=1, staff=OFFICER
        )
        with pytest.raises(Forbidden, match="ACCESS:OWN"):
            bureau.aml.freezes.decide(connection, case, number, "no", wallet, agreed=False)


def test_only_the_agreed_freeze_counts(bureau: Bureau) -> None:
    case, number = agreed(bureau)
    row = freeze_of(bureau, case, number)
    shorter = sent_by_hand(bureau, row.wallet, row.until - 60)
    other = bureau.network.session.actors.investors[1].address
    elsewhere = sent_by_hand(bureau, other, row.until)
    for tx_hash in (shorter, elsewhere, "0x" + "ab" * 32):
        seen = bureau.aml.freezes.seen(tx_hash)
        with (
            bureau.database.writing() as connection,
            pytest.raises(AmlRefused, match="AML:FREEZE_TX"),
        ):
            bureau.aml.freezes.record(connection, case, number, seen, OFFICER)
    assert freeze_of(bureau, case, number).state == FreezeState.PREPARED


@pytest.fixture
def keyed(tmp_path: Path, database: Database, network: Network, time: Time) -> Bureau:
    """A watch of a node whose account holds COMPLIANCE."""
    account = network.session.actors.compliance.address
    return open_bureau(tmp_path, database, network, time, account)


def test_a_node_that_may_freeze_asks_for_the_call_and_keeps_what_came(keyed: Bureau) -> None:
    case, number = agreed(keyed)
    row = freeze_of(keyed, case, number)
    send = keyed.aml.register.send_of(row)
    assert send is not None
    assert (send.contract, send.function, send.state) == ("Freezes", "freeze", SendState.PLANNED)
    assert "case" not in send.key
    assert keyed.aml.freezes.call(row) is None
    tx_hash = sent_by_hand(keyed, row.wallet, row.until)
    with keyed.database.writing() as connection:
        assert keyed.aml.freezes.sent(connection) == []
        connection.execute(sends.update().values(state=SendState.DONE, tx_hash=tx_hash))
    with keyed.database.reading() as connection:
        sent = keyed.aml.freezes.sent(connection)
    for _ in range(2):
        with keyed.database.writing() as connection:
            keyed.aml.freezes.settle(connection, sent)
    row = freeze_of(keyed, case, number)
    assert (row.state, row.tx_hash) == (FreezeState.FROZEN, tx_hash)
    with keyed.database.reading() as connection:
        acts = connection.execute(journal.select().where(journal.c.act == "aml.frozen")).all()
    assert [act.actor for act in acts] == ["node"]


def test_a_nodes_account_without_the_role_sends_nothing(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    bureau = open_bureau(tmp_path, database, network, time, network.keeper.address)
    case, number = agreed(bureau)
    row = freeze_of(bureau, case, number)
    assert bureau.aml.register.send_of(row) is None
    assert bureau.aml.freezes.call(row) is not None
