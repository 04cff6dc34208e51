"""The page on providers: fields, words and codes as they are, and its map is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs.rows import ROOT, table_rows
from tallystick_node.infrastructure.notifications.text_messages import SMS
from tallystick_node.infrastructure.providers.field_map import HEADERS, load_map
from tallystick_node.kyc.providers.contracted import EXCHANGES

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "reference" / "providers.md"
SOURCES = sorted((ROOT / "node" / "tallystick_node" / "infrastructure" / "providers").glob("*.py"))


def test_fields_and_words_are_those_of_the_code() -> None:
    for kind, exchange in (EXCHANGES | {"sms": SMS}).items():
        (row,) = table_rows(PAGE, rf"`providers\.{kind}\.\*`")
        fields = set(re.findall(r"`(\w+)`", row.cells[2]))
        assert fields == {*exchange.asked, *exchange.optional} - {"key"}
        words = set(re.findall(r"`([A-Z_]+)`", row.cells[3]))
        assert words == {exchange.passed, *exchange.verdicts}


def test_every_code_of_a_failure_is_on_the_page_and_no_other() -> None:
    text = "".join(source.read_text("utf-8") for source in SOURCES)
    raised = set(re.findall(r'"(PROVIDER:[A-Z]+)"', text))
    raised |= {f"PROVIDER:{code}" for code in re.findall(r'_failed\("([A-Z]+)"', text)}
    listed = {row.id.strip("`") for row in table_rows(PAGE, r"`PROVIDER:[A-Z]+`")}
    assert listed == raised - {"PROVIDER:MAP", "PROVIDER:TLS"}


def test_the_map_on_the_page_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(path = .*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "map.toml").write_text(block, "utf-8")
    assert load_map(tmp_path / "map.toml", EXCHANGES["identity"]).headers == HEADERS
