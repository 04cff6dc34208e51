"""Digests that people sign are the contracts' own; golden ones keep them from drifting together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from tallystick.chain import typed_data
from tallystick.chain.contracts import Ballots, Mandates, Market, Offers
from tallystick.errors import InputError
from tallystick.platform.mandates import Mandate
from tallystick.platform.messages import Ask, Bid
from tallystick.platform.restructurings import Restructuring

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

VERIFIER = "0x" + "22" * 20
WALLET = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def sample(kind: str) -> dict[str, Any]:
    fields = {"address": WALLET, "bytes32": b"\x01" * 32, "bool": True, "uint256": 7}
    fields |= {"string": "tallystick"}
    return {name: fields[type_name] for name, type_name in typed_data.TYPES[kind]}


GOLDEN = {
    "Credential": "c39f15891a529dd032569b08d5b13faff57d31656ba5e96bc2ba92d4b69e6716",
    "FreezeOrder": "751a9d11cec021d15e223bdf682568fbfc276296b9364452a943872b70d28dab",
    "Offer": "cb883d6fc3c2e058bbc375a04be29d56b3424671d051b36a181866213d86945d",
    "Ask": "1167d2873acd4ff0b54b8d321373e31f1ed1775b011b71cd6e0df0885b8ebff6",
    "Bid": "67f01019a99ea15a84a4dba8582c15e716e7cec590ce6fa7aba7fce611695df4",
    "Mandate": "361cf36942157e8edb32974eea8559a6dccc87401720dd64e016d5fa5d934dda",
    "Restructuring": "9f4d9edf941642826c4e5a7aebba2ff9b94458c9aa40e3a4ee0366fc35c78ad8",
    "Permit": "b4a47d28703a6eee0620d4e6118e33319e567c3887d0cdc9c6d87b34c6fa335b",
    "Report": "b8317412c6c00a8506ced7ffcda7444f54739edef993210953ee51f7dfeea98c",
    "AuditVerdict": "70c30005916e9dccc90780eba55c2a527f9f19c8e541a591f1bb5a16fe1274e1",
    "AuditorOpinion": "0eb68bb83e3f51c450d3c4fd80ea0030e655efe8ac39de1654db18766117f30d",
}


@pytest.mark.parametrize("kind", typed_data.TYPES)
def test_digests_never_change(kind: str) -> None:
    if kind == "Permit":
        full = typed_data.permit(sample(kind), "Tallystick dollar", 31337, VERIFIER)
    else:
        full = typed_data.message(kind, sample(kind), 31337, VERIFIER)
    assert typed_data.digest(full).hex() == GOLDEN[kind]


def test_an_offers_digest_is_the_contracts(platform: Platform, loans: LoanBuilder) -> None:
    offer = loans.offer()
    assert offer.digest(platform) == platform.read(Offers.offer_digest(offer))


def test_an_asks_digest_is_the_markets(platform: Platform, actors: Actors) -> None:
    ask = Ask(
        seller=actors.investor.address,
        buyer=actors.borrower.address,
        loan=1,
        units=2,
        price_ppm=3,
        dpd_max=4,
        version=5,
        nonce=6,
        expiry=7,
    )
    assert ask.digest(platform) == platform.read(Market.ask_digest(ask))


def test_a_bids_digest_is_the_markets(platform: Platform, actors: Actors) -> None:
    bid = Bid(
        buyer=actors.investor.address,
        loan=1,
        units=2,
        price_ppm=3,
        dpd_max=4,
        version=5,
        nonce=6,
        expiry=7,
    )
    assert bid.digest(platform) == platform.read(Market.bid_digest(bid))


def test_a_mandates_digest_is_the_contracts(platform: Platform, actors: Actors) -> None:
    mandate = Mandate(
        owner=actors.investor.address, executor=actors.outsider.address, level_max=1, statement=2,
        rate_min_ppm=3, days_max=4, ticket=5, person_max=6, group_max=7, day_max=8,
        exposure_max=9, lifetime_max=10, cash_floor=11, nonce=12, expiry=13,
    )  # fmt: skip
    assert mandate.digest(platform) == platform.read(Mandates.mandate_digest(mandate))


def test_a_restructurings_digest_is_the_contracts(platform: Platform) -> None:
    terms = Restructuring(
        loan=1, rate_ppm=2, n=3, period=4, lead=5, window_seconds=6, version=7, expiry=8
    )
    assert terms.digest(platform) == platform.read(Ballots.restructuring_digest(terms))


def test_the_digest_is_eip_712_by_hand() -> None:
    full = typed_data.message("FreezeOrder", sample("FreezeOrder"), 31337, VERIFIER)
    domain_type = keccak(
        text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    )
    word = (31337).to_bytes(32, "big")
    verifier = bytes(12) + bytes.fromhex(VERIFIER[2:])
    separator = keccak(domain_type + keccak(text="Tallystick") + keccak(text="1") + word + verifier)
    order_type = keccak(
        text="FreezeOrder(address wallet,uint256 until,bytes32 order,uint256 expiry)"
    )
    seven, wallet = (7).to_bytes(32, "big"), bytes(12) + bytes.fromhex(WALLET[2:])
    body = keccak(order_type + wallet + seven + b"\x01" * 32 + seven)
    assert typed_data.digest(full) == keccak(b"\x19\x01" + separator + body)


def test_fields_are_exactly_those_of_the_type() -> None:
    with pytest.raises(InputError, match="INPUT:FIELDS: Ask takes exactly seller"):
        typed_data.message("Ask", {"seller": WALLET}, 1, VERIFIER)


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_a_number_that_is_no_int_is_a_type_error(amount: Any) -> None:
    with pytest.raises(TypeError, match="Ask.units must be an int"):
        typed_data.message("Ask", sample("Ask") | {"units": amount}, 1, VERIFIER)


def test_every_message_but_the_permit_has_a_verifier() -> None:
    assert set(typed_data.TYPES) - {"Permit"} == set(typed_data.VERIFIERS)
