"""A day is YYYY-MM-DD and a digit is 0 to 9, wherever others write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import key_of
from node.api.test_people import put, registered
from node.api.test_staff_on_themselves import session
from node.kyc.builders import answers
from tallystick.loans.dates import iso_day

if TYPE_CHECKING:
    from node.api.builders import Api

NO_DAYS = [
    "2020-W01-1", "20200101", "2020-1-1", "\u0662\u0660\u0662\u0660-01-01", "2020-02-30",
    "1577836800", "2020-01-01T00:00:00", "+2020-01-01",
]  # fmt: skip
NO_DIGITS = ["\u00b2" * 4, "\u0662\u0660", "9" * 5_000, "1e3", "-1", "\u2460"]


@pytest.mark.parametrize("text", [*NO_DAYS, "", " 2020-01-01"])
def test_no_other_text_is_a_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        iso_day(text)


def test_a_day_is_one() -> None:
    assert iso_day("2020-02-29").isoformat() == "2020-02-29"


def test_no_birth_date_is_another_text(api: Api) -> None:
    headers = registered(api)
    for text in NO_DAYS:
        response = put(api, headers, "birth_date", text)
        refused = (response.status_code, response.json()["code"])
        assert refused == (422, "FIELD:BIRTH_DATE"), text


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("staff/servicing/loans/7/pauses", {"cause": "hardship"}, "until"),
        ("staff/servicing/loans/7/promise", {"amount": "1"}, "due"),
        ("loans/7/promise", {"amount": "1"}, "due"),
        ("staff/people/{}/fields/income/verification", {"document": 1}, "expires_on"),
        ("staff/sanctions/ofac", {"sdn": "", "alt": ""}, "published_on"),
    ],
)
def test_no_route_takes_another_text_for_a_day(
    api: Api, path: str, body: dict[str, Any], field: str
) -> None:
    headers = session(api, "compliance")
    for day in (*NO_DAYS, 1_577_836_800):
        response = api.client.post(
            f"/v1/{path.format('a' * 32)}", json={**body, field: day}, headers=headers
        )
        document = response.json()
        assert (response.status_code, document["code"]) == (422, "INPUT:FIELDS"), day
        assert [error["field"] for error in document["errors"]] == [f"body.{field}"]


def test_a_statement_is_of_days(api: Api) -> None:
    headers = api.sign_in("investor 0")
    path = f"/v1/accounts/{key_of('investor 0').address}/statement"
    for day in NO_DAYS:
        response = api.client.get(path, params={"from": day, "to": "2026-03-01"}, headers=headers)
        assert (response.status_code, response.json()["code"]) == (422, "INPUT:FIELDS"), day


def test_no_amount_is_other_digits(api: Api) -> None:
    headers = registered(api)
    for text in NO_DIGITS:
        assert put(api, headers, "income", text).status_code == 422, text
        asked = {"answers": answers(income=text)}
        response = api.client.post("/v1/me/assessments", json=asked, headers=headers)
        assert response.status_code == 422, (text, response.text)


@pytest.mark.parametrize("field", ["id_number", "card"])
def test_no_number_of_other_digits_breaks_the_node(api: Api, field: str) -> None:
    headers = registered(api)
    for text in NO_DIGITS:
        assert put(api, headers, field, text).status_code == 422, text
