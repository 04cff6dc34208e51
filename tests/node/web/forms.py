"""Posts forms as a page of the node does it, and signs people in with a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from node.api.builders import URL, key_of, sign
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.web.session import SESSION_COOKIE

if TYPE_CHECKING:
    import httpx2

    from node.api.builders import Api

__all__ = ["OWN", "enter", "enter_as_staff", "send"]

OWN = {"origin": URL}


def enter(site: Api, name: str) -> str:
    """Sign a test signer in; the client has their cookie from then on."""
    site.client.cookies.clear()
    account = key_of(name)
    asked = site.client.post("/session/challenge", json={"address": account.address}, headers=OWN)
    message = asked.json()["message"]
    body = {"message": message, "signature": sign(account, message)}
    assert site.client.post("/session", json=body, headers=OWN).status_code == 201
    return str(account.address)


def enter_as_staff(site: Api, name: str) -> str:
    """Enter with the second factor given."""
    site.client.cookies.clear()
    address = key_of(name).address
    opened = open_development_session(
        site.node.foundation.database, site.node.foundation.clock, address
    )
    site.client.cookies.set(SESSION_COOKIE, opened.token)
    return str(address)


def send(site: Api, path: str, **typed: str) -> httpx2.Response:
    """Post a form from one of the node's own pages, and stay where the answer is."""
    headers = OWN | {"content-type": "application/x-www-form-urlencoded"}
    return site.client.post(path, content=urlencode(typed), headers=headers, follow_redirects=False)
