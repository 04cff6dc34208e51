"""A mandate on pages and over the API: written, previewed, signed, acting, idle, left, revoked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.web.reading import read
from node.web.test_account_pages import OWN, sign_in, transaction_of
from tallystick.platform._sync.investor import Investor
from tallystick.platform.mandates import Mandate
from tallystick_node.matching.rules import MandateStanding

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner

UNITS = 10**6
SENTENCE = (
    "Lend 50–250 each to grades A–C at 9 % or more, 24 months or less, keep 500 free,"
    " until 31 December 2099"
)
CHINESE = (
    "每位借款人出借50至250，等级A至C，年利率不低于9%，期限不超过24个月，账户保留500，"
    "有效期至2099年12月31日"
)
HERE = "/me/mandates"


@pytest.fixture
def investor(site: Api) -> MemorySigner:
    """Who has cash, signed in, while a loan seeks money."""
    assert site.network.loans.listed() == 1
    site.index()
    signer = site.network.session.actors.investors[0]
    sign_in(site, signer)
    return signer


def settle(site: Api) -> None:
    """Send what is planned, and index what came of it."""
    engine = site.node.senders.engine
    assert engine is not None
    site.network.session.chain.fund(engine.ledger.address)
    for _ in range(6):
        engine.tick()
        site.network.mine()  # a send counts once blocks lie on it
    site.index()


def signature_of(site: Api, owner: MemorySigner, mandate: Mandate) -> str:
    signature = owner.sign_typed_data(mandate.typed(site.network.platform))
    return "0x" + b"".join(part.to_bytes(32, "big") for part in signature).hex()


def sign(site: Api, owner: MemorySigner, sentence: str = SENTENCE, **query: str) -> str:
    """Sign as wallet.js does it, and return the mandate's path."""
    page = site.client.get("/me/mandate", params={"sentence": sentence} | query)
    assert page.status_code == 200, page.text
    typed: Any = transaction_of(page)["typed"]
    mandate = Mandate.parse({name: str(value) for name, value in typed["message"].items()})
    body = {"address": owner.address, "signature": signature_of(site, owner, mandate)}
    answer = site.client.post(
        "/me/mandate", params=mandate.document() | query, json=body, headers=OWN
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["next"])


def test_a_sentence_is_previewed_signed_and_acts(site: Api, investor: MemorySigner) -> None:
    assert "You have signed no mandate" in site.client.get(HERE).text
    assert "Lend 50–250 each" in site.client.get("/me/mandate").text
    shown = read(site.client.get("/me/mandate", params={"sentence": SENTENCE}).text)
    assert 250 * UNITS in shown.figures
    assert "It promises nothing." in shown.text
    assert "you lose all that it lends." in shown.text
    path = sign(site, investor)
    assert "on its way to the chain" in site.client.get(path).text
    settle(site)
    assert "in force" in site.client.get(path).text
    assert site.node.services.matching.maker.turn() == 1
    settle(site)
    assert Investor(site.network.platform, investor).view.note(1).units == 250 * UNITS
    held = read(site.client.get(path).text)
    assert "/v1/matching/rounds/1.json" in held.links
    assert 250 * UNITS in held.figures
    site.node.services.matching.maker.turn()
    assert "MATCH:BORROWER" in site.client.get(path).text
    assert "you hold as much of this borrower as it allows" in site.client.get(HERE).text


def test_the_pages_speak_chinese(site: Api, investor: MemorySigner) -> None:
    path = sign(site, investor)
    shown = site.client.get(f"{path}?lang=zh-CN").text
    assert CHINESE in shown
    assert "正在提交上链" in shown
    review = site.client.get("/me/mandate", params={"sentence": CHINESE, "lang": "zh-CN"})
    assert review.status_code == 200
    assert CHINESE in review.text
    refused = site.client.get("/me/mandate", params={"sentence": "胡言", "lang": "zh-CN"})
    assert refused.status_code == 422
    assert "无法读懂" in refused.text


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Lend a lot", "MANDATE:SENTENCE"),
        ("Lend 50 each to grade A", "MANDATE:MISSING"),
        ("Lend 50 each to grade A until 1 May 2001", "MANDATE:PAST"),
        ("Lend 50 each to grade A, at most 10 a person, until 1 May 2099", "MANDATE:EACH"),
    ],
)
def test_what_cannot_be_read_is_kept_in_the_form(
    site: Api, investor: MemorySigner, sentence: str, code: str
) -> None:
    del investor
    refused = site.client.get("/me/mandate", params={"sentence": sentence})
    assert (refused.status_code, code in refused.text) == (422, True)
    assert f">{sentence}</textarea>" in refused.text


def test_a_mandate_is_left_by_plan_taken_back_and_revoked(
    site: Api, investor: MemorySigner
) -> None:
    path = sign(site, investor)
    settle(site)
    wrong = site.client.post(f"{path}/exit", data={"stop": "tomorrow"}, headers=OWN)
    assert (wrong.status_code, "EXIT:DAY" in wrong.text) == (422, True)
    late = {"stop": "2099-01-02", "sell": "2099-01-01", "price": "98"}
    refused = site.client.post(f"{path}/exit", data=late, headers=OWN)
    assert (refused.status_code, "EXIT:SELL" in refused.text) == (422, True)
    assert 'value="2099-01-02"' in refused.text
    planned = site.client.post(
        f"{path}/exit", data=late | {"sell": "2099-01-03"}, headers=OWN, follow_redirects=False
    )
    assert planned.status_code == 303
    assert "Notes are to be sold from" in site.client.get(path).text
    taken = site.client.post(f"{path}/withdrawal", headers=OWN, follow_redirects=False)
    assert taken.status_code == 303
    assert "taken back from this node" in site.client.get(path).text
    assert site.node.services.matching.maker.turn() == 0
    review = site.client.get(f"{path}/revoke")
    assert transaction_of(review)["to"] == site.network.platform.address("Mandates")
    assert "It has lent" in review.text


def test_a_mandate_is_replaced(site: Api, investor: MemorySigner) -> None:
    first = sign(site, investor)
    digest = first.rpartition("/")[2]
    form = site.client.get("/me/mandate", params={"replaces": digest})
    assert f'value="{digest}"' in form.text
    second = sign(site, investor, SENTENCE.replace("250", "200"), replaces=digest)
    assert "taken back from this node" in site.client.get(first).text
    assert "on its way" in site.client.get(second).text


def test_notes_are_offered_at_one_price(site: Api, investor: MemorySigner) -> None:
    del investor
    assert "You have no note of a loan that runs." in site.client.get(f"{HERE}/notes-to-sell").text
    site.network.loans.active(site.network.session.actors.borrowers[1])
    site.index()
    shown = site.client.get(f"{HERE}/notes-to-sell?price=95")
    assert "/loans/2/sell?price=95" in read(shown.text).links
    wrong = site.client.get(f"{HERE}/notes-to-sell?price=x")
    assert (wrong.status_code, "INPUT:RATE" in wrong.text) == (422, True)


def test_mandates_are_their_owners_alone(site: Api, investor: MemorySigner) -> None:
    path = sign(site, investor)
    site.client.cookies.clear()
    sign_in(site, site.network.session.actors.investors[1])
    for other in (path, f"{path}/revoke"):
        assert "MANDATE:UNKNOWN" in site.client.get(other).text
    site.client.post(f"{path}/withdrawal", headers=OWN)
    assert "no mandate" in site.client.get(HERE).text
    (held,) = site.node.services.matching.register.of_owner(investor.address)
    assert held.standing is MandateStanding.COMING


def test_the_api_takes_a_mandate_and_publishes_rounds(site: Api, investor: MemorySigner) -> None:
    platform = site.network.platform
    executor = site.node.services.matching.account
    assert executor is not None
    headers = site.sign_in("investor 0")
    outlook = site.client.post(
        "/v1/me/mandates/preview", json={"sentence": SENTENCE}, headers=headers
    ).json()
    assert outlook["preview"]["fits"] == [{"round": 0, "loan": 1, "units": str(250 * UNITS)}]
    limits = {name: int(value) for name, value in outlook["limits"].items()}
    mandate = Mandate(owner=investor.address, executor=executor, nonce=5, **limits)
    fields = mandate.document()
    body = {"mandate": fields, "signature": signature_of(site, investor, mandate)}
    put = site.client.post("/v1/me/mandates", json=body, headers=headers)
    assert (put.status_code, put.json()["standing"]) == (201, "coming")
    assert put.json()["sentences"] == {"en": f"{SENTENCE}.", "zh-CN": f"{CHINESE}。"}
    settle(site)
    site.node.services.matching.maker.turn()
    listed = site.client.get("/v1/matching/rounds").json()["items"]
    assert [(each["number"], each["units"]) for each in listed] == [(1, str(250 * UNITS))]
    assert site.client.get("/v1/matching/rounds?after=1").json()["items"] == []
    published = site.client.get("/v1/matching/rounds/1.json")
    assert json.loads(published.content)["round"] == "1"
    assert site.client.get("/v1/matching/rounds/2.json").status_code == 404
    digest = put.json()["digest"]
    read_again = site.client.get(f"/v1/me/mandates/{digest}", headers=headers).json()
    assert read_again["allocations"] == [{"round": 1, "loan": 1, "units": str(250 * UNITS)}]
    assert site.client.delete(f"/v1/me/mandates/{digest}", headers=headers).status_code == 204
    forged = body | {"mandate": fields | {"person_max": "1"}}
    refused = site.client.post("/v1/me/mandates", json=forged, headers=headers)
    assert refused.json()["code"] == "MANDATE:BRING:SIGNATURE"
    exit_plan = {"stop_at": "2099-01-01T00:00:00Z"}
    planned = site.client.put(f"/v1/me/mandates/{digest}/exit", json=exit_plan, headers=headers)
    assert planned.json()["stop_at"] == 4_070_908_800
    (held,) = site.client.get("/v1/me/mandates", headers=headers).json()["items"]
    assert held["standing"] == "withdrawn"
    assert platform.deployment.chain_id


def test_a_sentence_is_read_for_everybody(site: Api) -> None:
    answer = site.client.get("/v1/matching/sentence", params={"text": SENTENCE, "funds": "0"})
    assert answer.json()["limits"]["person_max"] == str(250 * UNITS)
    refused = site.client.get("/v1/matching/sentence", params={"text": "Lend"})
    assert refused.json()["code"] == "MANDATE:SENTENCE"
    assert site.client.get("/v1/matching/sentence?text=a&more=1").status_code == 422
