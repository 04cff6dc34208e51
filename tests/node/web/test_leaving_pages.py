"""A plan to leave is kept, reminded of, followed and withdrawn; the node signs nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.api.builders import key_of
from node.kyc.builders import Room
from node.web.test_account_pages import OWN, sign_in
from node.web.test_mandate_pages import settle, sign
from tallystick.platform._sync.investor import Investor
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.matching.exit_states import ExitState
from tallystick_node.matching.jobs import EXIT_PLANS, kind_of_exits
from tallystick_node.matching.rules import MandateStanding
from tallystick_node.storage.tables import journal, messages

if TYPE_CHECKING:
    from datetime import date

    from node.api.builders import Api
    from tallystick.chain.signer import MemorySigner

HERE, PRICE = "/me/exit", 950_000


@pytest.fixture
def lender(site: Api) -> MemorySigner:
    """Who has a note of a loan that runs and is a person, signed in."""
    assert site.network.loans.active() == 1
    site.index()
    signer = site.network.session.actors.investors[0]
    people = site.node.services.kyc
    person = Room(people, site.time).register("13912345678")
    with people.context.database.writing() as connection:
        people.wallets.bind_shown(connection, person, signer.address)
    sign_in(site, signer)
    return signer


def today(site: Api) -> date:
    return site.node.services.business.today()


def keep(site: Api, stop: date, sell: date | None, price: str = "95") -> Any:
    form = {"stop": str(stop), "sell": "" if sell is None else str(sell),
            "price": price if sell is not None else ""}  # fmt: skip
    return site.client.post(HERE, data=form, headers=OWN, follow_redirects=False)


def work(site: Api) -> None:
    """Let the day's job look."""
    plans = site.node.services.exit_plans
    effect = kind_of_exits(plans).run(Job(1, JobKey(today(site), EXIT_PLANS, PLATFORM), 1, 1))
    with site.node.foundation.database.writing() as connection:
        effect(connection)


def shown(site: Api, query: str = "") -> str:
    return str(site.client.get(HERE + query).text)


def told(site: Api) -> list[str]:
    with site.node.foundation.database.reading() as connection:
        keys = connection.scalars(select(messages.c.key).order_by(messages.c.key))
        return [key for key in keys if key.startswith("exit:")]


def acts(site: Api) -> list[str]:
    with site.node.foundation.database.reading() as connection:
        every = connection.scalars(select(journal.c.act).order_by(journal.c.number))
        return [act for act in every if act.startswith("exit.")]


def state(site: Api) -> ExitState:
    wallet = site.network.session.actors.investors[0].address
    return site.node.services.exit_plans.of(wallet)[0].state


def test_a_plan_waits_is_ready_offered_and_done(site: Api, lender: MemorySigner) -> None:
    begin, investor = today(site), Investor(site.network.platform, lender)
    assert keep(site, begin, begin + timedelta(days=2)).status_code == 303
    work(site)
    assert (state(site), told(site)) == (ExitState.WAITING, [])
    text = shown(site)
    assert "waits for its day" in text
    site.time.pass_by(days=2)
    work(site)
    work(site)
    assert (state(site), told(site)) == (ExitState.READY, ["exit:1:sell"]), "told once"
    sign_in(site, lender)
    text = shown(site)
    assert 'href="/me/sell?price=95"' in text
    note = investor.view.note(1)
    expiry = site.network.platform.now() + 7 * 86_400
    ask = investor.act.sell(1, note.units, PRICE, expiry=expiry, dpd_max=0)
    site.node.services.resale.asks.put(ask, lender.address)
    assert state(site) is ExitState.OFFERED
    buyer = site.network.session.actors.investors[2]
    Investor(site.network.platform, buyer).act.buy(ask, note.units, price_max=note.units).send()
    site.index()
    assert state(site) is ExitState.DONE
    work(site)
    assert acts(site) == ["exit.planned", "exit.done"]
    text = shown(site, "?lang=zh-CN")
    assert "已完成" in text
    assert told(site) == ["exit:1:sell"]


def test_lending_stops_on_the_day_and_the_mandate_is_ended_by_its_owner(
    site: Api, lender: MemorySigner
) -> None:
    sign(site, lender)
    settle(site)
    register = site.node.services.matching.register
    (held,) = register.of_owner(lender.address)
    assert held.standing is MandateStanding.LIVE
    assert keep(site, today(site), None).status_code == 303
    (held,) = register.of_owner(lender.address)
    # The chain of a test is behind the node's clock.
    assert held.exit is not None
    behind = held.exit.stop_at - site.network.platform.now()
    site.network.session.chain.travel(seconds=max(behind, 1))
    (held,) = register.of_owner(lender.address)
    assert held.standing is MandateStanding.STOPPED
    work(site)
    assert (state(site), told(site)) == (ExitState.READY, ["exit:1:stop"])
    text = shown(site)
    assert 'href="/me/mandates"' in text
    answer = site.client.post(f"{HERE}/1/withdrawal", headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    (held,) = register.of_owner(lender.address)
    assert held.standing is MandateStanding.LIVE, "it alone had stopped it"
    assert (state(site), acts(site)) == (ExitState.WITHDRAWN, ["exit.planned", "exit.withdrawn"])


def test_a_mandates_own_earlier_stop_is_left_alone(site: Api, lender: MemorySigner) -> None:
    digest = sign(site, lender).rpartition("/")[2]
    settle(site)
    headers = site.sign_in("investor 0")
    own = {"stop_at": site.time().isoformat().replace("+00:00", "Z")}
    put = site.client.put(f"/v1/me/mandates/{digest}/exit", json=own, headers=headers)
    assert put.status_code == 200, put.text
    keep(site, today(site) + timedelta(days=9), None)
    site.client.post(f"{HERE}/1/withdrawal", headers=OWN)
    (held,) = site.node.services.matching.register.of_owner(lender.address)
    assert held.exit is not None
    assert held.exit.stop_at == put.json()["stop_at"]


def test_a_mandates_own_later_stop_outlives_a_plan_that_is_withdrawn(
    site: Api, lender: MemorySigner
) -> None:
    """Lending must not go on beyond the day on which its owner has said that it stops."""
    digest = sign(site, lender).rpartition("/")[2]
    settle(site)
    headers, later = site.sign_in("investor 0"), site.time() + timedelta(days=20)
    own = {"stop_at": later.isoformat().replace("+00:00", "Z")}
    put = site.client.put(f"/v1/me/mandates/{digest}/exit", json=own, headers=headers)
    keep(site, today(site) + timedelta(days=9), None)
    (held,) = site.node.services.matching.register.of_owner(lender.address)
    assert held.exit is not None
    assert held.exit.stop_at < put.json()["stop_at"], "the plan comes first"
    site.client.post(f"{HERE}/1/withdrawal", headers=OWN)
    (held,) = site.node.services.matching.register.of_owner(lender.address)
    assert held.exit is not None
    assert held.exit.stop_at == put.json()["stop_at"]


@pytest.mark.parametrize("planned", [True, False])
def test_a_mandate_that_is_brought_after_the_plan_lends_nothing_either(
    site: Api, lender: MemorySigner, planned: bool
) -> None:
    if planned:
        assert keep(site, today(site), None).status_code == 303
    digest = sign(site, lender).rpartition("/")[2]
    settle(site)
    register = site.node.services.matching.register
    with register.database.reading() as connection:
        withheld = register.withheld(connection, int(site.time().timestamp()))
    assert withheld == ((digest,) if planned else ())


def test_nothing_is_told_before_the_day_nor_after_a_withdrawal(
    site: Api, lender: MemorySigner
) -> None:
    del lender
    keep(site, today(site) + timedelta(days=3), today(site) + timedelta(days=3))
    work(site)
    site.client.post(f"{HERE}/1/withdrawal", headers=OWN)
    site.time.pass_by(days=4)
    work(site)
    assert told(site) == []


@pytest.mark.parametrize(
    ("stop", "sell", "price", "code"),
    [(-1, None, "", "EXIT:DAY"), (0, -1, "95", "EXIT:SELL"), (0, 1, "", "EXIT:SELL"),
     (0, 731, "95", "EXIT:DAY"), (0, 1, "0", "EXIT:PRICE"), (0, 1, "many", "INPUT:")],
)  # fmt: skip
def test_what_cannot_be_followed_comes_back_with_the_form(
    site: Api, lender: MemorySigner, stop: int, sell: int | None, price: str, code: str
) -> None:
    del lender
    day = today(site)
    later = None if sell is None else day + timedelta(days=sell)
    refused = keep(site, day + timedelta(days=stop), later, price)
    assert refused.status_code == 422
    assert code in refused.text or "price" in refused.text.lower()
    assert acts(site) == []


def test_the_api_keeps_one_plan_at_a_time_for_its_owner_alone(
    site: Api, lender: MemorySigner
) -> None:
    del lender
    headers, day = site.sign_in("investor 0"), today(site)
    body = {"stop_on": str(day), "sell_on": str(day), "price_ppm": PRICE}
    kept = site.client.post("/v1/me/exits", json=body, headers=headers)
    assert (kept.status_code, kept.json()["state"]) == (201, "ready")
    assert (kept.json()["notes"], kept.json()["asked"]) == (1, 0)
    again = site.client.post("/v1/me/exits", json=body, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "EXIT:OPEN")
    (listed,) = site.client.get("/v1/me/exits", headers=headers).json()["items"]
    assert listed == kept.json()
    other = site.sign_in("investor 1")
    assert site.client.get("/v1/me/exits", headers=other).json() == {"items": []}
    foreign = site.client.post("/v1/me/exits/1/withdrawal", headers=other)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "EXIT:NONE")
    nobody = site.client.post("/v1/me/exits", json=body, headers=other)
    assert (nobody.status_code, nobody.json()["code"]) == (404, "PEOPLE:UNKNOWN")
    assert key_of("investor 1").address
    for status, code in ((200, None), (409, "EXIT:ENDED")):
        ended = site.client.post("/v1/me/exits/1/withdrawal", headers=headers)
        assert (ended.status_code, ended.json().get("code")) == (status, code)
    assert site.client.post("/v1/me/exits", json=body, headers=headers).status_code == 201
