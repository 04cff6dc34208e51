"""Every page in every state of the platform: it answers, and says what the state is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from node.api.builders import URL
from node.api.test_lending import FIRST
from node.api.test_servicing import staff as with_factor
from node.web.belongings import belongings
from node.web.reading import read
from node.web.route_table import addresses
from node.web.test_nobody_elses import OWNER, QUERIES, enter, values_of
from tallystick.chain.contracts import Governor
from tallystick.errors import TransportError
from tallystick_node.evm import EmbeddedProvider
from tallystick_node.storage.tables import index_cursor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.api.builders import Api


def paused(site: Api, _: pytest.MonkeyPatch) -> None:
    session = site.network.session
    session.platform.plan(Governor.pause(), session.actors.guardian.address).send(
        session.actors.guardian
    )
    site.index()


def winding_down(site: Api, _: pytest.MonkeyPatch) -> None:
    network = site.network
    first, second = (Operator(network.platform, member) for member in network.session.actors.council[:2])


def behind(site: Api, _: pytest.MonkeyPatch) -> None:
    with site.node.services.database.writing() as connection:
        connection.execute(update(index_cursor).values(head=index_cursor.c.block + 3))


def dead(_: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(*_: object) -> Any:
        raise ConnectionError("no route to the chain")

    monkeypatch.setattr(EmbeddedProvider, "make_request", no_answer)


def test_show(site: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owned = belongings(site, tmp_path)
    rows = addresses(site, values_of(owned), QUERIES, pages=True)
    staff = with_factor(site, FIRST)
    dead(site, monkeypatch)
    import time
    for who in ({}, owned.session, staff):
        headers = enter(site, who)
        t=time.time()
        for pattern, path in rows:
            a = site.client.get(path, headers=headers, follow_redirects=False)
            x = read(a.text).text
            print("=>", pattern, a.status_code, x[300:700] if a.status_code>=500 else ("OK" if "does not answer" in a.text else a.headers.get("content-type")))
        print("=>", time.time()-t)
    assert 0
