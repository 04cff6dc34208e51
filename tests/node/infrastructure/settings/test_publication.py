"""Watchers are named by wallet and name, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.settings.settings import Settings, load_settings, shown

if TYPE_CHECKING:
    from pathlib import Path

WALLET = "0x00000000219ab540356cBB839Cbe05303d7705Fa"


def loaded(folder: Path, written: str) -> Settings:
    (folder / "node.toml").write_text(f"[publication]\nwatchers = {written}\n", "utf-8")
    return load_settings({"data_dir": folder}, {})[0]


def test_a_watcher_has_a_wallet_and_a_name(tmp_path: Path) -> None:
    settings = loaded(tmp_path, f'["{WALLET.lower()}  Eda & Co, 审计师"]')
    assert settings.publication.watcher_names == {WALLET: "Eda & Co, 审计师"}
    assert shown(settings)["publication.watchers"] == f"{WALLET} Eda & Co, 审计师"


@pytest.mark.parametrize(
    "written",
    [f'["{WALLET}"]', f'["{WALLET} "]', '["Eda & Co"]', f'["{WALLET[:-1]} Eda"]',
     f'["{WALLET} {"x" * 61}"]', f'["{WALLET} Eda\\u202e"]', f'["{WALLET} A", "{WALLET} B"]',
     f'"{WALLET} Eda"', "[1]"],
)  # fmt: skip
def test_a_watcher_of_another_form_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS"):
        loaded(tmp_path, written)
