"""Binding another wallet, handing papers in, and having everything erased, from the pages."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pyotp
import pytest

from node.api.builders import key_of, sign
from node.kyc.builders import PDF
from node.web.forms import OWN, send
from node.web.test_registration_pages import NAME, registered

if TYPE_CHECKING:
    import httpx2

    from node.api.builders import Api

FURTHER = "/account/wallets/further"
OTHER = "investor 3"


def asked(site: Api) -> tuple[str, str]:
    """Where the other wallet's signature goes, and the text."""
    page = site.client.get(f"{FURTHER}?address={key_of(OTHER).address}").text
    transaction = re.search(r'data-transaction="([^"]+)"', page)
    back = re.search(r'data-back="([^"]+)"', page)
    assert transaction
    assert back
    return back[1], json.loads(unescape(transaction[1]))["message"]


def bind(site: Api, signer: str = OTHER) -> httpx2.Response:
    back, text = asked(site)
    body = {"address": key_of(OTHER).address, "signature": sign(key_of(signer), text)}
    return site.client.post(back, json=body, headers=OWN)


def test_another_wallet_is_bound_with_two_factors(site: Api) -> None:
    services = site.node.services
    services.auth = replace(
        services.auth, sessions=replace(services.auth.sessions, development=False)
    )
    registered(site)
    refused = bind(site)
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCESS:FACTOR")
    secret = services.auth.second_factor.enrol(key_of(NAME).address).secret
    code = pyotp.TOTP(secret).at(site.time())
    assert send(site, "/account/security/code", code=code, next="/account").status_code == 303
    wrong = bind(site, NAME)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "WALLET:SIGNER")
    assert bind(site).status_code == 200
    assert key_of(OTHER).address in site.client.get("/account").text


def upload(site: Api, content: bytes, kind: str = "tax", **headers: str) -> httpx2.Response:
    return site.client.post(
        "/account/papers", data={"kind": kind}, files={"file": ("paper.pdf", content)},
        headers=OWN | headers, follow_redirects=False,
    )  # fmt: skip


def test_a_paper_is_handed_in_by_form(site: Api) -> None:
    registered(site)
    assert upload(site, PDF + b"x%%EOF").status_code == 303
    assert "tax papers" in site.client.get("/account").text


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"no paper", "tax", 422, "DOCUMENT:TYPE"),
        (b"", "tax", 422, "DOCUMENT:SIZE"),
        (PDF + b"x%%EOF", "novel", 422, "DOCUMENT:KIND"),
    ],
)
def test_what_is_no_paper_is_refused(
    site: Api, content: bytes, kind: str, status: int, code: str
) -> None:
    registered(site)
    refused = upload(site, content, kind)
    assert (refused.status_code, code in refused.text) == (status, True)
    assert "None yet." in site.client.get("/account").text


def test_a_paper_that_is_too_long_or_of_nobody_is_not_read(site: Api) -> None:
    registered(site)
    assert upload(site, bytes(11 * 2**20)).status_code == 413
    site.client.cookies.clear()
    assert upload(site, PDF + b"x%%EOF").status_code == 401


def test_a_paper_lies_in_no_file_before_it_is_sealed(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(site)

    def rolled(_: object) -> None:
        raise AssertionError("a paper was written to the disk as it came")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rolled)
    assert upload(site, PDF + bytes(3 * 2**20) + b"%%EOF").status_code == 303


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/x-www-form-urlencoded", b"&" * 100_000),
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--y"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a:b\r\n" * 50_000),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nz\r\n' * 2,
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\n' + bytes(5_000),
        ),
    ],
)
def test_a_form_that_brings_no_file_is_refused(site: Api, kind: str, content: bytes) -> None:
    registered(site)
    refused = site.client.post(
        "/account/papers", content=content, headers=OWN | {"content-type": kind}
    )
    assert (refused.status_code, "INPUT:FORM" in refused.text) == (422, True)


def test_a_file_from_another_sites_form_is_not_taken(site: Api) -> None:
    registered(site)
    refused = upload(site, PDF + b"x%%EOF", origin="http://evil.test")
    assert refused.status_code == 403
    assert "None yet." in site.client.get("/account").text


def test_everything_is_erased_once_the_word_is_typed(site: Api) -> None:
    registered(site)
    refused = send(site, "/account/erasure", word="erase")
    assert (refused.status_code, "INPUT:WORD" in refused.text) == (422, True)
    gone = send(site, "/account/erasure", word="ERASE")
    assert (gone.status_code, gone.headers["location"]) == (303, "/")
    assert site.node.services.kyc.wallets.owner(key_of(NAME).address) is None
