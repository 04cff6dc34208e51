"""Field maps: those of the examples are good, and everything wrong with one is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from docs.rows import ROOT
from node.infrastructure.providers.replay import EXCHANGE
from tallystick.errors import ConfigError
from tallystick_node.infrastructure.notifications.text_messages import SMS
from tallystick_node.infrastructure.providers.field_map import HEADERS, load_map
from tallystick_node.kyc.providers.contracted import EXCHANGES

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """path = "/ask"
score_max = 100
[request]
name = "person.name"
[answer]
verdict = "code"
alive = "score"
[verdicts]
0 = "MATCH"
1 = ["NAME", "CARD"]
[headers]
number = "x-request"
"""


@pytest.mark.parametrize("kind", [*EXCHANGES, "sms"])
def test_the_maps_of_the_examples_are_good(kind: str) -> None:
    file = ROOT / "examples" / "providers" / f"{kind}.toml"
    exchange = SMS if kind == "sms" else EXCHANGES[kind]
    sentence = {word for words in load_map(file, exchange).verdicts.values() for word in words}
    assert sentence == {exchange.passed, *exchange.verdicts}


def test_a_map_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(GOOD, "utf-8")
    fields = load_map(tmp_path / "map.toml", EXCHANGE)
    assert fields.request == {"name": "person.name"}
    assert fields.verdicts == {"0": ("MATCH",), "1": ("NAME", "CARD")}
    assert fields.headers == {**HEADERS, "number": "x-request"}
    assert fields.score_max == Decimal(100)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('path = "/ask"', 'path = "ask"', "path begins with a slash"),
        ('path = "/ask"', 'url = "/ask"', "'url' is nothing of a field map"),
        ("score_max = 100", "score_max = 0", "score_max is a whole number"),
        ('name = "person.name"', "", "request names no name"),
        ('name = "person.name"', 'name = ""', "request is a table of names"),
        ('name = "person.name"', 'name = "a"\nborn = "b"', "request names 'born', of which"),
        ('name = "person.name"', 'name = "a"\nkey = "a"', "'a' is named twice"),
        ('name = "person.name"', 'name = "a"\nkey = "a.b"', "a value and an object at once"),
        ('verdict = "code"', "", "answer names no verdict"),
        ('alive = "score"', "", "answer names no alive"),
        ('0 = "MATCH"', "", "verdicts has no word for MATCH"),
        ('0 = "MATCH"', '0 = "YES"', "'0' has to mean one of CARD, MATCH, NAME"),
        ('0 = "MATCH"', "0 = 1", "'0' has to mean one of"),
        ('["NAME", "CARD"]', '["NAME", "MATCH"]', "cannot mean MATCH and something else"),
        ('["NAME", "CARD"]', "[]", "'1' has to mean one of"),
        ('number = "x-request"', 'nonce = "x"', "headers names 'nonce'"),
        ("[request]", "[request", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_map_is_said(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in GOOD
    (tmp_path / "map.toml").write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(ConfigError, match="PROVIDER:MAP") as wrong:
        load_map(tmp_path / "map.toml", EXCHANGE)
    assert sentence in str(wrong.value)


def test_a_map_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"PROVIDER:MAP: .*none\.toml cannot be read"):
        load_map(tmp_path / "none.toml", EXCHANGE)
