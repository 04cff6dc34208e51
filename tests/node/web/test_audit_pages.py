"""The node's audits on pages: every day, every check, and the command that repeats them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from node.disclosure.watching import NAMES, NIM, be_now, verdict
from tallystick.audit.auditor import Auditor
from tallystick.audit.catalogue import CHECKS
from tallystick.disclosure.canonical import canonical
from tallystick_node.disclosure.audits import AUDITS
from tallystick_node.web.public import audits

if TYPE_CHECKING:
    from node.api.builders import Api

DAY = "2026-03-10"


def put(site: Api, day: str, **changed: Any) -> dict[str, Any]:
    """Keep an audit of the site's platform as the node's."""
    verdict = Auditor(site.network.platform).verify().document()
    document = verdict | {"day": day, "block": str(verdict["block"]), "events": "7"} | changed
    folder = site.node.foundation.settings.data_dir / AUDITS
    folder.mkdir(exist_ok=True)
    (folder / f"{day}.json").write_bytes(canonical(document))
    return document


def test_without_an_audit_the_page_says_how_to_make_one(site: Api) -> None:
    text = site.client.get("/audits").text
    assert "This node has made none" in text
    assert "tallystick audit --rpc" in text


def test_every_day_and_every_check_is_shown(site: Api) -> None:
    document = put(site, DAY)
    text = site.client.get("/audits").text
    assert f'href="/audits/{DAY}"' in text
    assert "✓ every check holds" in text
    text = site.client.get(f"/audits/{DAY}").text
    for check in document["checks"]:
        assert f"<code>{check['id']}</code>" in text
        assert check["id"] in CHECKS
    assert site.client.get(f"/audits/{DAY}.json").json() == document


def test_what_does_not_hold_is_shown_with_its_detail(site: Api) -> None:
    check = {"id": "escrow.backed", "ok": False, "detail": "<b>9</b> tokens are missing"}
    put(site, DAY, verdict="fail", checks=[check])
    assert "✗ something does not hold" in site.client.get("/audits").text
    text = site.client.get(f"/audits/{DAY}").text
    assert "&lt;b&gt;9&lt;/b&gt; tokens are missing" in text
    assert "<b>9</b>" not in text


def test_the_newest_days_are_shown_and_the_others_counted(
    site: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audits, "DAYS_SHOWN", 2)
    for day in ("2026-03-08", "2026-03-09", DAY):
        put(site, day)
    text = site.client.get("/audits").text
    assert "The newest 2 of 3" in text
    assert "/audits/2026-03-08" not in text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/audits/2026-03-11", 404, "API:AUDIT"), ("/audits/2026-03-11.json", 404, "API:AUDIT"),
     ("/audits/yesterday", 422, "INPUT:FIELDS"), ("/audits/2026-02-30", 422, "INPUT:FIELDS"),
     ("/audits/..%2Fnode", 404, "API:PATH")],
)  # fmt: skip
def test_a_day_without_an_audit_gets_a_sentence(
    site: Api, path: str, status: int, code: str
) -> None:
    response = site.client.get(path, headers={"accept": "text/html"})
    assert response.status_code == status
    assert f"<code>{code}</code>" in response.text


def test_watchers_stand_beside_the_node_and_disagreement_is_a_word(site: Api) -> None:
    day = be_now(site.network, site.time)
    site.node.services.watchers = replace(site.node.services.watchers, names=NAMES)
    put(site, str(day), verdict="pass")
    text = site.client.get("/audits").text
    assert "never heard so far" in text
    assert "nobody to compare with" in text
    site.node.services.watchers.put(verdict(site.network))
    text = site.client.get("/audits").text
    assert "✓ they agree" in text
    assert "last heard on" in text
    assert "they disagree" not in text
    assert "disagree" not in site.client.get("/").text
    kept = site.node.services.watchers.put(verdict(site.network, NIM, failed=2))
    text = site.client.get("/audits").text
    assert "✗ they disagree" in text
    assert "some say that all holds, others that it does not" in text
    assert "(2 / 3)" in text
    assert "different hashes" not in text
    assert "disagree" in site.client.get("/").text
    file = f"/audits/{day}/watchers/{kept.digest}.json"
    assert file in text
    assert site.client.get(file).json() == kept.document
    missing = site.client.get(f"/audits/2020-01-01/watchers/{kept.digest}.json")
    assert missing.status_code == 404
    assert "结论不一致" in site.client.get("/audits?lang=zh-CN").text


def test_another_block_of_the_same_number_is_named_as_disagreement(site: Api) -> None:
    be_now(site.network, site.time)
    site.node.services.watchers = replace(site.node.services.watchers, names=NAMES)
    site.node.services.watchers.put(verdict(site.network, block_hash=b"\x09" * 32))
    text = site.client.get("/audits").text
    assert "different hashes for the same block" in text
    assert "another block than this node" in text


def test_without_watchers_the_page_says_so(site: Api) -> None:
    assert "The operator has named no watcher" in site.client.get("/audits").text
