"""What somebody was told, on their own page, in their language, and nobody else's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import key_of
from node.web.forms import send
from node.web.reading import read
from node.web.test_registration_pages import registered

if TYPE_CHECKING:
    from node.api.builders import Api

HERE, OTHER = "/account/notices", "investor 1"
REMINDER = {
    "template": "reminder", "loan": 7, "due": "2026-04-08", "amount": "250500000", "days": 3,
    "missing": "1000000", "subject": "Loan 7", "text": "Loan 7",
}  # fmt: skip


def tell(site: Api, name: str, content: dict[str, Any], key: str = "k") -> None:
    kyc = site.node.services.kyc
    person = kyc.wallets.owner(key_of(name).address)
    with site.node.services.database.writing() as connection:
        kyc.context.outbox.put(
            connection, key=f"{name} {key}", channel="notice", recipient=f"person:{person}",
            content=content,
        )  # fmt: skip


def test_a_reminder_is_read_with_its_figures(site: Api) -> None:
    registered(site)
    assert key_of("investor 0").address in site.client.get(HERE).text  # bound with registering
    tell(site, "investor 0", REMINDER)
    shown = read(site.client.get(HERE).text)
    assert {250_500_000, 1_000_000} <= set(shown.figures)
    assert "/loans/7/repay" in shown.links
    chinese = site.client.get(f"{HERE}?lang=zh-CN").text
    assert "are due on" not in chinese
    headers = {"authorization": f"Bearer {site.client.cookies['session']}"}
    notice, _ = site.client.get("/v1/me/notices", headers=headers).json()["items"]
    assert (notice["kind"], notice["content"]) == ("reminder", REMINDER)


def test_nobody_reads_what_another_was_told(site: Api) -> None:
    registered(site)
    tell(site, "investor 0", {"template": "wallet bound", "wallet": "0x" + "ab" * 20})
    assert "0x" + "ab" * 20 in site.client.get(HERE).text
    registered(site, OTHER, "13912345679")
    assert "0x" + "ab" * 20 not in site.client.get(HERE).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"template": "arrears", "loan": 7, "due": "2026-04-08", "amount": "5"}, "is late"),
        ({"kind": "application.refused", "application": "ab", "reasons": []}, "was refused"),
        ({"kind": "application.approved", "application": "ab", "reasons": []}, "was approved"),
        ({"template": "credential ends", "days": 30}, "ends in 30 days"),
        ({"template": "new", "subject": "<b>Hello</b>"}, "<b>Hello</b>"),
    ],
)
def test_each_kind_has_its_words(site: Api, content: dict[str, Any], words: str) -> None:
    registered(site)
    tell(site, "investor 0", content)
    assert words in read(site.client.get(HERE).text).text


def test_somebody_chooses_the_language_of_their_messages(site: Api) -> None:
    registered(site)
    assert "not chosen yet" in site.client.get(HERE).text
    assert send(site, HERE, language="zh-CN").status_code == 303
    page = site.client.get(HERE).text
    assert "not chosen yet" not in page
    assert re.search(r'value="zh-CN"[^>]* selected', page)
    headers = {"authorization": f"Bearer {site.client.cookies['session']}"}
    assert site.client.get("/v1/me/language", headers=headers).json() == {"language": "zh-CN"}
    exported = site.client.get("/v1/me/export", headers=headers).json()
    assert exported["language"] == "zh-CN"


@pytest.mark.parametrize("language", ["", "de", "zh", "en" * 9])
def test_a_language_that_is_none_changes_nothing(site: Api, language: str) -> None:
    registered(site)
    headers = {"authorization": f"Bearer {site.client.cookies['session']}"}
    assert send(site, HERE, language=language).status_code == 422
    answer = site.client.put("/v1/me/language", headers=headers, json={"language": language})
    assert answer.status_code == 422
    assert site.client.get("/v1/me/language", headers=headers).json() == {"language": None}
