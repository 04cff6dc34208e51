"""A sanctions list that is none is refused by the API with a sentence, and nothing is kept."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from node.api.test_staff_on_themselves import session
from node.kyc.sanctions.test_malformed import BAD_CSV, BAD_XML, GOOD, person, un
from tallystick_node.storage.tables import sanctions_lists

if TYPE_CHECKING:
    from node.api.builders import Api


def versions(api: Api) -> int:
    with api.node.foundation.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(sanctions_lists)) or 0


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_malformed_list_is_never_an_error_of_ours(api: Api) -> None:
    headers = session(api, "compliance")
    before = versions(api)
    for name, content in BAD_CSV.items():
        body = {"sdn": text(content), "alt": text(b"\x1a")}
        response = api.client.post("/v1/staff/sanctions/ofac", json=body, headers=headers)
        assert (response.status_code, response.json()["code"][:5]) == (422, "LIST:"), name
        assert response.json()["detail"]
    for name, content in BAD_XML.items():
        response = api.client.post("/v1/staff/sanctions/un", content=content, headers=headers)
        assert (response.status_code, response.json()["code"][:5]) == (422, "LIST:"), name
    assert versions(api) == before


@pytest.mark.parametrize("sdn", ["", "%%%", text(b"")])
def test_what_is_no_file_at_all_is_refused(api: Api, sdn: str) -> None:
    body = {"sdn": sdn, "alt": text(b"\x1a")}
    headers = session(api, "compliance")
    response = api.client.post("/v1/staff/sanctions/ofac", json=body, headers=headers)
    assert response.status_code == 422, response.text


def test_a_sound_list_is_taken(api: Api) -> None:
    headers = session(api, "compliance")
    body = {"sdn": text(GOOD), "alt": text(b"\x1a"), "confirmed": True}
    taken = api.client.post("/v1/staff/sanctions/ofac", json=body, headers=headers)
    assert taken.status_code == 201, taken.text
    url = "/v1/staff/sanctions/un?confirmed=true"
    assert api.client.post(url, content=un(person()), headers=headers).status_code == 201
