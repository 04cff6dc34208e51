"""A name is looked for before the answer to whoever states it, and no other name frees anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.api.test_lending import known
from node.api.test_tipping_off import BORROWER, person_of
from tallystick_node.kyc.refusals import UNDER_REVIEW

if TYPE_CHECKING:
    from node.api.builders import Api


def state(api: Api, headers: dict[str, str], field: str, value: str) -> None:
    answer = api.client.put(f"/v1/me/fields/{field}", json={"value": value}, headers=headers)
    assert answer.status_code == 204, answer.text


def held(api: Api) -> bool:
    people = api.node.services.kyc
    with people.context.database.reading() as connection:
        return people.watchlist.standing(connection, person_of(api)).held


def test_whoever_takes_a_listed_name_is_held_at_once_and_another_name_does_not_free_them(
    api: Api,
) -> None:
    headers = known(api, BORROWER)
    state(api, headers, "name", "SANDBOX LISTED PERSON")
    for _ in range(2):
        assert held(api)
        assert api.client.delete("/v1/me", headers=headers).json()["detail"] == UNDER_REVIEW
        state(api, headers, "name", "欧阳明")
        assert api.client.get("/v1/me/credentials/missing", headers=headers).status_code == 200


@pytest.mark.parametrize(("field", "value"), [("name", "欧阳明"), ("country", "CN")])
def test_whoever_states_what_is_on_no_list_stays_free(api: Api, field: str, value: str) -> None:
    headers = known(api, BORROWER)
    state(api, headers, field, value)
    assert not held(api)
