"""What anybody may read: the platform, loans, events, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.chain.contracts import Token
from tallystick.platform._sync.loans import listing
from tallystick_node.api.bodies import BODY_BYTES_MAX

if TYPE_CHECKING:
    from node.api.builders import Api


@pytest.fixture
def loan(api: Api) -> int:
    """A loan that was funded and paid out."""
    number = api.network.loans.active()
    api.index()
    return number


def test_the_platform_says_where_it_is(api: Api) -> None:
    document = api.client.get("/v1/platform").json()
    assert document["contracts"] == api.network.platform.deployment.addresses()
    assert document["currency"]["exponent"] == api.network.platform.read(Token.decimals())
    assert document["paused"] is False
    assert document["as_of"]["lag_blocks"] == 0


def test_a_loan_is_what_the_chain_says(api: Api, loan: int) -> None:
    document = api.client.get(f"/v1/loans/{loan}").json()
    result = listing(api.network.platform, loan)
    assert document["loan"]["status"] == "active"
    assert document["loan"]["principal"] == str(result.terms.principal)
    assert document["as_of"]["block"] == api.network.connection.block_number()


def test_there_is_no_other_loan(api: Api, loan: int) -> None:
    response = api.client.get(f"/v1/loans/{loan + 1}")
    assert (response.status_code, response.json()["code"]) == (404, "API:LOAN")


def test_a_schedule_is_what_is_still_to_be_paid(api: Api, loan: int) -> None:
    rows = api.client.get(f"/v1/loans/{loan}/schedule").json()["rows"]
    principal = sum(int(row["principal"]) for row in rows)
    assert principal == listing(api.network.platform, loan).terms.principal


def test_pages_join_without_gap_or_overlap(api: Api, loan: int) -> None:
    whole = api.client.get("/v1/events", params={"limit": 200}).json()["items"]
    assert len(whole) > 7
    rows, after = [], None
    while True:
        page = api.client.get(
            "/v1/events", params={"limit": 3} | ({"after": after} if after else {})
        )
        rows += page.json()["items"]
        after = page.json()["next"]
        if after is None:
            break
    assert rows[: len(whole)] == whole
    assert loan


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "WyJhIiwiYiJd", "WzEsMTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwXQ"])  # fmt: skip # noqa: E501
def test_a_cursor_that_is_none_is_refused(api: Api, cursor: str) -> None:
    response = api.client.get("/v1/events", params={"after": cursor})
    assert (response.status_code, response.json()["code"]) == (422, "API:CURSOR")


def test_loans_are_found_by_status_and_borrower(api: Api, loan: int) -> None:
    borrower = listing(api.network.platform, loan).borrower
    for query, count in (
        ({"status": "active"}, 1),
        ({"status": "repaid"}, 0),
        ({"borrower": borrower}, 1),
        ({"borrower": api.network.keeper.address}, 0),
    ):
        document = api.client.get("/v1/loans", params=query).json()
        assert len(document["items"]) == count, query


def test_an_account_has_its_notes(api: Api, loan: int) -> None:
    lenders = [investor.address for investor in api.network.session.actors.investors]
    units = 0
    for lender in lenders:
        notes = api.client.get(f"/v1/accounts/{lender}/notes").json()["items"]
        units += sum(int(note["units"]) for note in notes if note["loan"] == loan)
        assert int(api.client.get(f"/v1/accounts/{lender}").json()["balance"]) >= 0
        assert api.client.get(f"/v1/accounts/{lender}/events").json()["items"]
    assert units == listing(api.network.platform, loan).terms.principal


@pytest.mark.long
@pytest.mark.parametrize(
    "path",
    [
        "/v1/loans/0",
        "/v1/loans/-1",
        "/v1/loans/99999999999999999999",
        "/v1/loans/one",
        "/v1/loans?limit=0",
        "/v1/loans?limit=201",
        "/v1/loans?status=late",
        "/v1/accounts/0x12",
        "/v1/events?name=%00",
    ],
)
def test_bad_questions_are_problems_that_name_the_field(api: Api, path: str) -> None:
    response = api.client.get(path)
    assert response.status_code == 422
    assert response.json()["code"] == "INPUT:FIELDS"
    assert response.json()["errors"][0]["field"]


def test_an_unknown_path_and_a_wrong_method_are_problems_too(api: Api) -> None:
    response = api.client.get("/v1/nothing")
    assert (response.status_code, response.json()["code"]) == (404, "API:PATH")
    assert response.json()["detail"] == "there is nothing at /v1/nothing; /docs lists what there is"
    response = api.client.post("/v1/loans")
    assert (response.status_code, response.json()["code"]) == (405, "API:METHOD")
    assert response.json()["detail"] == "/v1/loans does not take POST; it takes GET"
    assert response.headers["allow"] == "GET"
    assert response.json()["instance"] == f"urn:uuid:{response.headers['x-request-id']}"


@pytest.mark.parametrize("path", ["/v1/%FF%FE", "/v1/" + "a" * 5_000, "/v1/%0A%00"])
def test_an_odd_path_is_read_back_as_text_and_not_at_length(api: Api, path: str) -> None:
    response = api.client.get(path)
    assert (response.status_code, response.json()["code"]) == (404, "API:PATH")
    assert len(response.json()["detail"]) < 200


def test_a_path_that_is_there_is_not_said_to_be_missing(api: Api) -> None:
    assert "there is nothing" not in api.client.get("/v1/loans").text
    assert "there is nothing" not in api.client.get("/v1/loans/999").json()["detail"]


def test_a_body_beyond_the_bound_is_refused(api: Api) -> None:
    response = api.client.post(
        "/v1/sign-in", content=b"x" * (BODY_BYTES_MAX + 1),
        headers={"content-type": "application/json"},
    )  # fmt: skip
    assert (response.status_code, response.json()["code"]) == (413, "API:SIZE")
