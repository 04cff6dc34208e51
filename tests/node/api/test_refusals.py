"""What cannot be meant is refused with a problem document, whichever database is behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from node.api.test_people import registered

if TYPE_CHECKING:
    from node.api.builders import Api


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_what_is_no_text_is_refused_before_a_database_sees_it(api: Api, text: str) -> None:
    headers = {**api.sign_in("investor 0"), "content-type": "application/json"}
    for body in ({"phone": text}, {"phone": "1", text: "1"}, {"phone": ["1", {text: 1}]}):
        response = api.client.post(
            "/v1/registration/codes", content=json.dumps(body), headers=headers
        )
        assert (response.status_code, response.json()["code"]) == (422, "INPUT:FIELDS"), body
    whole = api.client.post(
        "/v1/registration/codes", content='{"phone": "\\ud83d\\ude00"}', headers=headers
    )
    assert whole.json()["code"] == "PHONE:FORM"  # a pair of surrogates is one character


def test_a_name_of_a_field_that_is_no_text_is_not_sent_back(api: Api) -> None:
    response = api.client.post(
        "/v1/cosign", content='{"\\ud800": 1}', headers={"content-type": "application/json"}
    )
    assert (response.status_code, response.json()["code"]) == (422, "COSIGN:FORM")


@pytest.mark.parametrize(
    "body",
    [
        b"\xff{",
        b"{",
        b'{"address": 1' + b"0" * 9_000,
        b"[" * 16_000,
        b'{"a":' * 3_000,
        ("[" * 8_000).encode("utf-16"),
        ("[" * 8_000).encode("utf-16-le"),
        b'{"a": "' + b"[" * 100 + b'"}',
    ],
)
def test_a_body_that_is_no_json_is_refused_as_one(api: Api, body: bytes) -> None:
    response = api.client.post(
        "/v1/sign-in", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 422
    assert response.json()["code"] in {"API:BODY", "INPUT:FIELDS"}
    assert response.headers["content-type"] == "application/problem+json"


def test_a_number_that_no_row_can_have_is_refused_as_a_field(api: Api) -> None:
    headers = registered(api)
    for number in (0, 2**63, 2**200):
        response = api.client.delete(f"/v1/me/consents/{number}", headers=headers)
        assert (response.status_code, response.json()["code"]) == (422, "INPUT:FIELDS")
        response = api.client.get(f"/v1/loans/{number}")
        assert (response.status_code, response.json()["code"]) == (422, "INPUT:FIELDS")
    response = api.client.delete(f"/v1/me/consents/{2**63 - 1}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (409, "CONSENT:NONE")


def test_a_method_that_a_path_has_not_is_refused_with_those_it_has(api: Api) -> None:
    response = api.client.options("/v1/me")
    assert (response.status_code, response.json()["code"]) == (405, "API:METHOD")
    assert response.headers["allow"] == "DELETE, GET"
    assert response.json()["detail"] == "/v1/me does not take OPTIONS; it takes DELETE, GET"
    assert api.client.post("/livez").headers["allow"] == "GET"
