"""A round as it is published, and its replay: the same bytes, or the first difference."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tallystick.disclosure.canonical import canonical, read_canonical
from tallystick.errors import InputError
from tallystick.matching.allocation import allocate

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tallystick.matching.allocation import Allocation
    from tallystick.matching.inputs import RoundInput

__all__ = ["FIRST", "RoundHead", "difference", "read_round", "round_document", "round_hash"]

_FORMAT = 1
# What the first round follows.
FIRST = "0" * 64
_FIELDS = frozenset({
    "format", "round", "previous", "block", "block_hash", "now", "executor", "withheld",
    "input_hash", "allocations", "idle",
})  # fmt: skip
WITHHELD_MAX = 1_000_000
_NUMBER_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class RoundHead:
    """Which round it is, and what it went by.

    previous: the hash of the round before, so that none can be left out. block: up to which events
    count. executor: the account that executes. withheld: mandates that their owners have taken back
    from the executor, by digest.
    """

    number: int
    previous: str
    block: int
    block_hash: str
    executor: str
    withheld: tuple[str, ...] = ()


def round_document(head: RoundHead, market: RoundInput, allocation: Allocation) -> bytes:
    """Return a round as it is published.

    Args:
        head: Which round it is.
        market: What it went by.
        allocation: Its outcome.

    Returns:
        Canonical JSON; whole numbers as decimal strings.
    """
    loans = {loan.loan: loan for loan in market.loans}
    return canonical({
        "format": _FORMAT,
        "round": str(head.number),
        "previous": head.previous,
        "block": str(head.block),
        "block_hash": head.block_hash,
        "now": str(market.now),
        "executor": head.executor,
        "withheld": sorted(head.withheld),
        "input_hash": market.hash,
        "allocations": [
            {
                "loan": str(loan),
                "disclosure_hash": loans[loan].disclosure_hash,
                "others": [str(other) for other in loans[loan].others or ()],
                "lent": [[entry.digest, str(entry.units)] for entry in lent],
            }
            for loan, lent in allocation.batches()
        ],
        "idle": {
            reason.value: str(count) for reason, count in Counter(allocation.idle.values()).items()
        },
    })  # fmt: skip


def round_hash(data: bytes) -> str:
    """Return what names a round's bytes.

    Args:
        data: The published bytes.

    Returns:
        Their SHA-256 in hex.
    """
    return sha256(data).hexdigest()


def read_round(data: bytes) -> tuple[RoundHead, dict[str, Any]]:
    """Read a published round.

    Args:
        data: The published bytes.

    Returns:
        Which round it is, and the whole document.

    Raises:
        InputError: MATCH:ROUND when they are not a round.
    """
    try:
        document = read_canonical(data)
    except InputError as wrong:
        raise InputError("MATCH:ROUND", f"this is not a round: {wrong.sentence}") from wrong
    if not isinstance(document, dict) or frozenset(document) != _FIELDS:
        raise InputError("MATCH:ROUND", "this is not a round: it has other fields")
    withheld = document["withheld"]
    texts = ("previous", "block_hash", "executor")
    if (
        document["format"] != _FORMAT
        or not all(isinstance(document[name], str) for name in texts)
        or not isinstance(withheld, list)
        or len(withheld) > WITHHELD_MAX
        or not all(isinstance(digest, str) for digest in withheld)
    ):
        raise InputError("MATCH:ROUND", "this is not a round of a format that is known here")
    head = RoundHead(
        _number(document, "round"), document["previous"], _number(document, "block"),
        document["block_hash"], document["executor"], tuple(withheld),
    )  # fmt: skip
    return head, document


def difference(
    published: bytes, head: RoundHead, market: RoundInput, facts: Mapping[str, str]
) -> str | None:
    """Return the first difference between a published round and the same round made again.

    Args:
        published: The published bytes.
        head: What `read_round` has read of them.
        market: The round's input, made from the chain's events.
        facts: The round's `number`, `previous` and `block_hash` as the replay knows them.

    Returns:
        The difference in one sentence; None when every byte is the same.
    """
    for name, claimed in (
        ("number", str(head.number)),
        ("previous", head.previous),
        ("block_hash", head.block_hash),
    ):
        if claimed != facts[name]:
            return f"round {facts['number']}: {name} is {claimed}, and is {facts[name]} by replay"
    again = round_document(head, market, allocate(market))
    if again == published:
        return None
    _, claimed_document = read_round(published)
    _, document = read_round(again)
    names = _differing(claimed_document, document)
    name = names[0] if names else "the text"
    detail = ""
    if name == "allocations":
        detail = _first(claimed_document[name], document[name])
    return f"round {head.number}: {name} differs from the replay{detail}"


def _differing(claimed: Mapping[str, Any], again: Mapping[str, Any]) -> list[str]:
    order = ("now", "input_hash", "allocations", "idle")
    return [name for name in (*order, *sorted(_FIELDS)) if claimed[name] != again[name]]


def _first(claimed: Any, again: Collection[Any]) -> str:
    """Where two lists of allocations part."""
    pairs = zip(claimed, again, strict=False) if isinstance(claimed, list) else ()
    for place, (entry, other) in enumerate(pairs):
        if entry != other:
            ours, theirs = canonical(other).decode(), canonical(entry).decode()
            return f" at call {place + 1}: {theirs}, by replay {ours}"
    return f": {len(claimed)} calls, by replay {len(again)}"


def _number(document: Mapping[str, Any], name: str) -> int:
    text = document[name]
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or len(text) > 19:
        raise InputError("MATCH:ROUND", f"this is not a round: {name} is not a number")
    number = int(text)
    if number > _NUMBER_MAX:
        raise InputError("MATCH:ROUND", f"this is not a round: {name} is too large")
    return number
