"""Pages that anybody may read: their figures are the API's, and every state has its words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from node.api.builders import URL
from node.web.reading import read
from node.web.test_account_pages import sign_in
from tallystick.chain.contracts import Governor
from tallystick.errors import TransportError
from tallystick.platform._sync.loans import listing
from tallystick.platform._sync.platform import Platform
from tallystick.platform.decisions import PARAMETER_BOUNDS, PARAMETERS
from tallystick_node.infrastructure.indexer.platform_state import PlatformStanding
from tallystick_node.storage.tables import index_cursor
from tallystick_node.web.public import market

if TYPE_CHECKING:
    from node.api.builders import Api

PATHS = ("/", "/market", "/reports", "/fees", "/about", "/exit")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("language", "word"), [("en", "You can lose all"), ("zh-CN", "您可能损失全部出借资金")]
)
def test_every_page_is_there_in_every_language(
    site: Api, path: str, language: str, word: str
) -> None:
    response = site.client.get(path, params={"lang": language})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert f'<html lang="{language}"' in response.text
    assert word in response.text


def test_a_choice_of_language_is_kept(site: Api) -> None:
    assert 'lang="zh-CN"' in site.client.get("/", params={"lang": "zh-CN"}).text
    assert '<html lang="zh-CN"' in site.client.get("/fees").text
    site.client.cookies.clear()
    header = {"accept-language": "de, zh-Hans;q=0.8"}
    assert '<html lang="zh-CN"' in site.client.get("/", headers=header).text
    assert '<html lang="en"' in site.client.get("/", headers={"accept-language": "xx"}).text


@pytest.mark.parametrize("lang", ['"><script>x()</script>'[:16], "../../en", "\x00"])
def test_what_is_no_language_is_passed_over(site: Api, lang: str) -> None:
    response = site.client.get("/", params={"lang": lang})
    assert '<html lang="en"' in response.text
    assert lang not in response.text.replace('lang="zh-CN"', "")


@pytest.mark.parametrize("path", [*PATHS, "/nowhere"])
def test_every_page_is_guarded_alike(site: Api, path: str) -> None:
    response = site.client.get(path, headers={"accept": "text/html"})
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "style=" not in response.text
    assert not re.search(r"\son\w+=", response.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', response.text)


def test_a_platform_without_loans_says_what_comes_next(site: Api) -> None:
    assert "No loan is open at the moment" in site.client.get("/market").text
    home = site.client.get("/").text
    assert "No report yet" in home
    assert "No loan is open at the moment" in home


def test_a_loans_figures_are_those_of_the_api(site: Api) -> None:
    number = site.network.loans.active()
    site.index()
    loan = site.client.get(f"/v1/loans/{number}").json()["loan"]
    rows = site.client.get(f"/v1/loans/{number}/schedule").json()["rows"]
    shown = read(site.client.get(f"/loans/{number}").text)
    for name in ("principal", "funded", "rate_ppm", "total_principal", "total_interest"):
        assert int(loan[name]) in shown.figures, name
    for row in rows:
        for name in ("payment", "principal", "interest"):
            assert int(row[name]) in shown.figures
    assert shown.sums == [
        sum(int(row[name]) for row in rows) for name in ("payment", "principal", "interest")
    ]


def test_the_market_shows_what_is_open_and_its_sum_is_its_parts(site: Api) -> None:
    numbers = [site.network.loans.listed() for _ in range(2)]
    site.index()
    listed = site.client.get("/v1/loans", params={"status": "listed"}).json()["items"]
    shown = read(site.client.get("/market").text)
    assert [f"/loans/{number}" in shown.links for number in numbers] == [True, True]
    assert shown.sums == [
        sum(int(loan["principal"]) for loan in listed),
        sum(int(loan["principal"]) - int(loan["funded"]) for loan in listed),
    ]


def test_a_filter_that_fits_nothing_says_what_stood_in_the_way(site: Api) -> None:
    site.network.loans.listed()
    site.index()
    text = site.client.get("/market", params={"rate": "99.9"}).text
    assert "None of the 1 open loans fits" in text
    assert "1 loan pays less" in text
    assert "1 of 1 open loans" in site.client.get("/market", params={"rate": "0,01"}).text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/loans/99", 404, "API:LOAN"),
        ("/loans/0", 422, "INPUT:FIELDS"),
        ("/loans/x", 422, "INPUT:FIELDS"),
        ("/reports/2020-01", 404, "API:REPORT"),
        ("/market?rate=cheap", 422, "INPUT:RATE"),
        ("/market?rate=7.%C2%B2", 422, "INPUT:RATE"),
        ("/market?rate=7.%D9%A1", 422, "INPUT:RATE"),
        ("/market?rate=7.12345", 422, "INPUT:RATE"),
        ("/market?level=9", 422, "INPUT:FIELDS"),
        ("/nowhere", 404, "API:PATH"),
        ("/<script>alert(1)</script>", 404, "API:PATH"),
    ],
)
def test_a_refusal_is_a_page_with_code_and_sentence(
    site: Api, path: str, status: int, code: str
) -> None:
    response = site.client.get(path, headers={"accept": "text/html"})
    assert response.status_code == status
    assert f"<code>{code}</code>" in response.text
    assert "<script" not in response.text


def test_a_program_gets_a_problem_document_where_there_is_no_page(site: Api) -> None:
    response = site.client.get("/nowhere", headers={"accept": "application/json"})
    assert response.json()["code"] == "API:PATH"


def test_a_paused_platform_says_so_on_every_page(site: Api) -> None:
    assert "New risk is paused" not in site.client.get("/fees").text
    session = site.network.session
    session.platform.plan(Governor.pause(), session.actors.guardian.address).send(
        session.actors.guardian
    )
    site.index()
    for path in PATHS:
        assert "New risk is paused" in site.client.get(path).text


def test_an_index_that_is_behind_says_by_how_much(site: Api) -> None:
    with site.node.services.database.writing() as connection:
        connection.execute(update(index_cursor).values(head=index_cursor.c.block + 3))
    assert "3 blocks behind the chain" in site.client.get("/fees").text


def test_without_an_answer_of_the_chain_a_page_says_so(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(*_: object) -> None:
        raise TransportError("RPC:UNREACHABLE", "the chain's node does not answer")

    monkeypatch.setattr(PlatformStanding, "read", no_answer)
    response = site.client.get("/exit")
    assert response.status_code == 200
    assert "does not answer" in response.text


def test_what_others_wrote_is_text_and_no_markup(site: Api) -> None:
    """A risk statement is the platform's file, and still nothing in it may run."""
    number = site.network.loans.listed()
    site.index()
    digest = listing(site.network.platform, number).disclosure_hash
    hostile = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    document = {
        "possible_results": hostile, "purpose": hostile, "expected": {}, "safeguards": hostile,
        "source_of_repayment": hostile, "worst_case": {"words": hostile},
    }  # fmt: skip
    folder = site.node.foundation.settings.data_dir / "agreements"
    folder.mkdir(exist_ok=True)
    (folder / f"{digest.hex()}.json").write_text(json.dumps(document), "utf-8")
    text = site.client.get(f"/loans/{number}").text
    assert "<img" not in text
    assert "{{7*7}}" in text
    assert "its bytes do not have the hash that the chain states" in text


def test_a_path_that_begins_like_a_host_leads_nowhere_else(site: Api) -> None:
    response = site.client.get("http://lend.test//evil.test/x", headers={"accept": "text/html"})
    links = read(response.text).links
    assert not [link for link in links if link.startswith("//")]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_may_be_asked_for_its_head_alone(site: Api, path: str) -> None:
    assert site.client.head(path).status_code == 200


def test_the_language_of_tests_is_for_development_alone(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "~~~" in site.client.get("/fees?lang=en-XA").text
    monkeypatch.setattr(site.node.services, "development", False)
    site.client.cookies.clear()
    assert "~~~" not in site.client.get("/fees?lang=en-XA").text


def test_a_market_of_many_loans_asks_the_chain_for_those_that_it_shows(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [site.network.loans.listed() for _ in range(3)]
    site.index()
    monkeypatch.setattr(market, "SHOWN_MAX", 2)
    asked: list[str] = []
    read_chain = Platform.read

    def counted(platform: Platform, query: Any, **block: Any) -> Any:
        asked.append(query.function)
        return read_chain(platform, query, **block)

    site.client.get("/market")
    monkeypatch.setattr(Platform, "read", counted)
    text = site.client.get("/market").text
    assert asked.count("listing_of") == len(asked) == 2
    assert "3 loans fit; the first 2 are shown" in text
    assert [f'href="/loans/{number}"' in text for number in numbers] == [True, True, False]


def test_a_page_names_the_node_by_its_own_url_and_no_other(site: Api) -> None:
    headers = {"host": "evil.test", "accept": "text/html"}
    for path in ("/", "/sign-in"):
        assert "evil.test" not in site.client.get(path, headers=headers).text


def test_a_chain_that_another_node_serves_is_not_offered_as_this_ones(site: Api) -> None:
    state = site.client.app.state  # type: ignore[attr-defined]
    state.serves_chain = True
    assert f"--rpc {URL}/rpc" in site.client.get("/").text
    state.serves_chain = False
    assert "--rpc URL" in site.client.get("/").text
    assert 'data-rpc=""' in site.client.get("/sign-in").text


@pytest.mark.parametrize("query", ["level=&months=&rate=&sort=closes", "level=&months=12&rate="])
def test_a_filter_that_is_left_as_it_is_shows_the_market(site: Api, query: str) -> None:
    response = site.client.get(f"/market?{query}")
    assert response.status_code == 200
    for wrong in ("level=9", "months=x", "months=481", "months=0"):
        assert site.client.get(f"/market?{wrong}").status_code == 422


def test_what_would_have_to_end_is_counted(site: Api) -> None:
    empty = read(site.client.get("/exit").text)
    assert "No loan is open." in empty.text
    site.network.loans.listed()
    loan = site.network.loans.active()
    site.index()
    shown = read(site.client.get("/exit").text)
    balance = site.client.get(f"/v1/loans/{loan}").json()["loan"]["balance"]
    assert int(balance) in shown.figures
    assert "open for lenders" in shown.text
    assert "No loan is open." not in shown.text


def test_a_chain_whose_clock_is_another_says_so(site: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates of loans are the chain's; those of people's papers are this machine's."""
    assert "the chain's own clock" not in unescape(site.client.get("/about").text)
    standing = site.node.services.standing.read()
    apart = standing.of.seen_at - timedelta(days=3)
    other = replace(standing, of=replace(standing.of, head_at=apart))
    monkeypatch.setattr(PlatformStanding, "read", lambda _: other)
    assert "the chain's own clock" in unescape(site.client.get("/fees").text)


def test_who_borrows_is_not_asked_to_lend_to_themselves(site: Api) -> None:
    number = site.network.loans.listed()
    site.index()
    assert f"/loans/{number}/lend" in read(site.client.get(f"/loans/{number}").text).links
    sign_in(site, site.network.session.actors.investor)
    assert f"/loans/{number}/lend" in read(site.client.get(f"/loans/{number}").text).links
    sign_in(site, site.network.session.actors.borrower)
    shown = read(site.client.get(f"/loans/{number}").text)
    assert f"/loans/{number}/lend" not in shown.links
    assert "cannot lend to it" in shown.text


def test_who_is_enrolled_is_not_sent_to_register(site: Api) -> None:
    sign_in(site, site.network.session.actors.outsider)
    assert "Register, and get a credential." in site.client.get("/me").text
    sign_in(site, site.network.session.actors.investor)
    assert "Register, and get a credential." not in site.client.get("/me").text


@pytest.mark.parametrize("act", ["lend", "repay"])
def test_an_amount_that_is_left_empty_is_said(site: Api, act: str) -> None:
    number = site.network.loans.active() if act == "repay" else site.network.loans.listed()
    site.index()
    sign_in(site, site.network.session.actors.borrower)
    assert "it is empty" not in site.client.get(f"/loans/{number}/{act}").text
    answer = site.client.get(f"/loans/{number}/{act}", params={"amount": ""})
    assert answer.status_code == 422
    assert "it is empty" in answer.text


def test_the_fees_are_those_of_the_chain_and_their_bounds(site: Api) -> None:
    """What the platform takes is disclosed as the contracts hold it, with what nobody can pass."""
    read_now = site.network.platform.read
    shown = read(site.client.get("/fees").text).figures
    names = [name for name in PARAMETERS if name.endswith("_ppm")]
    of_fees = [
        (read_now(Governor.parameter(PARAMETERS.index(name))), PARAMETER_BOUNDS[name])
        for name in names
    ]
    rules = site.node.services.underwriting.offers.rules
    assert {rules.origination_ppm, rules.servicing_ppm, rules.market_fee_ppm} <= set(shown)
    assert {figure for pair in of_fees[:9] for figure in pair} <= set(shown)
