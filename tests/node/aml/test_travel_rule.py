"""The record that goes along with a transfer to another platform."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from node.aml.scenes import TODAY
from tallystick.errors import ConfigError, InputError
from tallystick_node.aml.travel_rule import (
    TravelParty,
    TravelTransfer,
    travel_file,
    travel_record,
)
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


def test_a_file_is_the_record_that_the_schema_has_accepted() -> None:
    whole = replace(FROM, identity_number="110105", country="CN", address="1 Long Street " * 9)
    company = replace(TO, legal=True, address="2 High Street", customer_number="7")
    content = travel_file(_open(), TODAY, TRANSFER, whole, company)
    assert content == travel_file(_open(), TODAY, TRANSFER, whole, company)
    record = json.loads(content)
    assert record == travel_record(_open(), TODAY, TRANSFER, whole, company)
    natural = record["originator"]["originatorPersons"][0]["naturalPerson"]
    (address,) = natural["geographicAddress"]
    assert address["country"] == "CN"
    assert all(len(line) <= 70 for line in address["addressLine"])
    assert natural["nationalIdentification"]["countryOfIssue"] == "CN"
    legal = record["beneficiary"]["beneficiaryPersons"][0]["legalPerson"]
    assert legal["geographicAddress"][0]["addressType"] == "BIZZ"


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": "x" * 101}, "primaryIdentifier"),
        ({"country": "China"}, "country"),
        ({"identity_number": "1" * 36}, "nationalIdentifier"),
        ({"account": "0x" + "a" * 100}, "accountNumber"),
        ({"address": "street " * 200}, "addressLine"),
    ],
)
def test_what_the_schema_does_not_take_is_refused_by_name(
    changed: dict[str, Any], place: str
) -> None:
    with pytest.raises(InputError, match=f"AML:TRAVEL_FORM.*{place}"):
        travel_file(_open(), TODAY, TRANSFER, replace(FROM, **changed), TO)


def test_a_file_without_a_field_is_refused_with_its_name() -> None:
    with pytest.raises(InputError, match="AML:TRAVEL: .*beneficiary.account"):
        travel_file(_open(), TODAY, TRANSFER, FROM, replace(TO, account=""))
    with pytest.raises(ConfigError, match="AML:TRAVEL_OFF"):
        travel_file(load_pack("generic"), TODAY, TRANSFER, FROM, TO)
