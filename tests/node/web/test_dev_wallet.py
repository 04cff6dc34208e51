"""The wallets that a node under development lends: to visitors, to its staff, and nowhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from node.web.test_account_pages import OWN
from tallystick.chain.signer import signature_bytes
from tallystick.platform.messages import Ask
from tallystick_node.web.acts.typed import wallet_document

if TYPE_CHECKING:
    import httpx2
    import pytest

    from node.api.builders import Api


def test_a_wallet_of_development_is_nowhere_else(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"role": "investor", "method": "eth_accounts", "params": []}
    assert site.client.post("/dev-wallet", json=body, headers=OWN).status_code == 200
    assert "dev-wallet.js" in site.client.get("/sign-in").text
    monkeypatch.setattr(site.node.services, "dev_wallets", {})
    response = site.client.post("/dev-wallet", json=body, headers=OWN)
    assert response.status_code == 404
    assert "dev-wallet.js" not in site.client.get("/sign-in").text


def test_staff_of_a_demonstration_are_looked_at_without_a_key_of_theirs(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = {"compliance": site.network.session.actors.compliance.address}
    monkeypatch.setattr(site.node.services, "dev_staff", staff)
    assert 'value="compliance"' in site.client.get("/sign-in").text
    refused = site.client.post("/dev-session", data={"role": "council-1"}, headers=OWN)
    assert refused.status_code == 404
    elsewhere = site.client.post(
        "/dev-session", data={"role": "compliance"}, headers={"origin": "https://evil.test"}
    )
    assert (elsewhere.status_code, "session" in site.client.cookies) == (403, False)
    entered = site.client.post(
        "/dev-session", data={"role": "compliance"}, headers=OWN, follow_redirects=False
    )
    assert (entered.status_code, entered.headers["location"]) == (303, "/staff")
    assert site.client.get("/staff/people").status_code == 200
    shown = site.client.get("/market").text
    assert 'href="/staff"' in shown
    # Who has a wallet of their own here signs with no other one; visitors are lent no staff's.
    monkeypatch.setattr(
        site.node.services, "dev_wallets",
        {"investor": site.network.session.actors.investors[0],
         "compliance": site.network.session.actors.compliance},
    )  # fmt: skip
    assert 'data-dev-wallets="compliance"' in site.client.get("/market").text
    monkeypatch.setattr(site.node.services, "dev_staff", {})
    site.client.cookies.clear()
    assert "dev-session" not in site.client.get("/sign-in").text
    monkeypatch.setattr(site.node.services, "dev_staff", staff)
    assert 'data-dev-wallets="investor"' in site.client.get("/market").text
    monkeypatch.setattr(site.node.services, "dev_staff", {})
    nowhere = site.client.post("/dev-session", data={"role": "compliance"}, headers=OWN)
    assert nowhere.status_code == 404


def test_the_wallet_of_development_signs_typed_messages(site: Api) -> None:
    signer = site.network.session.actors.investors[0]
    site.node.services.dev_wallets = {"investor": signer}
    ask = Ask(
        seller=signer.address, loan=1, units=5, price_ppm=10**6, dpd_max=0, version=1, nonce=7,
        expiry=2**40,
    )  # fmt: skip
    typed = wallet_document(ask.typed(site.network.platform))

    def sign(text: str) -> httpx2.Response:
        body = {
            "role": "investor", "method": "eth_signTypedData_v4", "params": [signer.address, text],
        }  # fmt: skip
        return site.client.post("/dev-wallet", json=body, headers=OWN)

    expected = signature_bytes(ask.sign(site.network.platform, signer)).hex()
    assert sign(json.dumps(typed)).json()["result"] == f"0x{expected}"
    for wrong in ("{}", "x", json.dumps(typed | {"primaryType": "None"})):
        assert sign(wrong).json()["code"] in {"INPUT:METHOD", "INPUT:JSON", "JSON:FORM"}
