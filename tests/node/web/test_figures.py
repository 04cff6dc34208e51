"""An investor's figures: chain, API and page have the same, and the contract's claims agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from node.api.test_servicing import late
from node.kyc.builders import Room
from node.web.reading import read
from node.web.test_account_pages import sign_in
from tallystick.investing.figures_on_chain import figures_of_investor
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.investor import Investor, InvestorView
from tallystick_node.storage.tables import applications
from tallystick_node.underwriting.offers import project_hash

if TYPE_CHECKING:
    from node.api.builders import Api


def own(site: Api) -> dict[str, Any]:
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    answer = site.client.get("/v1/me/figures", headers=bearer)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_chain_api_and_page_agree_and_so_does_the_contract(site: Api) -> None:
    loan = site.network.loans.active()
    platform, actors = site.network.platform, site.network.session.actors
    Borrower(platform, actors.borrower).act.repay(loan, 10**12).send()
    site.index()
    investor = actors.investors[0]
    sign_in(site, investor)
    document = own(site)
    known = figures_of_investor(platform, investor.address)
    figures = known.figures
    note = InvestorView(platform, investor.address).note(loan)
    assert figures.outstanding == note.outstanding
    assert sum(month.interest for month in figures.months) == note.claimable_interest > 0
    assert document["earned"] == str(figures.earned)
    assert (document["nar_ppm"], document["promised_ppm"]) == (
        figures.nar_ppm, figures.promised_ppm,
    )  # fmt: skip
    assert [month["interest"] for month in document["months"]] == [
        str(month.interest) for month in figures.months
    ]
    assert [month["expected"] for month in document["forecast"]] == [
        str(month.expected) for month in known.forecast.months
    ]
    shown = read(site.client.get("/me/figures").text)
    assert {figures.outstanding, figures.cash, figures.promised} <= set(shown.figures)
    assert figures.earned in shown.sums
    assert {known.forecast.contractual, known.forecast.expected} <= set(shown.sums)
    file = site.client.get("/me/figures?file=csv&list=forecast").text.splitlines()
    assert len(file) == 1 + len(known.forecast.months)


def test_a_claim_changes_nothing_that_was_earned(site: Api) -> None:
    loan = site.network.loans.active()
    platform, actors = site.network.platform, site.network.session.actors
    Borrower(platform, actors.borrower).act.repay(loan, 10**12).send()
    investor = actors.investors[0]
    before = figures_of_investor(platform, investor.address).figures
    Investor(platform, investor).act.claim(loan).send()
    after = figures_of_investor(platform, investor.address).figures
    assert after.months == before.months
    assert after.cash > before.cash


def test_late_notes_lower_the_adjusted_return(site: Api) -> None:
    late(site)
    site.index()
    investor = site.network.session.actors.investors[0]
    sign_in(site, investor)
    document = own(site)
    assert int(document["expected_loss"]) > 0
    assert document["adjusted_nar_ppm"] < document["nar_ppm"]


def test_who_has_no_note_reads_what_comes_next(site: Api) -> None:
    sign_in(site, site.network.session.actors.investors[1])
    document = own(site)
    assert (document["months"], document["nar_ppm"], document["forecast"]) == ([], None, [])
    assert "No note of yours has been drawn down yet" in site.client.get("/me/figures").text


def test_the_spread_knows_terms_and_what_borrowers_agreed_to_show(site: Api) -> None:
    shown = site.network.loans.active(project=project_hash("shown"))
    site.network.loans.active(project=project_hash("kept back"))
    site.index()
    people = site.node.services.kyc
    person = Room(people, site.time).register()
    borrower = site.network.session.actors.borrower.address
    with site.node.foundation.database.writing() as connection:
        for mark, region, industry in (("shown", "CN-ZJ", "A"), ("kept back", None, None)):
            connection.execute(
                insert(applications).values(
                    id=mark, person=person, wallet=borrower, state="listed", amount=1, months=12,
                    purpose="small_business", project=mark, region=region, industry=industry,
                    applied_at=people.context.clock(),
                )
            )  # fmt: skip
    sign_in(site, site.network.session.actors.investors[0])
    document = own(site)
    outstanding = document["outstanding"]
    assert document["by_term"]["parts"] == [{"name": "12", "outstanding": outstanding}]
    regions = {part["name"]: int(part["outstanding"]) for part in document["by_region"]["parts"]}
    assert set(regions) == {"CN-ZJ", "–"}
    assert sum(regions.values()) == int(outstanding)
    note = InvestorView(site.network.platform, site.network.session.actors.investors[0].address)
    assert regions["CN-ZJ"] == note.note(shown).outstanding
    assert {part["name"] for part in document["by_industry"]["parts"]} == {"A", "–"}
    page = site.client.get("/me/figures").text
    assert "CN-ZJ" in page
