"""Signed messages come from others: whatever stands there, it is read, or refused with a code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from client.platform.test_mandates import mandate
from tallystick.chain import typed_data
from tallystick.errors import InputError
from tallystick.platform.mandates import SignedMandate
from tallystick.platform.messages import Ask, Bid, SignedAsk, SignedBid, SignedOffer
from tallystick.platform.restructurings import Restructuring, SignedRestructuring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tallystick.testing.loans import LoanBuilder

WALLET = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
SIGNATURE = b"\x01" * 64
STRANGE: tuple[Any, ...] = (
    None, True, 1, -1, 1.5, "", "x", "0x", "1" * 5_000, "²", [], [1], [[]], {}, {"x": 1},
)  # fmt: skip


def blank(kind: Any) -> Any:
    """A message whose numbers are 1."""
    values: dict[str, Any] = {"address": WALLET, "bytes32": bytes(32), "bool": False, "uint256": 1}
    return kind(**{name: values[of] for name, of in typed_data.TYPES[kind.kind]})


@pytest.fixture(params=["offer", "ask", "bid", "mandate", "restructuring"])
def signed(request: pytest.FixtureRequest, loans: LoanBuilder) -> Any:
    """A signed message of each kind."""
    makers: dict[str, Callable[[], Any]] = {
        "offer": lambda: loans.signed(loans.offer()),
        "ask": lambda: SignedAsk(blank(Ask), SIGNATURE),
        "bid": lambda: SignedBid(blank(Bid), SIGNATURE),
        "mandate": lambda: SignedMandate(mandate(), SIGNATURE),
        "restructuring": lambda: SignedRestructuring(
            restructuring=blank(Restructuring), servicer=WALLET
        ),
    }
    return makers[request.param]()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Each place in a document, the whole first."""
    yield path
    parts = dict(enumerate(value)) if isinstance(value, list) else value
    for name, part in parts.items() if isinstance(parts, dict) else ():
        yield from places(part, (*path, name))


def changed(document: Any, path: tuple[Any, ...], strange: Any) -> Any:
    if not path:
        return strange
    copy = json.loads(json.dumps(document))
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = strange
    return copy


def without(document: Any, path: tuple[Any, ...]) -> Any:
    copy = json.loads(json.dumps(document))
    place = copy
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    return copy


def test_what_was_written_is_read(signed: Any) -> None:
    document = json.loads(json.dumps(signed.document()))
    assert type(signed).parse(document) == signed
    assert type(signed).parse(document | {"note": "of somebody"}) == signed


def test_a_part_that_is_missing_is_refused_with_a_code(signed: Any) -> None:
    document = signed.document()
    for path in places(document):
        if path:
            with pytest.raises(InputError, match="^INPUT:FIELDS: "):
                type(signed).parse(without(document, path))


def test_whatever_stands_in_a_place_is_read_or_refused_with_a_code(signed: Any) -> None:
    document = signed.document()
    for path in places(document):
        for strange in STRANGE:
            refusal = refused(type(signed), changed(document, path, strange))
            if refusal is not None:
                assert refusal.code.startswith("INPUT:")
                assert len(str(refusal)) < 1_000


def refused(kind: type[Any], document: Any) -> InputError | None:
    """Why a document is refused, None when it is read."""
    try:
        kind.parse(document)
    except InputError as refusal:
        return refusal
    return None


@pytest.mark.parametrize("kind", [SignedOffer, SignedAsk, SignedBid, SignedMandate])
@pytest.mark.parametrize("document", [{}, [], None, "offer", 7])
def test_what_is_no_message_at_all_is_refused(kind: Any, document: Any) -> None:
    with pytest.raises(InputError, match="^INPUT:FIELDS: a signed "):
        kind.parse(document)
