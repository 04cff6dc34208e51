from __future__ import annotations

import json
from pathlib import Path

import pytest

from tallystick.deploy.compiler import CompileError, artifacts, drift, source_hashes, write

ROOT = Path(__file__).parents[3]
MODULE = """
LIMIT: immutable(uint256)

@deploy
def __init__(limit: uint256):
    LIMIT = limit

@internal
@view
def limit() -> uint256:
    return LIMIT
"""
DEPLOYABLE = """
from modules import bounds

initializes: bounds

OWNER: immutable(address)
calls: public(uint256)

@deploy
def __init__():
    OWNER = msg.sender
    bounds.__init__(5)

@external
def call() -> (address, uint256):
    self.calls += 1
    return OWNER, bounds.limit()
"""
MOCK = """
@external
@view
def one() -> uint256:
    return 1
"""


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    folder = tmp_path / "contracts"
    (folder / "modules").mkdir(parents=True)
    (folder / "mocks").mkdir()
    (folder / "modules" / "bounds.vy").write_text(MODULE)
    (folder / "Counter.vy").write_text(DEPLOYABLE)
    (folder / "mocks" / "One.vy").write_text(MOCK)
    return folder


def test_an_artifact_holds_what_deployment_and_audit_need(contracts: Path) -> None:
    built = artifacts(contracts)
    assert list(built) == ["Counter.json", "mocks/One.json"]
    counter = json.loads(built["Counter.json"])
    assert counter["contract"] == "Counter"
    assert {entry.get("name") for entry in counter["abi"]} >= {"call", "calls"}
    assert counter["compiler"] == {
        "name": "vyper",
        "version": "0.4.3",
        "evm": "prague",
        "optimize": "gas",
    }
    assert counter["runtime"][2:] in counter["bytecode"]
    assert counter["storage_layout"]["storage"]["calls"]["slot"] == 0
    assert sorted(counter["immutables"]) == ["OWNER", "bounds.LIMIT"]
    assert {entry["length"] for entry in counter["immutables"].values()} == {32}


def test_the_hash_follows_every_source_and_nothing_else(contracts: Path) -> None:
    before = source_hashes(contracts)
    assert before == {
        path: json.loads(text)["source_hash"] for path, text in artifacts(contracts).items()
    }
    moved = contracts.rename(contracts.with_name("moved"))
    assert source_hashes(moved) == before
    (moved / "modules" / "bounds.vy").write_text(MODULE + "\n# a word\n")
    after = source_hashes(moved)
    assert after["Counter.json"] != before["Counter.json"]
    assert after["mocks/One.json"] == before["mocks/One.json"]


def test_drift_names_what_is_stale_missing_and_orphaned(contracts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "abi"
    built = artifacts(contracts)
    assert drift(built, folder).missing == ("Counter.json", "mocks/One.json")
    assert write(built, folder).missing == ("Counter.json", "mocks/One.json")
    assert not drift(built, folder)
    (folder / "Counter.json").write_text("{}")
    (folder / "mocks" / "Two.json").write_text("{}")
    drifts = drift(built, folder)
    assert (drifts.stale, drifts.orphaned) == (("Counter.json",), ("mocks/Two.json",))
    assert write(built, folder) == drifts
    assert not drift(built, folder)


def test_a_contract_that_does_not_compile_is_named(contracts: Path) -> None:
    (contracts / "Counter.vy").write_text("x: nothing\n")
    with pytest.raises(CompileError, match=r"Counter\.vy"):
        artifacts(contracts)


def test_a_folder_without_contracts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="no deployable contract in "):
        artifacts(tmp_path)


def test_the_committed_artifacts_are_those_of_the_contracts() -> None:
    folder = ROOT / "client" / "tallystick" / "abi"
    committed = {
        path.relative_to(folder).as_posix(): json.loads(path.read_text())["source_hash"]
        for path in folder.rglob("*.json")
    }
    assert committed == source_hashes(ROOT / "contracts"), "run: tallystick compile"
