"""The record that goes along with a transfer to another platform."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.aml.scenes import TODAY
from tallystick.errors import ConfigError, InputError
from tallystick_node.aml.travel_rule import TravelParty, TravelTransfer, travel_record
from tallystick_node.infrastructure.policy.packs import Pack, load_pack, pack_names

TRANSFER = TravelTransfer("T-1", 1_000_000_000, "USD", "Tallystick Ltd", "Other Ltd")
FROM = TravelParty("Ann Example", "0xa", address="1 Long Street")
TO = TravelParty("Bob Example", "0xb")


def _open() -> Pack:
    pack = load_pack("generic")
    allowed = [f.model_copy(update={"value": True}) for f in pack.figures["aml.travel.enabled"]]
    return pack.model_copy(update={"figures": {**pack.figures, "aml.travel.enabled": allowed}})


@pytest.mark.parametrize("name", ["generic", "cn-2017"])
def test_it_is_off_by_default(name: str) -> None:
    with pytest.raises(ConfigError, match="AML:TRAVEL_OFF"):
        travel_record(load_pack(name), TODAY, TRANSFER, FROM, TO)


@pytest.mark.parametrize("name", sorted({*pack_names()} - {"generic", "cn-2017"}))
def test_it_is_on_where_a_law_asks_for_it(name: str) -> None:
    assert load_pack(name).allows("aml.travel.enabled", TODAY)


def test_a_record_names_both_parties_and_platforms() -> None:
    record = travel_record(_open(), TODAY, TRANSFER, FROM, TO)
    (person,) = record["originator"]["originatorPersons"]
    natural = person["naturalPerson"]
    assert natural["name"]["nameIdentifier"][0]["primaryIdentifier"] == "Ann Example"
    assert natural["geographicAddress"][0]["addressLine"] == ["1 Long Street"]
    assert record["beneficiary"]["accountNumber"] == ["0xb"]
    assert record["transfer"]["amount"] == "1000000000"


@pytest.mark.parametrize(
    "known",
    [
        {"identity_number": "1"},
        {"customer_number": "7"},
        {"born": "1990-01-01", "born_in": "CN"},
        {"identity_number": "9", "legal": True},
    ],
)
def test_any_of_four_identifies_the_originator(known: dict[str, object]) -> None:
    party = replace(FROM, address="", **known)  # type: ignore[arg-type]
    assert travel_record(_open(), TODAY, TRANSFER, party, TO)["originator"]


def test_without_one_only_small_amounts_go() -> None:
    bare = replace(FROM, address="", born="1990-01-01")
    with pytest.raises(InputError, match="AML:TRAVEL.*originator's"):
        travel_record(_open(), TODAY, TRANSFER, bare, TO)
    small = replace(TRANSFER, amount=TRANSFER.amount - 1)
    assert travel_record(_open(), TODAY, small, bare, TO)["originator"]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InputError, match=r"AML:TRAVEL.*beneficiary\.name, amount"):
        travel_record(_open(), TODAY, replace(TRANSFER, amount=0), FROM, replace(TO, name=" "))
