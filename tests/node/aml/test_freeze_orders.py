"""A freeze beyond 72 hours: two prepare the order, attestors sign it, the chain freezes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from node.aml.builders import OFFICER, OTHER, Bureau, open_bureau
from node.aml.test_case_freezes import client_case, freeze_of, sent_by_hand
from tallystick.chain.contracts import Registry
from tallystick.chain.signer import signature_bytes
from tallystick.errors import InputError
from tallystick.platform.messages import FreezeOrder
from tallystick_node.aml.case_rules import CaseOutcome, CaseState
from tallystick_node.aml.freeze_orders import ORDER_DAYS_MAX, SIGNING_SECONDS
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.tables import journal, sends

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick.chain.signer import Signer
    from tallystick_node.storage import Database

ORDER = b"%PDF-1.7 the court orders %%EOF"


def proposed(bureau: Bureau, days: int = 30) -> tuple[int, int, str]:
    """A case with the order as a file, and what one of staff proposes on it."""
    case, person = client_case(bureau)
    with bureau.database.writing() as connection:
        file = bureau.aml.files.add(connection, case, "order.pdf", ORDER, OFFICER)
        number = bureau.aml.orders.propose(
            connection, case, person, "the court says so", days=days, file=file, staff=OFFICER
        )
    return case, number, person


def decided(bureau: Bureau, days: int = 30) -> tuple[int, int]:
    """An order that two have agreed on."""
    case, number, _ = proposed(bureau, days)
    with bureau.database.writing() as connection:
        bureau.aml.freezes.decide(connection, case, number, "I read it", OTHER, agreed=True)
    return case, number


def signed(bureau: Bureau, row: Any, signer: Signer) -> str:
    order = FreezeOrder(
        wallet=row.wallet, until=row.until, order=bytes.fromhex(row.order[2:]), expiry=row.expiry
    )
    return "0x" + signature_bytes(order.sign(bureau.network.platform, signer)).hex()


def attest(bureau: Bureau, case: int, number: int, signer: Signer) -> None:
    signature = signed(bureau, freeze_of(bureau, case, number), signer)
    with bureau.database.writing() as connection:
        bureau.aml.orders.attest(connection, case, number, signature, OTHER)


def attestors(bureau: Bureau) -> list[Signer]:
    return list(bureau.network.session.actors.attestors)


def test_two_of_staff_and_enough_attestors_freeze_for_thirty_days(bureau: Bureau) -> None:
    case, number = decided(bureau)
    row, platform = freeze_of(bureau, case, number), bureau.network.platform
    assert (row.state, row.order) == (FreezeState.ATTESTING, "0x" + keccak(ORDER).hex())
    assert row.until == platform.now() + ORDER_DAYS_MAX * 86_400
    assert row.expiry == platform.now() + SIGNING_SECONDS
    assert bureau.aml.freezes.call(row) is None
    message = bureau.aml.orders.message(row)
    assert message is not None
    assert message["message"]["order"] == row.order
    needed = bureau.aml.orders.threshold()
    assert needed >= 2
    for signer in attestors(bureau)[:needed]:
        assert freeze_of(bureau, case, number).state == FreezeState.ATTESTING
        attest(bureau, case, number, signer)
    row = freeze_of(bureau, case, number)
    call = bureau.aml.freezes.call(row)
    assert (row.state, bureau.aml.orders.message(row)) == (FreezeState.PREPARED, None)
    assert call is not None
    # Anybody may bring it: an investor here, who holds no role.
    anybody = bureau.network.session.actors.investors[1]
    sent = platform.sender.send(anybody, {"to": call[0], "data": bytes.fromhex(call[1][2:])}, 10**6)
    tx_hash = "0x" + platform.sender.wait(sent, 60).tx_hash.hex()
    seen = bureau.aml.freezes.seen(tx_hash)
    with bureau.database.writing() as connection:
        bureau.aml.freezes.record(connection, case, number, seen, OFFICER)
        acts = [act.text for act in bureau.aml.cases.acts(connection, case)]
    assert freeze_of(bureau, case, number).state == FreezeState.FROZEN
    assert platform.read(Registry.person_of(row.wallet))["frozen_until"] == row.until
    names = [signer.address for signer in attestors(bureau)[:needed]]
    assert acts[-needed - 1 :] == [
        *(f"{number}: signed by {name}" for name in names), f"{number}: frozen by {tx_hash}"
    ]  # fmt: skip


def test_a_node_with_an_account_brings_it_and_keeps_what_came(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    keeper = network.keeper
    bureau = open_bureau(tmp_path, database, network, time, keeper.address)
    case, number = decided(bureau, 20)
    for signer in attestors(bureau)[: bureau.aml.orders.threshold()]:
        attest(bureau, case, number, signer)
    row = freeze_of(bureau, case, number)
    send = bureau.aml.register.send_of(row)
    assert send is not None
    assert (send.contract, send.function) == ("Freezes", "freeze_by_order")
    assert "case" not in send.key
    assert bureau.aml.freezes.call(row) is None
    platform = network.platform
    sent = platform.sender.send(
        keeper, {"to": send.to, "data": bytes.fromhex(send.data[2:])}, 10**6
    )
    tx_hash = "0x" + platform.sender.wait(sent, 60).tx_hash.hex()
    with database.writing() as connection:
        connection.execute(sends.update().values(state=SendState.DONE, tx_hash=tx_hash))
    with database.writing() as connection:
        bureau.aml.freezes.settle(connection, bureau.aml.freezes.sent(connection))
    assert freeze_of(bureau, case, number).state == FreezeState.FROZEN
    with database.reading() as connection:
        acts = connection.execute(journal.select().where(journal.c.act == "aml.frozen")).all()
    assert [act.actor for act in acts] == ["node"]


def test_what_the_chain_refused_may_be_lifted_and_asked_for_anew(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    bureau = open_bureau(tmp_path, database, network, time, network.keeper.address)
    case, number = decided(bureau)
    for signer in attestors(bureau)[: bureau.aml.orders.threshold()]:
        attest(bureau, case, number, signer)
    lifts = bureau.aml.lifts
    with database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:FREEZE_SENT"):
            lifts.propose_lift(connection, case, number, "too late", OFFICER)
        connection.execute(sends.update().values(state=SendState.REFUSED))
    with database.writing() as connection:
        lifts.propose_lift(connection, case, number, "the chain refused", OFFICER)
        lifts.decide_lift(connection, case, number, "so it did", OTHER, agreed=True)
        (person,) = bureau.aml.cases.people(connection, case)
        bureau.aml.freezes.propose(connection, case, person, "again", hours=1, staff=OFFICER)


def test_one_alone_gets_no_signature_and_nobody_signs_a_rejected_one(bureau: Bureau) -> None:
    case, number, person = proposed(bureau)
    freezes, orders = bureau.aml.freezes, bureau.aml.orders
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:EYES"):
            freezes.decide(connection, case, number, "sure", OFFICER, agreed=True)
        with pytest.raises(AmlRefused, match="AML:FREEZE_STATE"):
            orders.attest(connection, case, number, "0x" + "11" * 64, OTHER)
        with pytest.raises(AmlRefused, match="AML:FREEZE_OPEN"):
            freezes.propose(connection, case, person, "as well", hours=1, staff=OFFICER)
        freezes.decide(connection, case, number, "forged", OTHER, agreed=False)
        with pytest.raises(AmlRefused, match="AML:FREEZE_STATE"):
            orders.attest(connection, case, number, "0x" + "11" * 64, OTHER)


@pytest.mark.parametrize("days", [0, ORDER_DAYS_MAX + 1])
def test_days_beyond_the_bounds_are_refused(bureau: Bureau, days: int) -> None:
    with pytest.raises(InputError, match="AML:FREEZE_DAYS"):
        proposed(bureau, days)


def test_an_order_is_a_file_of_this_case_and_of_its_people(bureau: Bureau) -> None:
    case, person = client_case(bureau)
    orders = bureau.aml.orders
    with bureau.database.writing() as connection:
        with pytest.raises(NoAml, match="AML:FILE"):
            orders.propose(connection, case, person, "why", days=1, file=9, staff=OFFICER)
        file = bureau.aml.files.add(connection, case, "order.pdf", ORDER, OFFICER)
        with pytest.raises(NoAml, match="AML:PERSON"):
            orders.propose(connection, case, "0" * 32, "why", days=1, file=file, staff=OFFICER)
        with pytest.raises(AmlRefused, match="AML:LEASE"):
            orders.propose(connection, case, person, "why", days=1, file=file, staff=OTHER)


def test_only_active_attestors_sign_this_message_each_once(bureau: Bureau) -> None:
    case, number = decided(bureau)
    row = freeze_of(bureau, case, number)
    first, second = attestors(bureau)[:2]
    stranger = bureau.network.session.actors.investors[0]
    orders = bureau.aml.orders
    other = FreezeOrder(
        wallet=row.wallet, until=row.until + 1, order=b"\x11" * 32, expiry=row.expiry
    )
    for wrong in (
        signed(bureau, row, stranger),
        "0x" + signature_bytes(other.sign(bureau.network.platform, first)).hex(),
        "0x" + "00" * 64,
    ):
        with (
            bureau.database.writing() as connection,
            pytest.raises(AmlRefused, match="AML:ATTESTOR"),
        ):
            orders.attest(connection, case, number, wrong, OTHER)
    for unreadable in ("", "0x", "0x" + "11" * 63, "0x" + "11" * 64 + "1d", "no"):
        with (
            bureau.database.writing() as connection,
            pytest.raises(InputError, match="INPUT:SIGNATURE"),
        ):
            orders.attest(connection, case, number, unreadable, OTHER)
    attest(bureau, case, number, first)
    with pytest.raises(AmlRefused, match="AML:ATTESTED"):
        attest(bureau, case, number, first)
    # As wallets write it, with the parity in a byte of its own.
    compact = bytes.fromhex(signed(bureau, row, second)[2:])
    parity, s = compact[32] >> 7, bytes([compact[32] & 0x7F]) + compact[33:]
    with bureau.database.writing() as connection:
        whole = "0x" + (compact[:32] + s + bytes([27 + parity])).hex()
        orders.attest(connection, case, number, whole, OTHER)
    assert set(freeze_of(bureau, case, number).attestations) == {first.address, second.address}


def test_whom_it_is_about_hands_nothing_in(bureau: Bureau) -> None:
    case, number = decided(bureau)
    signature = signed(bureau, freeze_of(bureau, case, number), attestors(bureau)[0])
    wallet = bureau.network.session.actors.investors[0].address
    with bureau.database.writing() as connection, pytest.raises(Forbidden, match="ACCESS:OWN"):
        bureau.aml.orders.attest(connection, case, number, signature, wallet)


def test_an_order_nobody_brought_in_time_is_over_and_lifted(bureau: Bureau) -> None:
    case, number = decided(bureau)
    bureau.network.session.chain.travel(seconds=SIGNING_SECONDS + 1)
    with pytest.raises(AmlRefused, match="AML:ORDER_EXPIRED"):
        attest(bureau, case, number, attestors(bureau)[0])
    with bureau.database.writing() as connection:
        bureau.aml.lifts.propose_lift(connection, case, number, "expired", OFFICER)
        bureau.aml.lifts.decide_lift(connection, case, number, "yes", OTHER, agreed=True)
    assert freeze_of(bureau, case, number).state == FreezeState.LIFTED


def test_an_order_that_freezes_no_longer_is_refused(bureau: Bureau) -> None:
    case, number, _ = proposed(bureau, 1)
    row = freeze_of(bureau, case, number)
    sent_by_hand(bureau, row.wallet, bureau.network.platform.now() + 48 * 3_600)
    with (
        bureau.database.writing() as connection,
        pytest.raises(AmlRefused, match="AML:FREEZE_STALE"),
    ):
        bureau.aml.freezes.decide(connection, case, number, "yes", OTHER, agreed=True)


def test_the_seat_of_a_suspended_attestor_counts_no_more(bureau: Bureau) -> None:
    case, number = decided(bureau)
    needed = bureau.aml.orders.threshold()
    first, *others = attestors(bureau)
    attest(bureau, case, number, first)
    guardian = bureau.network.session.actors.guardian
    bureau.network.platform.plan(Registry.suspend_attestor(first.address), guardian).send()
    for signer in others[: needed - 1]:
        attest(bureau, case, number, signer)
    row = freeze_of(bureau, case, number)
    assert (row.state, first.address in row.attestations) == (FreezeState.ATTESTING, False)


def test_a_case_is_not_closed_while_a_freeze_waits(bureau: Bureau) -> None:
    """In a closed case it could be neither lifted nor recorded, and would bar every other one."""
    case, number = decided(bureau)
    closing, lifts = bureau.aml.closing, bureau.aml.lifts
    with bureau.database.writing() as connection:
        closing.propose(connection, case, CaseOutcome.FALSE_POSITIVE, "explained", OFFICER)
        with pytest.raises(AmlRefused, match="AML:FREEZE_WAITS"):
            closing.decide(connection, case, OTHER, "yes", agreed=True)
        closing.decide(connection, case, OTHER, "the freeze first", agreed=False)
        lifts.propose_lift(connection, case, number, "explained", OFFICER)
        lifts.decide_lift(connection, case, number, "yes", OTHER, agreed=True)
        closing.propose(connection, case, CaseOutcome.FALSE_POSITIVE, "explained", OFFICER)
        assert closing.decide(connection, case, OTHER, "yes", agreed=True) is CaseState.CLOSED
