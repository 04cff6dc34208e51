"""Agreements: approved texts alone, the offer's own figures, no promises, the bytes as signed."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from tallystick.errors import InputError
from tallystick.loans.schedule import Method, schedule
from tallystick.platform.messages import Offer
from tallystick_node.disclosure.agreements.agreement import (
    Agreement,
    Archive,
    Currency,
    Setting,
    render,
)
from tallystick_node.disclosure.agreements.templates import Templates
from tallystick_node.disclosure.agreements.wording import offences

SETTING = Setting(31_337, "0x" + "b0" * 20, Currency("TUSD", 6))
OFFER = Offer(
    borrower="0x" + "aa" * 20,
    project=b"\x01" * 32,
    principal=10_000 * 10**6,
    rate_ppm=123_456,
    n=3,
    period=1,
    grace_days=5,
    late_rate_ppm=200_000,
    late_cap_ppm=50_000,
    origination_ppm=10_000,
    reserve_ppm=15_000,
    servicing_ppm=100_000,
    recovery_ppm=100_000,
    cover_cap_ppm=300_000,
    disclosure_hash=b"\x02" * 32,
    agreement_hash=b"\x03" * 32,
    expiry=2_000_000_000,
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An operator's own copy of the texts."""
    packaged = resources.files("tallystick_node.disclosure.agreements") / "templates"
    directory = tmp_path / "texts"
    with resources.as_file(packaged) as source:
        shutil.copytree(source, directory)
    return directory


def made(**changes: Any) -> Agreement:
    return render(Templates().load("loan-1"), replace(OFFER, **changes), SETTING)


def test_the_text_has_the_offers_own_figures() -> None:
    text = made().html.decode()
    for figure in (
        "10,000.000000 TUSD", "12.3456 %", "equal payments, 3 instalments, one every month",
        "9,750.000000 TUSD", "100.000000 TUSD", "150.000000 TUSD", "10 %", "30 %",
        "91 days past due",
        OFFER.borrower, SETTING.book, "0x" + "01" * 32,
    ):  # fmt: skip
        assert figure in text
    for row in schedule(OFFER.terms):
        assert SETTING.currency.shown(row.payment) in text
        assert SETTING.currency.shown(row.interest) in text


def test_fees_are_rounded_up_as_the_contract_withholds_them() -> None:
    """10,000.000001 at 1 % and 1.5 %: a hundred and a hundred and fifty, and one unit more each."""
    text = made(principal=10_000 * 10**6 + 1).html.decode()
    for figure in ("100.000001 TUSD", "150.000001 TUSD", "9,749.999999 TUSD"):
        assert figure in text


def test_a_text_is_known_by_the_hash_of_its_bytes() -> None:
    agreement = made()
    assert agreement.hash == keccak(agreement.html)
    assert made() == agreement
    # What stands beside the text in the offer is no part of it.
    assert made(agreement_hash=b"\x09" * 32, expiry=1) == agreement


@pytest.mark.parametrize(
    "changes",
    [
        {"principal": 10_000 * 10**6 + 1},
        {"rate_ppm": 123_457},
        {"n": 4},
        {"method": Method.LINEAR},
        {"borrower": "0x" + "ab" * 20},
        {"recovery_ppm": 100_001},
        {"project": b"\x05" * 32},
        {"in_days": True},
    ],
)
def test_another_term_is_another_agreement(changes: dict[str, Any]) -> None:
    assert made(**changes).hash != made().hash


def test_the_page_is_whole_and_nothing_in_it_is_live() -> None:
    open_tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            assert not any(name.startswith("on") for name, _ in attrs)
            assert tag not in {"script", "iframe", "img", "link"}
            if tag != "meta":
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    setting = replace(SETTING, currency=Currency("<script>alert(1)</script>", 6))
    page = render(Templates().load("loan-1"), OFFER, setting)
    Reader().feed(page.html.decode())
    assert open_tags == []


def test_a_text_that_was_changed_is_not_used(own: Path) -> None:
    assert Templates(own).load("loan-1").approved_by
    file = own / "loan-1.html"
    file.write_text(
        file.read_text("utf-8").replace("Lenders may lose", "Lenders can lose"), "utf-8"
    )
    with pytest.raises(
        InputError, match="AGREEMENT:UNAPPROVED: .* is not the text that was approved"
    ):
        Templates(own).load("loan-1")


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("", "AGREEMENT:APPROVALS"),
        ("[]", "AGREEMENT:APPROVALS"),
        ("{}", "AGREEMENT:UNKNOWN"),
        ('{"loan-1": {}}', "AGREEMENT:UNAPPROVED"),
        ('{"loan-1": {"by": "x", "on": "yesterday", "sha256": ""}}', "AGREEMENT:UNAPPROVED"),
    ],
)
def test_a_record_that_is_not_whole_is_refused(own: Path, record: str, code: str) -> None:
    (own / "approved.json").write_text(record, "utf-8")
    with pytest.raises(InputError) as refusal:
        Templates(own).load("loan-1")
    assert refusal.value.code == code


def approved(own: Path, text: str) -> Templates:
    import hashlib  # noqa: PLC0415 - one test's need

    (own / "loan-2.html").write_text(text, "utf-8")
    entry = {
        "by": "counsel", "on": "2026-11-24", "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip
    (own / "approved.json").write_text(json.dumps({"loan-2": entry}), "utf-8")
    return Templates(own)


@pytest.mark.parametrize(
    "promise",
    [
        "We guarantee the full principal.",
        "Your capital is fully guaranteed",
        "a <b>risk-free</b> loan",
        "Capital\nprotected",
        "保本保息",
        "本产品零风险",
        "刚性兑付",
    ],
)
def test_a_promise_is_refused_even_when_it_was_approved(own: Path, promise: str) -> None:
    assert offences(promise)
    with pytest.raises(InputError, match="AGREEMENT:WORDING"):
        approved(own, f"<p>{promise}</p>").load("loan-2")


@pytest.mark.parametrize(
    "text",
    ["Lenders may lose all that they have lent.", "Nobody promises them repayment.", "不承诺本金"],
)
def test_a_warning_is_no_promise(text: str) -> None:
    assert offences(text) == []
    assert offences(text, also=[r"lose all", r"promises", r"不承诺"]) != []


def test_a_text_that_asks_for_more_than_an_offer_has_is_refused(own: Path) -> None:
    with pytest.raises(InputError, match="AGREEMENT:TEMPLATE: .*'bonus' is undefined"):
        render(approved(own, "{{ bonus }}").load("loan-2"), OFFER, SETTING)
    with pytest.raises(InputError, match="AGREEMENT:TEMPLATE"):
        render(approved(own, "{% for %}").load("loan-2"), OFFER, SETTING)


def test_an_archive_keeps_what_was_signed(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "kept")
    agreement = made()
    file = archive.keep(agreement)
    assert re.fullmatch(r"[0-9a-f]{64}\.html", file.name)
    assert archive.keep(agreement) == file
    assert archive.read(agreement.hash) == agreement
    assert archive.strangers() == []
    file.write_bytes(agreement.html.replace(b"lose all", b"lose some"))
    with pytest.raises(InputError, match="AGREEMENT:CHANGED"):
        archive.read(agreement.hash)
    with pytest.raises(InputError, match="AGREEMENT:CHANGED"):
        archive.keep(agreement)
    (file.parent / "note.txt").write_text("x")
    assert archive.strangers() == sorted([file.name, "note.txt"])
    with pytest.raises(InputError, match="AGREEMENT:MISSING"):
        archive.read(b"\x01" * 32)
    with pytest.raises(InputError, match="AGREEMENT:HASH"):
        archive.read(b"\x01")
