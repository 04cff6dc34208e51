"""Papers from the node are those that the chain alone gives, and say what the contracts paid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from node.web.forms import enter
from tallystick.chain.contracts import Servicing
from tallystick.errors import InputError
from tallystick.papers import papers_on_chain as on_chain
from tallystick.papers.paper_check import check_paper
from tallystick.papers.paper_pdf import paper_pdf
from tallystick.papers.sheets import PaymentReceipt, paper_data, read_paper

if TYPE_CHECKING:
    from httpx2 import Response

    from node.api.builders import Api

LENDER, BORROWER = "investor 0", "borrower 0"


@pytest.fixture
def loan(site: Api) -> int:
    return site.network.loans.active()


def pay(site: Api, loan: int) -> str:
    """The first instalment is paid; the transaction's hash."""
    actors = site.network.session.actors
    plan = site.network.platform.plan(Servicing.repay(loan, 10**12, 1), actors.borrower)
    receipt = plan.send()
    site.index()
    return str(receipt.tx_hash)


def pay_off(site: Api, loan: int) -> None:
    actors = site.network.session.actors
    actors.deposit(site.network.platform, actors.borrower, 10**9)
    site.network.platform.plan(Servicing.prepay(loan, 10**12, 0), actors.borrower).send()
    site.index()


def ask(site: Api, path: str, form: str = "pdf", language: str = "en") -> Response:
    bearer = {"authorization": f"Bearer {site.client.cookies.get('session', '')}"}
    return site.client.get(f"/v1/{path}?format={form}&language={language}", headers=bearer)


def test_a_receipt_says_what_the_transaction_paid(site: Api, loan: int) -> None:
    tx_hash = pay(site, loan)
    answer = ask(site, f"loans/{loan}/papers/receipts/{tx_hash}")
    assert answer.headers["content-type"] == "application/pdf"
    checked = check_paper(answer.content)
    assert checked.difference is None
    assert checked.paper == on_chain.receipt_of(site.network.platform, loan, tx_hash)
    assert isinstance(checked.paper, PaymentReceipt)
    progress = on_chain.schedule_of(site.network.platform, loan)
    assert checked.paper.left == str(sum(int(row.principal) for row in progress.rows))
    other = ask(site, f"loans/{loan}/papers/receipts/0x{'0' * 64}")
    assert (other.status_code, other.json()["code"]) == (422, "PAPER:PAYMENT")


def test_a_schedule_is_what_is_still_to_be_paid_and_the_chain_agrees(site: Api, loan: int) -> None:
    pay(site, loan)
    answer = ask(site, f"loans/{loan}/papers/schedule", "json")
    paper = read_paper(answer.content)
    assert on_chain.paper_difference(site.network.platform, paper) is None
    rows = site.client.get(f"/v1/loans/{loan}/schedule").json()["rows"]
    stated = [(row["due"], row["principal"], row["interest"]) for row in rows]
    document = json.loads(answer.content)
    assert [(row["due"], row["principal"], row["interest"]) for row in document["rows"]] == stated
    document["rows"][0]["interest"] = "1"
    lie = read_paper(json.dumps(document).encode())
    wrong = on_chain.paper_difference(site.network.platform, lie)
    assert wrong is not None
    assert (wrong.path, wrong.actual) == ("rows[0].interest", "1")


def test_a_certificate_is_there_once_nothing_is_owed_and_not_before(site: Api, loan: int) -> None:
    site.index()
    before = ask(site, f"loans/{loan}/papers/certificate")
    assert (before.status_code, before.json()["code"]) == (422, "PAPER:OWED")
    page = site.client.get(f"/loans/{loan}").text
    assert "papers/schedule" in page
    assert "papers/certificate" not in page
    pay_off(site, loan)
    answer = ask(site, f"loans/{loan}/papers/certificate", language="zh-CN")
    paper = check_paper(answer.content).paper
    assert paper == on_chain.certificate_of(site.network.platform, loan)
    assert answer.content == paper_pdf(paper, "zh-CN")
    page = site.client.get(f"/loans/{loan}").text
    assert "papers/certificate" in page
    assert "papers/receipts/0x" in page
    after = ask(site, f"loans/{loan}/papers/schedule")
    assert (after.status_code, after.json()["code"]) == (422, "PAPER:SCHEDULE")


@pytest.mark.parametrize("kind", ["schedule", "certificate", f"receipts/0x{'0' * 64}"])
def test_a_loan_that_there_is_not_has_no_papers(site: Api, kind: str) -> None:
    site.index()
    answer = ask(site, f"loans/999/papers/{kind}")
    assert (answer.status_code, answer.json()["code"]) == (404, "API:LOAN")


def test_a_year_is_the_same_from_node_and_chain_and_nobody_elses(site: Api, loan: int) -> None:
    pay(site, loan)
    address = enter(site, LENDER)
    year = on_chain.schedule_of(site.network.platform, loan).day[:4]
    answer = ask(site, f"accounts/{address}/years/{year}", "json")
    paper = on_chain.tax_year_of(site.network.platform, address, int(year))
    assert answer.content == paper_data(paper)
    assert int(paper.lent[0].interest) > 0
    assert not paper.complete
    more = replace_interest(paper_data(paper))
    wrong = on_chain.paper_difference(site.network.platform, read_paper(more))
    assert wrong is not None
    assert wrong.path == "lent[0].interest"
    site.client.cookies.clear()
    enter(site, BORROWER)
    refused = ask(site, f"accounts/{address}/years/{year}")
    assert (refused.status_code, refused.json()["code"]) == (404, "STATEMENT:NONE")


def test_a_borrower_s_year_has_what_they_paid(site: Api, loan: int) -> None:
    pay(site, loan)
    borrower = site.network.session.actors.borrower.address
    year = int(on_chain.schedule_of(site.network.platform, loan).day[:4])
    (own,) = on_chain.tax_year_of(site.network.platform, borrower, year).owed
    assert own.loan == loan
    assert int(own.interest) > 0
    assert on_chain.tax_year_of(site.network.platform, borrower, year - 1).owed == ()
    head = site.network.platform.connection.block_number()
    with pytest.raises(InputError, match="STATEMENT:LATER"):
        on_chain.tax_year_of(site.network.platform, borrower, year, head + 1)


def replace_interest(data: bytes) -> bytes:
    document = json.loads(data)
    document["lent"][0]["interest"] = "123456789"
    return json.dumps(document).encode()
