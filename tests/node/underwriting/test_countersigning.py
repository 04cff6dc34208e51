"""Above the council's limits a second underwriter signs: whom the contract takes, and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from node.underwriting.cases import UNIT
from node.underwriting.council import set_parameter
from tallystick.chain.signer import signature_bytes
from tallystick.errors import ConfigError, InputError, Reverted, TallystickError
from tallystick.platform._sync.borrower import Borrower
from tallystick.testing.actors import test_signer
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.underwriting.applications import ApplicationRefused, ApplicationState

if TYPE_CHECKING:
    from typing import Any

    from node.underwriting.builders import Desk
    from tallystick.chain.signer import MemorySigner
    from tallystick_node.underwriting.offers import Offers, Signed

PRINCIPAL = 6_000 * UNIT


def offered(desk: Desk, place: int = 0) -> tuple[str, Signed]:
    """An offer for one of the test borrowers, signed by the desk's own underwriter."""
    person = desk.borrower(f"borrower {place}", str(123 + 2 * place))
    number = desk.apply(person, desk.network.session.actors.borrowers[place].address)
    state = desk.examine(number)
    with desk.database.writing() as connection:
        if state is ApplicationState.REFERRED:  # all test borrowers have one bank card
            desk.underwriting.applications.move(connection, number, ApplicationState.APPROVED)
        return number, desk.underwriting.offers.make(connection, person, number)


def signature(desk: Desk, signed: Signed, signer: MemorySigner) -> str:
    return "0x" + signature_bytes(signed.offer.sign(desk.network.platform, signer)).hex()


def countersign(desk: Desk, number: str, who: str, text: str) -> Signed:
    with desk.database.writing() as connection:
        return desk.underwriting.countersigning.sign(connection, number, who, text)


def waiting(desk: Desk, who: str) -> list[str]:
    with desk.database.reading() as connection:
        rows = desk.underwriting.countersigning.waiting(connection, who, 10)
    return [row.application for row in rows]


def listed(desk: Desk, signed: Signed, place: int = 0) -> int:
    borrower = desk.network.session.actors.borrowers[place]
    number: int = Borrower(desk.network.platform, borrower).act.list(signed.message).send().result
    desk.index()
    with desk.database.writing() as connection:
        desk.underwriting.offers.follow(connection)
    return number


def test_an_offer_within_the_limits_is_complete_with_one_signature(desk: Desk) -> None:
    number, signed = offered(desk)
    assert signed.complete
    assert waiting(desk, desk.network.session.actors.second_underwriter.address) == []
    second = desk.network.session.actors.second_underwriter
    with pytest.raises(ApplicationRefused, match="COUNTERSIGN:NONE"):
        countersign(desk, number, second.address, signature(desk, signed, second))
    assert listed(desk, signed) == 1


def test_a_large_offer_is_listed_with_the_second_signature_and_not_without(desk: Desk) -> None:
    set_parameter(desk.network, "single_signer_max", PRINCIPAL - 1)
    number, signed = offered(desk)
    assert not signed.complete
    with pytest.raises(Reverted, match="OFFER:LIST:SIGNATURE"):
        listed(desk, signed)
    second = desk.network.session.actors.second_underwriter
    assert waiting(desk, second.address) == [number]
    whole = countersign(desk, number, second.address, signature(desk, signed, second))
    assert (whole.complete, whole.second_by) == (True, second.address)
    assert waiting(desk, second.address) == []
    assert "offer.countersigned" in desk.room.acts()
    assert listed(desk, whole) == 1
    with pytest.raises(ApplicationRefused, match="COUNTERSIGN:NONE"):
        countersign(desk, number, second.address, signature(desk, signed, second))


def test_what_one_has_signed_in_thirty_days_counts_listed_or_not(desk: Desk) -> None:
    """An offer that may still be listed counts as the chain would count it."""
    set_parameter(desk.network, "single_signer_total_max", 2 * PRINCIPAL - 1)
    _, first = offered(desk)
    assert first.complete
    number, other = offered(desk, 1)
    assert not other.complete
    assert listed(desk, first) == 1
    with pytest.raises(Reverted, match="OFFER:LIST:SIGNATURE"):
        listed(desk, other, 1)
    second = desk.network.session.actors.second_underwriter
    whole = countersign(desk, number, second.address, signature(desk, other, second))
    assert listed(desk, whole, 1) == 2
    _, third = offered(desk, 2)
    assert not third.complete


def test_whose_signature_is_none_of_this_offer_is_refused_and_nothing_kept(desk: Desk) -> None:
    set_parameter(desk.network, "single_signer_max", PRINCIPAL - 1)
    number, signed = offered(desk)
    actors = desk.network.session.actors
    second = actors.second_underwriter
    unknown = test_signer("an underwriter who is not enrolled")
    own = signature(desk, signed, second)
    cases: list[tuple[str, str, str, type[TallystickError]]] = [
        (actors.underwriter.address, own, "COUNTERSIGN:SAME", ApplicationRefused),
        (unknown.address, own, "COUNTERSIGN:ENROLLED", ApplicationRefused),
        (actors.borrower.address, own, "ACCESS:OWN", Forbidden),
        (actors.investor.address, own, "COUNTERSIGN:SIGNATURE", InputError),
        (second.address, own[:-2] + ("00" if own[-2:] != "00" else "01"), "COUNTERSIGN:SIGNATURE",
         InputError),
        (second.address, "0x" + "11" * 1_025, "SIGNATURE:FORM", InputError),
    ]  # fmt: skip
    for who, text, code, kind in cases:
        with pytest.raises(kind, match=code):
            countersign(desk, number, who, text)
    with pytest.raises(ApplicationRefused, match="APPLICATION:NONE"):
        countersign(desk, "0" * 32, second.address, own)
    assert waiting(desk, second.address) == [number]


def test_both_forms_of_a_keys_signature_are_taken(desk: Desk) -> None:
    set_parameter(desk.network, "single_signer_max", PRINCIPAL - 1)
    number, signed = offered(desk)
    second = desk.network.session.actors.second_underwriter
    r, vs = signed.offer.sign(desk.network.platform, second)
    v, s = 27 + (vs >> 255), vs % 2**255
    whole = countersign(desk, number, second.address, f"0x{r:064x}{s:064X}{v:02x}")
    assert listed(desk, whole) == 1


def test_an_underwriter_who_is_not_enrolled_signs_nothing(desk: Desk) -> None:
    offers: Any = desk.underwriting.offers
    stranger: Offers = replace(offers, signer=test_signer("a stranger"))
    person = desk.borrower("borrower 0")
    number = desk.apply(person, desk.network.session.actors.borrower.address)
    desk.examine(number)
    with (
        pytest.raises(ConfigError, match="UNDERWRITING:ENROLLED"),
        desk.database.writing() as connection,
    ):
        stranger.make(connection, person, number)
    assert desk.state(number) is ApplicationState.APPROVED
    with desk.database.reading() as connection:
        assert offers.kept(connection, number) is None
