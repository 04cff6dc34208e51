"""Verdicts of watchers for tests: of the platform's newest block, or of what a test wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tallystick.audit.signed_verdict import SignedVerdict, sign_verdict
from tallystick.audit.verdict import Check, Verdict
from tallystick.chain.signer import signature_bytes
from tallystick.loans.dates import date_from_day, local_day
from tallystick.testing.actors import test_signer

if TYPE_CHECKING:
    from datetime import date

    from node.network import Network
    from node.times import Time
    from tallystick.chain.signer import MemorySigner

__all__ = ["EDA", "NAMES", "NIM", "OTHERS", "be_now", "changed", "local_date", "verdict"]

EDA, NIM, OTHERS = (test_signer(name) for name in ("watcher eda", "watcher nim", "outsider"))
NAMES = {EDA.address: "Eda & Co", NIM.address: "Nim Watch"}


def be_now(network: Network, time: Time) -> date:
    """Set the clock to the chain's newest block, and return its local day."""
    time.now = datetime.fromtimestamp(network.platform.now(), UTC)
    return local_date(network)


def local_date(network: Network, block: int | None = None) -> date:
    header = network.connection.block(block)
    assert header is not None
    offset = network.platform.deployment.roles.utc_offset_seconds
    return date_from_day(local_day(header.timestamp, offset))


def verdict(
    network: Network, signer: MemorySigner = EDA, *, block: int | None = None, failed: int = 0,
    day: date | None = None, block_hash: bytes | None = None,
) -> SignedVerdict:  # fmt: skip
    """A verdict on three checks, of which so many do not hold."""
    number = network.connection.block_number() if block is None else block
    header = network.connection.block(number)
    checks = tuple(Check(f"check.{n}", n > failed, f"{n} compared") for n in (1, 2, 3))
    return sign_verdict(
        Verdict(number, 7, 5, checks), network.platform.deployment,
        day or local_date(network, number if header else None),
        block_hash or (header.hash if header else bytes(32)), signer,
    )  # fmt: skip


def changed(
    signed: SignedVerdict, signer: MemorySigner | None = None, **facts: Any
) -> SignedVerdict:
    """The verdict with other facts, signed anew only with a signer."""
    other = replace(signed, **facts)
    if signer is None:
        return other
    return replace(other, signature=signature_bytes(signer.sign_typed_data(other.message())))
