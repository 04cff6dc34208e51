"""Every page in every state of the platform: it answers, and says what the state is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from node.api.test_lending import FIRST
from node.api.test_servicing import staff as with_factor
from node.web.belongings import belongings
from node.web.forms import enter as enter_by_wallet
from node.web.reading import read
from node.web.route_table import addresses
from node.web.test_nobody_elses import QUERIES, enter, values_of
from tallystick.chain.contracts import Governor
from tallystick.platform._sync.operator import Operator
from tallystick_node.evm import EmbeddedProvider
from tallystick_node.storage.tables import index_cursor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx2

    from node.api.builders import Api

DAY = 86_400
# What the bar at the head of each page says.
PAUSED, ENDING = "New risk is paused", "The platform is winding down"
BEHIND, DEAD = "3 blocks behind the chain", "The chain or its index does not answer"
# Files and scripts' answers, which are no pages, and the verifier, which is one file for anywhere.
FILES = re.compile(
    r"\.(json|csv|zip)$|/audits/ledger|/export$|/documents/|/letters/|/photos/|^/verify\.html"
)
READERS = ("nobody", "client", pytest.param("underwriter", marks=pytest.mark.long))


def paused(site: Api, _: pytest.MonkeyPatch) -> None:
    session = site.network.session
    session.platform.plan(Governor.pause(), session.actors.guardian.address).send(
        session.actors.guardian
    )
    site.index()


def winding_down(site: Api, _: pytest.MonkeyPatch) -> None:
    network = site.network
    first, second = (
        Operator(network.platform, seat) for seat in network.session.actors.council[:2]
    )
    number = first.act.council.propose_wind_down().send().result
    second.act.council.approve(number).send()
    network.session.chain.travel(seconds=8 * DAY)
    first.act.council.execute(number).send()
    site.index()


def behind(site: Api, _: pytest.MonkeyPatch) -> None:
    with site.node.services.database.writing() as connection:
        connection.execute(update(index_cursor).values(head=index_cursor.c.block + 3))


def dead(_: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(*_: object) -> Any:
        raise ConnectionError("no route to the chain")

    monkeypatch.setattr(EmbeddedProvider, "make_request", no_answer)


STATES = {"paused": (paused, PAUSED), "winding down": (winding_down, ENDING),
          "behind": (behind, BEHIND), "dead": (dead, DEAD)}  # fmt: skip


def pages(
    site: Api, values: dict[str, Any], headers: dict[str, str]
) -> Iterator[tuple[str, httpx2.Response]]:
    """Each page that is not a way to another one."""
    for _, path in addresses(site, values, QUERIES, pages=True):
        answer = site.client.get(path, headers=headers, follow_redirects=False)
        saved = "attachment" in answer.headers.get("content-disposition", "")
        if answer.status_code != 303 and not saved and not FILES.search(path.partition("?")[0]):
            assert answer.headers["content-type"].startswith("text/html"), path
            yield path, answer


def has_sentence(answer: httpx2.Response) -> bool:
    """Whether a refusal says why, with its code."""
    return bool(re.search(r"<p>[^<]{10,}</p>", answer.text)) and "<code>" in answer.text


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("state", STATES)
def test_every_page_answers_and_says_how_the_platform_stands(
    site: Api, tmp_path: Path, state: str, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned = belongings(site, tmp_path)
    session = {"nobody": {}, "client": owned.session, "underwriter": with_factor(site, FIRST)}[who]
    headers, shown = enter(site, session), 0
    change, words = STATES[state]
    with monkeypatch.context() as patch:
        change(site, patch)
        for path, answer in pages(site, values_of(owned), headers):
            assert answer.status_code < 500 or (state == "dead" and answer.status_code == 503), path
            assert words in read(answer.text).text, path
            assert answer.status_code < 400 or has_sentence(answer), path
            shown += answer.status_code == 200
    assert shown >= 8


@pytest.mark.parametrize("who", ["nobody", "borrower 0"])
def test_a_page_that_needs_a_dead_chain_leads_to_those_that_do_not(
    site: Api, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.network.loans.active()
    site.index()
    if who != "nobody":
        enter_by_wallet(site, who)
        site.client.get("/account")
    with monkeypatch.context() as patch:
        dead(site, patch)
        lost = site.client.get("/fees")
        assert lost.status_code == 503
        ways = read(lost.text.partition("<main")[2]).links
        assert "/exit" in ways
        assert ("/account" in ways) == (who != "nobody")
        for way in ways:
            assert site.client.get(way).status_code < 500, way
    assert "Nothing was changed" not in site.client.get("/nowhere").text


@pytest.mark.parametrize("who", ["nobody", "investor 0", "underwriter"])
def test_every_page_of_an_empty_platform_says_what_comes_next(site: Api, who: str) -> None:
    empty = {
        "number": 1, "loan": 1, "entry": 1, "document": 1, "month": "2026-03", "act": "approve",
        "day": "2026-03-09", "digest": "0x" + "22" * 32, "tx": "0x" + "11" * 32, "key": "a" * 64,
        "person": "0" * 32, "nonce": "0" * 32, "applications/{number}": "0" * 32, "field": "name",
        "credit-reviews/{number}": "0" * 32, "address": "0x" + "11" * 20, "name": "wallet.js",
        "lesson": "diversification", "exam": "entry", "channel": "BANK01",
        "letter": 1, "statements.{form}": ["pdf", "csv", "xlsx", "beancount", "json"],
        "year.{form}": ["pdf", "json"], "of": "lender-information",
        "year": 2026, "tx_hash": "0x" + "11" * 32, "report": 1, "photo": 1,
        "invoice": "0x" + "22" * 32, "partner": "BANK01", "client": "0" * 32, "delivery": 1,
        "files/{form}": "csv", "{form}/{name}": "loans.csv", "parquet/{table}": "loans",
        "{table}/{name}": "0.parquet",
    }  # fmt: skip
    if who == "underwriter":
        headers = enter(site, with_factor(site, FIRST))
    else:
        headers = enter(site, {} if who == "nobody" else site.sign_in(who))
    for path, answer in pages(site, empty, headers):
        assert answer.status_code < 500, path
        assert answer.status_code < 400 or has_sentence(answer), path
