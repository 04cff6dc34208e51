"""Pages of somebody who has signed in: theirs alone, simulated before they are signed."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import URL, key_of
from node.web.forms import enter_as_staff
from node.web.reading import read
from tallystick.chain.contracts import Book
from tallystick.platform._sync.borrower import BorrowerView
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.loans import listing

if TYPE_CHECKING:
    import httpx2

    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner

OWN = {"origin": URL}


def sign_in(site: Api, signer: MemorySigner) -> None:
    """As wallet.js does it: the cookie is the client's from then on."""
    asked = site.client.post("/session/challenge", json={"address": signer.address}, headers=OWN)
    assert asked.status_code == 201, asked.text
    message = asked.json()["message"]
    body = {"message": message, "signature": signer.sign_text(message)}
    opened = site.client.post("/session", json=body, headers=OWN)
    assert opened.status_code == 201, opened.text
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "token" not in opened.json()


@pytest.fixture
def investor(site: Api) -> MemorySigner:
    """The first investor of the test platform, signed in."""
    signer = site.network.session.actors.investors[0]
    sign_in(site, signer)
    return signer


def transaction_of(response: httpx2.Response) -> dict[str, str]:
    transaction = re.search(r'data-transaction="([^"]+)"', response.text)
    assert transaction, response.text
    return json.loads(unescape(transaction[1]))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "path", ["/me", "/loans/1/lend", "/me/claim?loan=1", "/me/withdraw?amount=1"]
)
def test_who_has_not_signed_in_is_led_there(site: Api, path: str) -> None:
    response = site.client.get(path, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/sign-in?next=%2F")


@pytest.mark.parametrize(
    "after", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(site: Api, after: str) -> None:
    text = site.client.get("/sign-in", params={"next": after}).text
    assert 'data-next="/me"' in text


@pytest.mark.parametrize("path", ["/session/challenge", "/session", "/sign-out", "/dev-wallet"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "https://evil.test"}, {"origin": "null"},
     {"sec-fetch-site": "cross-site", "origin": URL}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_another_sites_page_can_post_nothing(site: Api, path: str, headers: dict[str, str]) -> None:
    address = key_of("x").address
    bodies: dict[str, dict[str, Any]] = {
        "/session/challenge": {"address": address},
        "/session": {"message": "x", "signature": "0x00"},
        "/dev-wallet": {"role": "investor", "method": "eth_accounts", "params": []},
    }
    response = site.client.post(path, json=bodies.get(path), headers=headers)
    assert response.status_code == 403
    assert "ACCESS:ORIGIN" in response.text


@pytest.mark.usefixtures("investor")
def test_signing_out_ends_the_session_for_its_token_too(site: Api) -> None:
    token = site.client.cookies["session"]
    assert site.client.get("/me").status_code == 200
    site.client.post("/sign-out", headers=OWN)
    assert site.client.get("/me", follow_redirects=False).status_code == 303
    bearer = {"authorization": f"Bearer {token}"}
    assert site.client.get("/v1/session", headers=bearer).status_code == 401


def test_an_overview_has_the_figures_of_the_sdk_and_is_kept_by_nobody(
    site: Api, investor: MemorySigner
) -> None:
    number = site.network.loans.active()
    site.index()
    response = site.client.get("/me")
    portfolio = InvestorView(site.network.platform, investor.address).portfolio()
    shown = read(response.text)
    assert portfolio.balance in shown.figures
    assert f"/loans/{number}" in shown.links
    assert shown.sums[:2] == [
        sum(note.units for note in portfolio.notes),
        sum(note.outstanding for note in portfolio.notes),
    ]
    assert response.headers["cache-control"] == "no-store"
    assert "cookie" in response.headers["vary"]


def test_a_ring_shows_where_the_money_is_with_its_table_and_file(
    site: Api, investor: MemorySigner
) -> None:
    site.network.loans.active()
    site.index()
    portfolio = InvestorView(site.network.platform, investor.address).portfolio()
    lent = sum(note.outstanding for note in portfolio.notes)
    claimable = sum(note.claimable_principal + note.claimable_interest for note in portfolio.notes)
    text = site.client.get("/me").text
    picture = text[text.index('class="ring"') : text.index("</svg>", text.index('class="ring"'))]
    for part in ('role="img"', "<title id=", "<desc id=", "stroke-dasharray", ">A</text>"):
        assert part in picture
    file = site.client.get("/me?file=csv&list=work").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["part"] for row in rows][:3] == [
        "Cash in the Escrow", "Ready to be claimed", "Lent, being repaid on time",
    ]  # fmt: skip
    assert read(text).sums[3] == portfolio.balance + claimable + lent
    # Who has lent nothing sees no ring.
    site.client.cookies.clear()
    sign_in(site, site.network.session.actors.outsider)
    assert 'class="ring"' not in site.client.get("/me").text


def test_nothing_of_one_reader_is_on_the_page_of_another(site: Api, investor: MemorySigner) -> None:
    mine = site.client.get("/me").text
    assert investor.address in mine
    site.client.cookies.clear()
    sign_in(site, site.network.session.actors.outsider)
    theirs = site.client.get("/me").text
    assert investor.address not in theirs
    assert "No note yet" in theirs


def test_lending_is_reviewed_as_the_wallet_will_show_it(site: Api, investor: MemorySigner) -> None:
    number = site.network.loans.listed()
    site.index()
    platform = site.network.platform
    listed = listing(platform, number)
    digest = "0x" + listed.disclosure_hash.hex()
    exponent = site.node.services.standing.read().exponent
    amount = listed.ticket_min
    text = str(Decimal(amount).scaleb(-exponent))
    response = site.client.get(f"/loans/{number}/lend", params={"amount": text, "read": digest})
    transaction = transaction_of(response)
    call = Book.fund(number, amount, amount, bytes.fromhex(digest[2:]))
    plan = platform.plan(call, investor.address)
    assert transaction["data"] == plan.call.request["data"]
    assert (transaction["to"], transaction["from"]) == (platform.address("Book"), investor.address)
    assert amount in read(response.text).figures


@pytest.mark.parametrize(
    "amount", ["0", "-5", "1e3", "1,2,3", "\uff11", "0.0000000001", "1" * 30, "NaN"]
)
@pytest.mark.usefixtures("investor")
def test_an_amount_that_is_none_keeps_what_was_typed(site: Api, amount: str) -> None:
    number = site.network.loans.listed()
    site.index()
    response = site.client.get(f"/loans/{number}/lend", params={"amount": amount, "read": "0x"})
    assert response.status_code == 422
    assert "<code>INPUT:AMOUNT</code>" in response.text
    assert f'value="{amount}"' in response.text
    assert "data-transaction" not in response.text


@pytest.mark.usefixtures("investor")
def test_a_risk_statement_that_was_not_read_is_no_consent(site: Api) -> None:
    number = site.network.loans.listed()
    site.index()
    response = site.client.get(
        f"/loans/{number}/lend", params={"amount": "1", "read": "0x" + "00" * 32}
    )
    assert "INPUT:DISCLOSURE" in response.text


@pytest.mark.usefixtures("investor")
def test_what_the_contract_would_refuse_is_not_offered_to_the_wallet(site: Api) -> None:
    response = site.client.get("/me/withdraw", params={"amount": "99999999999999"})
    assert "The contract would refuse this" in response.text
    assert "ESCROW:" in response.text
    assert "data-transaction" not in response.text


@pytest.mark.parametrize(
    "back", ["//evil.test", "https://evil.test/", "javascript:alert(1)", "/me\nx"]
)
def test_after_sending_nobody_is_led_elsewhere(site: Api, back: str) -> None:
    response = site.client.get(f"/sent/0x{'00' * 32}", params={"back": back})
    links = read(response.text).links
    assert not [link for link in links if not re.match(r"[#/](?!/)", link + "x")]


def test_a_transaction_that_nobody_knows_is_not_waited_for_for_ever(site: Api) -> None:
    path, back = f"/sent/0x{'ab' * 32}", "/me"
    first = site.client.get(path, params={"back": back}).text
    assert 'http-equiv="refresh"' in first
    assert "look=1" in first
    last = site.client.get(path, params={"back": back, "look": "30"}).text
    assert "Nobody knows this transaction" in last
    assert 'http-equiv="refresh"' not in last
    assert back in read(last).links
    assert site.client.get(path, params={"look": "31"}).status_code == 422


def test_what_cannot_be_paid_for_asks_for_no_approval(site: Api, investor: MemorySigner) -> None:
    """An approval that leads nowhere would stay behind."""
    number = site.network.loans.listed()
    site.index()
    listed = listing(site.network.platform, number)
    digest = "0x" + listed.disclosure_hash.hex()
    exponent = site.node.services.standing.read().exponent
    more = str(Decimal(listed.terms.principal + 1).scaleb(-exponent))
    response = site.client.get(f"/loans/{number}/lend", params={"amount": more, "read": digest})
    assert response.status_code == 422
    assert "still open" in response.text
    assert "data-transaction" not in response.text
    assert investor.address not in read(response.text).text


def test_what_was_lent_is_taken_back_whole(site: Api, investor: MemorySigner) -> None:
    number = site.network.loans.listed()
    platform = site.network.platform
    listed = listing(platform, number)
    view = InvestorView(platform, investor.address)
    plan = platform.plan(
        Book.fund(number, listed.ticket_min, listed.ticket_min, listed.disclosure_hash), investor
    )
    plan.send()
    site.index()
    response = site.client.get(f"/loans/{number}/retract")
    transaction = transaction_of(response)
    expected = platform.plan(Book.retract(number, view.note(number).units), investor.address)
    assert transaction["data"] == expected.call.request["data"]


def test_the_deployments_file_is_what_commands_ask_for(site: Api) -> None:
    document = site.client.get("/deployment.json").json()
    assert document == site.network.platform.deployment.document()


def test_a_session_of_a_node_behind_https_is_never_sent_in_clear(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy that ends TLS asks the node by plain HTTP."""
    sessions = site.node.services.auth.sessions
    expected = replace(sessions.expected, uri="https://lend.test", domain="lend.test")
    secured = replace(site.node.services.auth, sessions=replace(sessions, expected=expected))
    monkeypatch.setattr(site.node.services, "auth", secured)
    signer = site.network.session.actors.investors[0]
    asked = site.client.post("/session/challenge", json={"address": signer.address}, headers=OWN)
    message = asked.json()["message"]
    body = {"message": message, "signature": signer.sign_text(message)}
    opened = site.client.post("/session", json=body, headers=OWN)
    assert "secure" in opened.headers["set-cookie"].lower()


def test_money_of_the_wallet_is_put_into_the_escrow(site: Api, investor: MemorySigner) -> None:
    site.network.session.actors.mint(site.network.platform, investor.address, 5_000_000)
    assert "/me/deposit" in site.client.get("/me").text
    first = site.client.get("/me/deposit?amount=2.5")
    assert transaction_of(first)["to"] == site.network.platform.deployment.token  # approves first
    much = site.client.get("/me/deposit?amount=5.000001")
    assert (much.status_code, "INPUT:AMOUNT" in much.text) == (422, True)


def test_a_borrower_sees_what_is_taken_and_pays_off(site: Api) -> None:
    loan = site.network.loans.active()
    site.index()
    sign_in(site, site.network.session.actors.borrower)
    quote = BorrowerView(
        site.network.platform, site.network.session.actors.borrower.address
    ).payoff_quote(loan)
    form = read(site.client.get(f"/loans/{loan}/repay").text)
    assert quote.total in form.figures
    wrong = site.client.get(f"/loans/{loan}/repay?amount=abc")
    assert (wrong.status_code, 'value="abc"' in wrong.text) == (422, True)
    review = site.client.get(f"/loans/{loan}/payoff")
    assert quote.total in read(review.text).figures
    assert transaction_of(review)["to"] == site.network.platform.address("Servicing")


@pytest.mark.parametrize("path", ["passkeys/%00/removal", "sessions/" + "%00" * 16 + "/end"])
def test_an_address_with_a_nul_in_it_is_refused_and_breaks_nothing(site: Api, path: str) -> None:
    """PostgreSQL takes no U+0000 in a text."""
    enter_as_staff(site, "investor 0")
    assert site.client.post(f"/account/security/{path}", headers=OWN).status_code == 422


def test_much_of_what_somebody_owns_is_typed_twice(site: Api) -> None:
    """Above the policy's amount a second warning comes; below it none."""
    number = site.network.loans.listed()
    site.index()
    sign_in(site, site.network.session.actors.investor)
    digest = "0x" + listing(site.network.platform, number).disclosure_hash.hex()
    path, asked = f"/loans/{number}/lend", {"amount": "1000", "read": digest}
    assert "What your wallet will" in site.client.get(path, params=asked).text
    asked["amount"] = "1000.000001"
    warned = site.client.get(path, params=asked)
    assert warned.status_code == 200
    assert "This is much of what you own" in warned.text
    assert "What your wallet will" not in warned.text
    wrong = site.client.get(path, params={**asked, "again": "1000"})
    assert wrong.status_code == 422
    assert "INPUT:AGAIN" in wrong.text
    assert (
        "What your wallet will"
        in site.client.get(path, params={**asked, "again": "1,000.000001"}).text
    )
