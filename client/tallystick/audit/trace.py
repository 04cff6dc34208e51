"""One loan or one account, event by event, with running totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.address import to_checksum_address

from tallystick.replay.decoding import Decoded, Decoder, EventPlan
from tallystick.replay.money import MoveReason
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, read_logs

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.replay import Replay

__all__ = ["AccountStep", "LoanStep", "trace_account", "trace_loan"]

_OF_NO_LOAN = frozenset({MoveReason.FEES, MoveReason.DONATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanStep:
    """One event of a loan and the loan's totals after it, all rebuilt from amounts.

    entry names the log for good: its transaction and its index in the block. received_principal,
    received_interest: for the lenders. fees: the platform's, not yet swept. balance: principal that
    is still owed by the rules, None before issue and once the rules were broken.
    """

    entry: str
    block: int
    event: str
    values: Mapping[str, Any]
    funded: int
    paid_in: int
    received_principal: int
    received_interest: int
    claimed: int
    fees: int
    balance: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStep:
    """One movement of an account inside the Escrow; amount is negative when money leaves."""

    entry: str
    block: int
    event: str
    reason: int
    ref: int
    amount: int
    balance: int


def trace_loan(
    connection: Connection, deployment: Deployment, number: int, last: int
) -> Iterator[LoanStep]:
    """Yield every event that names a loan, and the moves of money made for it.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        number: The loan's number.
        last: The last block to read.

    Yields:
        The steps in the chain's order, amounts in minor units.

    Raises:
        TransportError: When the node does not answer.
    """
    for event, plan, replay in _steps(connection, deployment, last):
        loan = replay.loans.get(number)
        named = plan.named(event.values)
        if loan is not None and _concerns(named, event, number):
            yield _loan_step(event, named, loan)


def trace_account(
    connection: Connection, deployment: Deployment, account: str, last: int
) -> Iterator[AccountStep]:
    """Yield everything that changed an account's balance.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        account: The account's address in hex.
        last: The last block to read.

    Yields:
        The steps in the chain's order, amounts in minor units.

    Raises:
        TransportError: When the node does not answer.
    """
    owner = bytes.fromhex(account[2:])
    before = 0
    for event, plan, replay in _steps(connection, deployment, last):
        if event.contract != "Escrow":
            continue
        named = plan.named(event.values)
        after = replay.money.balances.get(owner, 0)
        involved = owner in event.values or after != before
        if involved and event.name != "Held":
            yield AccountStep(
                entry=_entry(event),
                block=event.log.block,
                event=event.name,
                reason=named.get("reason", 0),
                ref=named.get("ref", named.get("loan", 0)),
                amount=after - before,
                balance=after,
            )
        before = after


def _steps(
    connection: Connection, deployment: Deployment, last: int
) -> Iterator[tuple[Decoded, EventPlan, Replay]]:
    replay = begin(deployment, BlockClock(connection))
    decoder = Decoder(deployment.addresses())
    addresses = list(deployment.addresses().values())
    for _, logs in read_logs(connection, addresses, deployment.block, last):
        for log in logs:
            event = decoder.decode(log)
            replay.feed([log])
            if event is not None:
                yield event, decoder.plans[log.address, log.topics[0]], replay


def _concerns(named: Mapping[str, Any], event: Decoded, number: int) -> bool:
    if event.name == "Moved":
        return named["ref"] == number and named["reason"] not in _OF_NO_LOAN
    if event.contract == "Book" and event.name in {"Transfer", "Approval"}:
        return bool(named["id"] == number)
    return named.get("loan") == number


def _loan_step(event: Decoded, named: Mapping[str, Any], loan: LoanRecord) -> LoanStep:
    return LoanStep(
        entry=_entry(event),
        block=event.log.block,
        event=event.name,
        values={name: _for_people(value) for name, value in named.items()},
        funded=loan.funded,
        paid_in=loan.paid_in,
        received_principal=loan.total_principal,
        received_interest=loan.total_interest,
        claimed=loan.claimed,
        fees=loan.fees,
        balance=None if loan.rules is None else loan.rules.outstanding,
    )


def _entry(event: Decoded) -> str:
    return f"{event.log.tx_hash}:{event.log.log_index}"


def _for_people(value: Any) -> Any:
    if isinstance(value, bytes):
        return to_checksum_address(value) if len(value) == 20 else "0x" + value.hex()
    return value
