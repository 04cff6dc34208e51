"""docs/reference/chain.md: the methods and limits that it names are those that there are."""

from __future__ import annotations

import re
from dataclasses import fields

from docs.rows import ROOT
from tallystick_node.evm import BlockBuilder, Genesis
from tallystick_node.evm.rpc import RpcLimits, RpcTable

PAGE = (ROOT / "docs" / "reference" / "chain.md").read_text("utf-8")
NAMED = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
LIMIT = re.compile(r"^\| `(\w+)` \| ([\d,]+) \|", re.MULTILINE)
# A table has no connection, which these two are about.
OF_A_CONNECTION = {"eth_subscribe", "eth_unsubscribe"}


def section(title: str) -> str:
    return PAGE.split(f"### {title}\n")[1].split("\n### ")[0]


def test_every_method_is_on_the_page_and_the_page_has_no_other() -> None:
    table = RpcTable(BlockBuilder(Genesis(1)), development=True)
    named = NAMED.findall(section("Methods"))
    assert len(named) == len(set(named))
    assert set(named) == set(table.methods) | OF_A_CONNECTION


def test_development_methods_are_marked_and_no_others() -> None:
    table = RpcTable(BlockBuilder(Genesis(1)))
    rows = [line for line in section("Methods").splitlines() if line.startswith("| `")]
    marked = {NAMED.findall(row)[0] for row in rows if "| development: " in row}
    assert marked == set(NAMED.findall(section("Methods"))) - set(table.methods) - OF_A_CONNECTION


def test_every_limit_is_on_the_page_with_its_value() -> None:
    stated = {name: int(value.replace(",", "")) for name, value in LIMIT.findall(section("Limits"))}
    assert stated == {field.name: getattr(RpcLimits(), field.name) for field in fields(RpcLimits)}


def test_limits_that_methods_name_exist() -> None:
    named = set(re.findall(r"`(\w+_max)`", PAGE))
    assert named == {field.name for field in fields(RpcLimits)}
