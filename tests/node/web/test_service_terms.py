"""The terms in force on pages: each side's in the reader's language, and the file of its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api


def test_each_side_reads_its_text_in_both_languages(site: Api) -> None:
    site.index()
    for language in ("en", "zh-CN"):
        listed = read(site.client.get(f"/terms?lang={language}").text)
        for known in site.client.get("/v1/terms").json():
            if known["language"] != language:
                continue
            assert f"/terms/{known['of']}" in listed.links
            shown = site.client.get(f"/terms/{known['of']}?lang={language}").text
            assert known["title"] in shown
            assert known["sha256"] in shown
            file = site.client.get(f"/v1/terms/{known['of']}?language={language}")
            assert hashlib.sha256(file.content).hexdigest() == known["sha256"]
            assert "attachment" in file.headers["content-disposition"]


def test_who_registers_is_led_to_them_and_there_are_no_others(site: Api) -> None:
    site.index()
    assert 'href="/terms"' in site.client.get("/").text
    for path in ("/terms/none", "/v1/terms/none", "/v1/terms/lender-information?language=fr"):
        assert site.client.get(path).status_code == 422
