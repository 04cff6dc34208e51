from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.errors import ConfigError, DeploymentMismatch
from tallystick.platform._sync.platform import Platform
from tallystick.platform.deployment import Deployment

if TYPE_CHECKING:
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain


def test_a_deployment_is_written_and_read(platform: Platform, tmp_path: Path) -> None:
    path = tmp_path / "platform.json"
    path.write_text(json.dumps(platform.deployment.document()))
    assert Deployment.load(path) == platform.deployment


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"chain_id": "1"}, "chain_id"),
        ({"chain_id": 1.0}, "chain_id"),
        ({"block": -1}, "block"),
        ({"token": "0x12"}, "token: it must be an address"),
        ({"contracts": {}}, "contracts: must name exactly Escrow, Registry"),
        ({"owner": "me"}, "owner"),
        ({"roles": {}}, "roles.council"),
    ],
)
def test_each_defect_has_a_sentence(
    platform: Platform, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigError, match="DEPLOYMENT:FORM") as wrong:
        Deployment.parse(platform.deployment.document() | change)
    assert sentence in str(wrong.value)


def test_a_runtime_hash_is_checked(platform: Platform) -> None:
    document = platform.deployment.document()
    document["contracts"]["Book"]["runtime_hash"] = "0x12"
    with pytest.raises(ConfigError, match=r"contracts\.Book\.runtime_hash"):
        Deployment.parse(document)


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="DEPLOYMENT:FILE"):
        Deployment.load(tmp_path / "none.json")
    path = tmp_path / "bad.json"
    path.write_text("{")
    with pytest.raises(ConfigError, match="DEPLOYMENT:JSON"):
        Deployment.load(path)


def test_a_deployment_of_another_chain_is_refused(
    platform: Platform, tallystick_chain: TallystickChain
) -> None:
    other = platform.deployment.model_copy(update={"chain_id": 5})
    with pytest.raises(DeploymentMismatch, match="DEPLOYMENT:CHAIN: the deployment is of chain 5"):
        Platform.connect(tallystick_chain.connection, other)


def test_contracts_that_are_not_there_are_refused(
    platform: Platform, tallystick_chain: TallystickChain, actors: Actors
) -> None:
    other = platform.deployment.model_copy(update={"token": actors.outsider.address})
    with pytest.raises(DeploymentMismatch, match="DEPLOYMENT:CODE: Token is not at"):
        Platform.connect(tallystick_chain.connection, other)


def test_connect_takes_files_and_says_what_it_cannot_take(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="DEPLOYMENT:FILE"):
        Platform.connect("http://127.0.0.1:1", str(tmp_path / "none.json"))
    with pytest.raises(ConfigError, match="DEPLOYMENT:FORM: give a Deployment"):
        Platform.connect("http://127.0.0.1:1", 7)  # type: ignore[arg-type]


def test_unknown_contracts_are_said(platform: Platform) -> None:
    with pytest.raises(ConfigError, match="DEPLOYMENT:CONTRACT: no contract 'Vault'"):
        platform.address("Vault")
