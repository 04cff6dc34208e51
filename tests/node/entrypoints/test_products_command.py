"""`tallystick products`, as its users run it: without node, chain or network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from tallystick.cli.exits import CannotRunError
from tallystick.errors import ConfigError
from tallystick_node.entrypoints.products_command import app
from tallystick_node.products.catalogue import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

RUN = CliRunner()


def run(*words: str) -> str:
    done = RUN.invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_json_has_every_template() -> None:
    listed = json.loads(run("--json"))
    assert [product["name"] for product in listed] == list(load_catalogue().products)
    by_name = {product["name"]: product for product in listed}
    assert by_name["supply_chain"]["advance_ppm"] == 800_000
    assert by_name["rural"]["amount_max"] == "3000000000"
    assert by_name["personal"]["amount_max"] is None


def test_a_pack_refuses_with_its_reason_and_another_does_not() -> None:
    assert "lend_first is refused by cn-2017: An information intermediary" in run(
        "--pack", "cn-2017"
    )
    text = run("--pack", "uk-fca")
    assert "lend_first is refused" not in text
    assert "permissionless is refused by uk-fca: Every pack asks who clients are" in text


def test_a_pack_or_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="PRODUCT:PACKS"):
        run("--pack", "atlantis")
    with pytest.raises(ConfigError, match="PRODUCT:CATALOGUE"):
        run("--catalogue", str(tmp_path / "none.toml"))
