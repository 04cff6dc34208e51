"""Every loan is listed, whatever became of it; the sums are those of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api


def test_loans_of_every_state_are_listed(site: Api) -> None:
    active, listed = site.network.loans.active(), site.network.loans.listed()
    site.index()
    shown = read(site.client.get("/loans").text)
    assert {f"/loans/{active}", f"/loans/{listed}"} <= set(shown.links)
    documents = site.client.get("/v1/loans").json()["items"]
    assert shown.sums == [
        sum(int(loan[name]) for loan in documents)
        for name in ("principal", "total_principal", "total_interest")
    ]


def test_loans_that_stand_alike_can_be_chosen(site: Api) -> None:
    active, listed = site.network.loans.active(), site.network.loans.listed()
    site.index()
    shown = read(site.client.get("/loans?status=active").text)
    assert f"/loans/{active}" in shown.links
    assert f"/loans/{listed}" not in shown.links
    file = site.client.get("/loans?status=active&file=csv")
    assert file.text.splitlines()[1].split(",")[:2] == [str(active), "active"]


def test_where_there_is_none_it_is_said(site: Api) -> None:
    assert "There is no such loan." in site.client.get("/loans?status=defaulted").text
