"""Partners over HTTP: keys by two people, scopes, referrals that clients confirm, consents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.api.builders import URL, key_of, sign
from node.api.test_regulator import at, problem
from node.api.test_servicing import staff
from node.kyc.builders import Room
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.partners.jobs import PARTNER_REFERRALS, kind_of_partners
from tallystick_node.partners.rules import REFERRAL_DAYS, PartnerScope
from tallystick_node.storage.tables import applications, journal, partner_keys, vault_fields

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from node.api.builders import Api

STAFF, ROOT, MINE = "/v1/staff/partners/keys", "/v1/partner", "/v1/me/partners"
ALL = tuple(scope.value for scope in PartnerScope)
QUOTE = f"{ROOT}/quote?amount=1000000000&months=12"
READ = {"market:read": f"{ROOT}/market", "quote": QUOTE, "portfolio:read": f"{ROOT}/clients"}
FIELDS = {"amount": "9000", "months": "12", "title": "A roof"}


def proposal(api: Api, *scopes: str, **changed: Any) -> dict[str, Any]:
    return {
        "partner": "BANK01", "name": "A Bank", "scopes": list(scopes or ALL),
        "networks": ["192.0.2.0/24"],
        "expires_on": str(api.node.services.business.today() + timedelta(days=30)),
    } | changed  # fmt: skip


def proposed(api: Api, *scopes: str, **changed: Any) -> int:
    body = proposal(api, *scopes, **changed)
    answer = api.client.post(STAFF, json=body, headers=staff(api, "compliance"))
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "proposed"
    return int(answer.json()["key"])


def key(api: Api, *scopes: str, **changed: Any) -> str:
    """The secret of a key that two people have issued."""
    number = proposed(api, *scopes, **changed)
    at_once = f"{STAFF}/{number}/confirmation"
    answer = api.client.post(at_once, headers=staff(api, "council 0"))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret"])


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def client_of(api: Api, name: str = "investor 0", phone: str = "13912345678") -> dict[str, str]:
    """Somebody who is registered, signed in."""
    people = api.node.services.kyc
    person = Room(people, api.time).register(phone)
    with people.context.database.writing() as connection:
        people.wallets.bind_shown(connection, person, key_of(name).address)
    return api.sign_in(name)


def acts(api: Api, name: str = "partner.request") -> list[Any]:
    with api.node.foundation.database.reading() as connection:
        question = select(journal).where(journal.c.act == name).order_by(journal.c.number)
        return list(connection.execute(question).all())


def consented(api: Api, headers: dict[str, str], name: str, partner: str = "BANK01") -> Any:
    text = api.client.post(f"{MINE}/consent-texts", json={"partner": partner}, headers=headers)
    assert text.status_code == 201, text.text
    body = {
        "partner": partner, "nonce": text.json()["nonce"],
        "signature": sign(key_of(name), text.json()["message"]),
    }  # fmt: skip
    return api.client.post(f"{MINE}/consents", json=body, headers=headers)


def referred(client: TestClient, secret: str, fields: dict[str, str] | None = None) -> Any:
    body = {"reference": "case 7", "fields": FIELDS if fields is None else fields}
    return client.post(f"{ROOT}/referrals", json=body, headers=bearer(secret))


def test_a_key_opens_its_scopes_and_each_request_is_kept(api: Api) -> None:
    api.network.loans.listed()
    api.index()
    secret, there = key(api, "market:read", "quote"), at(api)
    market = there.get(READ["market:read"], headers=bearer(secret)).json()
    assert [loan["number"] for loan in market["items"]] == [1]
    assert there.get(QUOTE, headers=bearer(secret)).json()["grades"]
    refused = there.get(READ["portfolio:read"], headers=bearer(secret))
    assert problem(refused) == (403, "PARTNER:SCOPE")
    assert problem(referred(there, secret)) == (403, "PARTNER:SCOPE")
    kept = acts(api)
    assert [row.actor for row in kept] == ["partner BANK01 key 1"] * 4
    assert kept[0].subject == f"{ROOT}/market"
    assert "PARTNER:SCOPE" in str(kept[2].details)
    with api.node.foundation.database.reading() as connection:
        assert secret not in repr(connection.execute(select(partner_keys)).all())


@pytest.mark.parametrize("scope", ALL)
def test_every_scope_opens_its_own_and_no_other(api: Api, scope: str) -> None:
    secret, there = key(api, scope), at(api)
    for name, path in READ.items():
        status = there.get(path, headers=bearer(secret)).status_code
        assert status == (200 if name == scope else 403), name
    wanted = 201 if scope == "applications:refer" else 403
    assert referred(there, secret).status_code == wanted


def test_nobody_confirms_their_own_nor_without_two_factors(api: Api) -> None:
    number = proposed(api)
    at_once = f"{STAFF}/{number}/confirmation"
    own = api.client.post(at_once, headers=staff(api, "compliance"))
    assert problem(own) == (403, "PARTNER:FOUR_EYES")
    people = api.node.services.kyc
    person = Room(people, api.time).register("13900000001")
    with people.context.database.writing() as connection:
        for name in ("compliance", "council 0"):
            people.wallets.bind_shown(connection, person, key_of(name).address)
    same = api.client.post(at_once, headers=staff(api, "council 0"))
    assert problem(same) == (403, "PARTNER:FOUR_EYES"), "another wallet of the same person"
    weak = api.client.post(at_once, headers=api.sign_in("council 1"))
    assert weak.status_code == 403
    assert api.client.post(at_once, headers=staff(api, "treasury")).status_code == 403
    assert api.client.post(at_once, headers=staff(api, "council 1")).status_code == 200
    again = api.client.post(at_once, headers=staff(api, "council 2"))
    assert problem(again) == (409, "PARTNER:SETTLED")
    missing = api.client.post(f"{STAFF}/99/confirmation", headers=staff(api, "council 1"))
    assert problem(missing) == (404, "PARTNER:NO_KEY")


def test_an_ended_key_and_another_network_and_none_are_refused(api: Api) -> None:
    secret, there = key(api), at(api)
    assert problem(there.get(f"{ROOT}/key")) == (401, "PARTNER:KEY")
    assert problem(there.get(f"{ROOT}/key", headers=bearer("tsp_no"))) == (401, "PARTNER:KEY")
    elsewhere = at(api, "198.51.100.7").get(f"{ROOT}/key", headers=bearer(secret))
    assert problem(elsewhere) == (403, "PARTNER:ADDRESS")
    assert there.get(f"{ROOT}/key", headers=bearer(secret)).json()["state"] == "active"
    ended = api.client.post(f"{STAFF}/1/revocation", headers=staff(api, "compliance"))
    assert ended.json()["state"] == "revoked"
    assert problem(there.get(f"{ROOT}/key", headers=bearer(secret))) == (401, "PARTNER:ENDED")
    twice = api.client.post(f"{STAFF}/1/revocation", headers=staff(api, "compliance"))
    assert problem(twice) == (409, "PARTNER:REVOKED")
    later = key(api, partner="BANK02")
    api.time.pass_by(days=31)
    assert problem(there.get(f"{ROOT}/key", headers=bearer(later))) == (401, "PARTNER:ENDED")


def test_a_rotated_key_opens_by_the_one_before_for_a_day(api: Api) -> None:
    old, there = key(api), at(api)
    new = there.post(f"{ROOT}/key/rotation", headers=bearer(old)).json()["secret"]
    for secret in (old, new):
        assert there.get(f"{ROOT}/key", headers=bearer(secret)).status_code == 200
    api.time.pass_by(days=1, seconds=1)
    assert problem(there.get(f"{ROOT}/key", headers=bearer(old))) == (401, "PARTNER:KEY")
    assert there.get(f"{ROOT}/key", headers=bearer(new)).status_code == 200


def test_a_secret_that_was_replaced_replaces_no_other(api: Api) -> None:
    """Whoever has found the old secret reads on for its day, and takes nothing over."""
    old, there = key(api), at(api)
    new = there.post(f"{ROOT}/key/rotation", headers=bearer(old)).json()["secret"]
    assert problem(there.post(f"{ROOT}/key/rotation", headers=bearer(old))) == (
        403, "PARTNER:ROTATED",
    )  # fmt: skip
    api.time.pass_by(days=1, seconds=1)
    assert there.get(f"{ROOT}/key", headers=bearer(new)).status_code == 200
    assert there.post(f"{ROOT}/key/rotation", headers=bearer(new)).status_code == 200


def test_a_key_is_used_so_often_a_minute(api: Api) -> None:
    secret, there = key(api, rate=2), at(api)
    other = key(api, partner="BANK02", rate=2)
    statuses = [
        there.get(f"{ROOT}/key", headers=bearer(secret)).status_code for _ in range(3)
    ]  # fmt: skip
    assert statuses == [200, 200, 429]
    assert there.get(f"{ROOT}/key", headers=bearer(other)).status_code == 200
    assert len(acts(api)) == 3, "what comes beyond the limit fills no journal"
    api.time.pass_by(seconds=60)
    assert there.get(f"{ROOT}/key", headers=bearer(secret)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"partner": "bank"}, "INPUT:FIELDS"), ({"scopes": []}, "INPUT:FIELDS"),
        ({"scopes": ["quote", "quote"]}, None),
        ({"networks": ["everywhere"]}, "REGULATOR:NETWORKS"),
        ({"networks": ["0.0.0.0/0"]}, "REGULATOR:NETWORKS"), ({"rate": 0}, "INPUT:FIELDS"),
        ({"rate": 601}, "INPUT:FIELDS"), ({"expires_on": "2020-01-01"}, "REGULATOR:EXPIRY"),
    ],
)  # fmt: skip
def test_a_key_beyond_its_bounds_is_refused(
    api: Api, changed: dict[str, Any], code: str | None
) -> None:
    body = proposal(api, **changed)
    answer = api.client.post(STAFF, json=body, headers=staff(api, "compliance"))
    if code is None:
        assert answer.json()["scopes"] == ["quote"]
    else:
        assert problem(answer) == (422, code)
        assert acts(api, "partner.key_proposed") == []


def test_a_client_takes_what_was_handed_over_as_their_own_draft(api: Api) -> None:
    secret, there, headers = key(api), at(api), client_of(api)
    new = referred(there, secret).json()
    with api.node.foundation.database.reading() as connection:
        assert b"A roof" not in repr(connection.execute(select(vault_fields)).all()).encode()
    look = api.client.post(f"{MINE}/referrals/look", json={"code": new["code"]}, headers=headers)
    assert look.json()["fields"] == FIELDS
    took = api.client.post(
        f"{MINE}/referrals/confirmation", json={"code": new["code"]}, headers=headers
    )
    assert took.json()["state"] == "confirmed"
    draft = api.client.get("/v1/applications/draft", headers=headers).json()
    assert draft == {"fields": FIELDS}
    with api.node.foundation.database.reading() as connection:
        assert connection.execute(select(applications)).all() == [], "nothing is applied for"
    number = new["entry"]["referral"]
    read = there.get(f"{ROOT}/referrals/{number}", headers=bearer(secret)).json()
    assert read["state"] == "confirmed"
    assert key_of("investor 0").address not in repr(read)
    again = api.client.post(
        f"{MINE}/referrals/confirmation", json={"code": new["code"]}, headers=headers
    )
    assert problem(again) == (404, "REFERRAL:CODE")


def test_what_is_declined_or_too_old_is_gone_with_its_words(api: Api) -> None:
    secret, there, headers = key(api), at(api), client_of(api)
    first, second = (referred(there, secret).json() for _ in range(2))
    declined = api.client.post(
        f"{MINE}/referrals/refusal", json={"code": first["code"]}, headers=headers
    )
    assert declined.json()["state"] == "declined"
    assert api.client.get("/v1/applications/draft", headers=headers).json() == {"fields": {}}
    api.time.pass_by(days=REFERRAL_DAYS)
    job = kind_of_partners(api.node.services.partners)
    today = api.node.services.business.today()
    database = api.node.foundation.database
    with database.writing() as connection:
        job.run(Job(1, JobKey(today, PARTNER_REFERRALS, PLATFORM), 1, 1))(connection)
    with database.reading() as connection:
        holders = set(connection.scalars(select(vault_fields.c.holder)))
    assert not any(holder.startswith("referral:") for holder in holders)
    headers = api.sign_in("investor 0")
    for each in (first, second):
        look = api.client.post(
            f"{MINE}/referrals/look", json={"code": each["code"]}, headers=headers
        )
        assert problem(look) == (404, "REFERRAL:CODE")


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"password": "x"}, "REFERRAL:FIELD"), ({"title": "x" * 2_001}, "REFERRAL:FIELD"),
     ({"title": ""}, "REFERRAL:EMPTY"), ({}, "INPUT:FIELDS")],
)  # fmt: skip
def test_what_is_no_draft_is_not_taken(api: Api, fields: dict[str, str], code: str) -> None:
    assert problem(referred(at(api), key(api), fields)) == (422, code)


def test_a_partner_reads_who_has_signed_until_they_withdraw(api: Api) -> None:
    api.network.loans.active()
    api.index()
    secret, there, headers = key(api), at(api), client_of(api)
    other = key(api, partner="BANK02")
    assert there.get(f"{ROOT}/clients", headers=bearer(secret)).json()["items"] == []
    signed = consented(api, headers, "investor 0")
    assert signed.status_code == 201, signed.text
    (client,) = there.get(f"{ROOT}/clients", headers=bearer(secret)).json()["items"]
    path = f"{ROOT}/clients/{client['client']}/portfolio"
    held = there.get(path, headers=bearer(secret)).json()
    assert [note["loan"] for note in held["notes"]] == [1]
    assert key_of("investor 0").address.lower() not in repr(held).lower()
    assert problem(there.get(path, headers=bearer(other))) == (404, "PARTNER:CLIENT")
    assert there.get(f"{ROOT}/clients", headers=bearer(other)).json()["items"] == []
    twice = consented(api, headers, "investor 0")
    assert problem(twice) == (409, "PARTNER:CONSENTED")
    number = signed.json()["consent"]
    stranger = client_of(api, "investor 1", "13912345679")
    foreign = api.client.post(f"{MINE}/consents/{number}/withdrawal", headers=stranger)
    assert problem(foreign) == (404, "PARTNER:CONSENT")
    ended = api.client.post(f"{MINE}/consents/{number}/withdrawal", headers=headers)
    assert ended.json()["withdrawn_at"] is not None
    assert problem(there.get(path, headers=bearer(secret))) == (404, "PARTNER:CLIENT")
    assert there.get(f"{ROOT}/clients", headers=bearer(secret)).json()["items"] == []


def test_a_consent_is_of_the_wallet_itself_and_of_a_fresh_text(api: Api) -> None:
    key(api)
    headers = client_of(api)
    wrong = consented(api, headers, "investor 1")
    assert problem(wrong) == (409, "WALLET:SIGNER")
    unknown = api.client.post(
        f"{MINE}/consent-texts", json={"partner": "BANK09"}, headers=headers
    )  # fmt: skip
    assert problem(unknown) == (404, "PARTNER:NONE")
    text = api.client.post(
        f"{MINE}/consent-texts", json={"partner": "BANK01"}, headers=headers
    ).json()  # fmt: skip
    api.time.pass_by(seconds=601)
    body = {
        "partner": "BANK01", "nonce": text["nonce"],
        "signature": sign(key_of("investor 0"), text["message"]),
    }  # fmt: skip
    stale = api.client.post(f"{MINE}/consents", json=body, headers=headers)
    assert problem(stale) == (409, "CHALLENGE:STALE")
    assert api.client.get(MINE, headers=headers).json()["consents"] == []


def test_the_page_of_staff_shows_a_secret_once_and_clients_answer_on_theirs(api: Api) -> None:
    from tallystick_node.auth.sessions import SESSION_COOKIE  # noqa: PLC0415 - for pages alone

    def enter(headers: dict[str, str]) -> None:
        api.client.cookies.clear()
        api.client.cookies.set(SESSION_COOKIE, headers["authorization"].partition(" ")[2])

    own = {"origin": URL}
    expires = str(api.node.services.business.today() + timedelta(days=30))
    form = {"partner": "BANK01", "name": "A Bank", "networks": "192.0.2.0/24", "rate": "60",
            "expires_on": expires, **{f"scope-{scope}": "yes" for scope in ALL}}  # fmt: skip
    enter(staff(api, "compliance"))
    put = api.client.post("/staff/partners", data=form, headers=own, follow_redirects=False)
    assert put.status_code == 303, put.text
    refused = api.client.post("/staff/partners/1/confirmation", headers=own)
    text = refused.text
    assert "PARTNER:FOUR_EYES" in text
    assert "tsp_" not in text
    enter(staff(api, "council 0"))
    text = api.client.post("/staff/partners/1/confirmation", headers=own).text
    secret = "tsp_" + text.partition("tsp_")[2].partition("<")[0]
    text = api.client.get("/staff/partners?lang=zh-CN").text
    assert "合作机构" in text
    assert secret not in text
    new = referred(at(api), secret).json()
    headers = client_of(api)
    enter(headers)
    text = api.client.get("/account/partners?lang=en").text
    assert 'href="/account/partners/consent?partner=BANK01"' in text
    page = api.client.get("/account/partners/consent?partner=BANK01").text
    assert "I let A Bank (BANK01) read" in page
    shown = api.client.post(
        "/account/partners/referral", data={"code": new["code"]}, headers=own
    ).text  # fmt: skip
    assert "A roof" in shown
    took = api.client.post(
        "/account/partners/referral", data={"code": new["code"], "answer": "take"}, headers=own,
        follow_redirects=False,
    )  # fmt: skip
    assert (took.status_code, took.headers["location"]) == (303, "/borrow")
    wrong = api.client.post(
        "/account/partners/referral", data={"code": new["code"]}, headers=own
    )  # fmt: skip
    text = wrong.text
    assert "REFERRAL:CODE" in text
    assert consented(api, headers, "investor 0").status_code == 201
    text = api.client.get("/account/partners").text
    assert "/account/partners/consents/1/withdrawal" in text
    ended = api.client.post(
        "/account/partners/consents/1/withdrawal", headers=own, follow_redirects=False
    )
    assert ended.status_code == 303
