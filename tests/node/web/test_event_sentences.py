"""What happened is said in a sentence: every event of the contracts, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from node.web.reading import read
from node.web.test_account_pages import sign_in
from tallystick.chain.artifacts import CONTRACTS, TOKEN, interface
from tallystick.platform._sync.borrower import Borrower
from tallystick_node.web.acts import event_sentences
from tallystick_node.web.acts.event_sentences import event_sentence
from tallystick_node.web.languages import locale_of, translations_of
from tallystick_node.web.wording import Wording

if TYPE_CHECKING:
    from node.api.builders import Api

EVENTS = [
    (name, event.name, event.names)
    for name in (*CONTRACTS, TOKEN)
    for event in interface(name).events.values()
]
_RAW = re.compile(r"%\(|\b(uint|0x[0-9a-f]{20})")


class Reader:
    """Of a page: as much as sentences ask of it."""

    def __init__(self, language: str, reader: str | None = None) -> None:
        self.texts = translations_of(language)
        self.wording = Wording(locale_of(language), "USDx", 6)
        self.reader = reader


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(("contract", "name", "fields"), EVENTS)
def test_every_event_has_a_sentence(
    language: str, contract: str, name: str, fields: tuple[str, ...]
) -> None:
    page: Any = Reader(language)
    values: dict[str, Any] = dict.fromkeys(fields, "1")
    shown = str(event_sentence(page, contract, name, values))
    assert f"{contract}.{name}" not in shown
    assert _RAW.search(shown) is None
    if language == "zh-CN":
        assert re.search(r"[\u4e00-\u9fff]", shown)
        assert shown != str(event_sentence(Reader("en"), contract, name, values))  # type: ignore[arg-type]


def test_no_sentence_is_of_an_event_that_there_is_not() -> None:
    known = {name for _, name, _ in EVENTS} | {f"{contract}.{name}" for contract, name, _ in EVENTS}
    assert set(event_sentences._sentences(str)) <= known


def test_an_event_of_somebody_else_is_named_as_it_is() -> None:
    page: Any = Reader("en")
    assert str(event_sentence(page, "Other", "<b>", {})) == "<code>Other.&lt;b&gt;</code>"


def test_values_are_text_whatever_they_hold() -> None:
    page: Any = Reader("en")
    values = {"owner": "<script>", "amount": 5_000_000, "balance": 7}
    shown = str(event_sentence(page, "Escrow", "Deposited", values))
    assert "&lt;script&gt;" in shown
    assert "5.00 USDx" in shown


@pytest.mark.parametrize(("reader", "you"), [("0x" + "aB" * 20, True), ("0x" + "cd" * 20, False)])
def test_the_readers_own_wallet_is_theirs(reader: str, you: bool) -> None:
    page: Any = Reader("en", reader)
    values = {"owner": "0x" + "ab" * 20, "amount": 1, "balance": 1}
    assert ("(you)" in str(event_sentence(page, "Escrow", "Deposited", values))) is you


def test_a_loans_page_and_what_was_done_say_it_alike(site: Api) -> None:
    loan = site.network.loans.active()
    borrower = site.network.session.actors.borrower
    sent = Borrower(site.network.platform, borrower).act.repay(loan, 10**12).send()
    site.index()
    sign_in(site, borrower)
    done = read(site.client.get(f"/sent/{sent.tx_hash}").text).text
    assert "instalments settled:" in done
    assert "(you)" in done
    public = read(site.client.get(f"/loans/{loan}").text)
    assert "instalments settled:" in public.text
    assert f"/verify?check={sent.tx_hash}" in public.links
