"""The council's decisions on a page: read by all, signed by members, refused to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.web.reading import read
from node.web.test_account_pages import sign_in, transaction_of
from tallystick.chain.contracts import Token
from tallystick.platform._sync.operator import Operator
from tallystick.platform.decisions import PARAMETER_BOUNDS

if TYPE_CHECKING:
    from node.api.builders import Api


@pytest.fixture
def proposed(site: Api) -> int:
    """A decision that one member has proposed."""
    member = site.network.session.actors.council[0]
    act = Operator(site.network.platform, member).act
    return act.council.propose_parameter("market_fee_max_ppm", 7_000).send().result


def test_everybody_reads_what_is_proposed(site: Api, proposed: int) -> None:
    shown = read(site.client.get("/governance").text)
    assert f"/governance/decisions/{proposed}/approve" in shown.links
    assert 7_000 in shown.figures
    assert PARAMETER_BOUNDS["market_fee_max_ppm"] in shown.figures


def test_a_member_approves_as_the_wallet_shows_it(site: Api, proposed: int) -> None:
    sign_in(site, site.network.session.actors.council[1])
    call = transaction_of(site.client.get(f"/governance/decisions/{proposed}/approve"))
    assert call["to"] == site.network.platform.address("Governor")
    assert int(call["data"][-64:], 16) == proposed


def test_others_are_refused_by_the_contract(site: Api, proposed: int) -> None:
    sign_in(site, site.network.session.actors.investors[0])
    for act in ("approve", "execute", "cancel"):
        page = site.client.get(f"/governance/decisions/{proposed}/{act}")
        assert "data-transaction" not in page.text
        assert "GOV:" in page.text


def test_a_member_proposes_within_the_bound(site: Api, proposed: int) -> None:
    del proposed
    sign_in(site, site.network.session.actors.council[0])
    call = transaction_of(site.client.get("/governance/proposal?name=market_fee_max_ppm&value=0.6"))
    assert int(call["data"][-64:], 16) & (2**128 - 1) == 6_000
    for query, code in (
        ("name=market_fee_max_ppm&value=5.01", "INPUT:BOUND"),
        ("name=market_fee_max_ppm&value=-1", "INPUT:RATE"),
        ("name=raise_seconds_max&value=1.5", "INPUT:NUMBER"),
        ("name=list_day_max&value=a lot", "INPUT:AMOUNT"),
        ("name=none&value=1", "INPUT:PARAMETER"),
    ):
        refused = site.client.get(f"/governance/proposal?{query}")
        assert (refused.status_code, code in refused.text) == (422, True)


def test_each_parameter_is_written_as_people_write_it(site: Api) -> None:
    sign_in(site, site.network.session.actors.council[0])
    exponent = site.network.platform.read(Token.decimals())
    for name, written, value in (
        ("single_signer_max", "1,250.5", 12_505 * 10 ** (exponent - 1)),
        ("raise_seconds_max", "7", 7 * 86_400),
        ("cover_multiple", "3", 3),
    ):
        query = f"/governance/proposal?name={name}&value={written}"
        call = transaction_of(site.client.get(query))
        assert int(call["data"][-64:], 16) & (2**128 - 1) == value


def test_a_decision_that_there_is_not_is_said(site: Api) -> None:
    sign_in(site, site.network.session.actors.council[0])
    refused = site.client.get("/governance/decisions/999/approve")
    assert (refused.status_code, "INPUT:DECISION" in refused.text) == (422, True)
