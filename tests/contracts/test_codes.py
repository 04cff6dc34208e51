"""Every refusal is provoked by a test; the contracts are small, pinned, and never delegate."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from contracts.builders import ARTIFACTS, World
from tallystick.chain.artifacts import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]
RUNTIME_MAX, INITCODE_MAX, OURS_MAX = 24_576, 49_152, 22_000
CODE = re.compile(r'"([A-Z]+:[A-Z]+:[A-Z_]+)"')
# Cannot happen through the contracts' own rules; the guard stays as the last line of defence.
UNREACHABLE = {
    "SERV:TOTALS:RANGE": "OFFER:LIST:INTEREST refuses terms that could earn so much",
}


def codes_in(folder: Path, pattern: str) -> set[str]:
    return {
        code for path in folder.rglob(pattern) for code in CODE.findall(path.read_text("utf-8"))
    }


CONTRACT_CODES = {
    code for code in codes_in(ROOT / "contracts", "*.vy") if not code.startswith("TOKEN:")
}


@pytest.mark.parametrize("code", sorted(CONTRACT_CODES))
def test_every_code_is_provoked_or_explained(code: str) -> None:
    tested = codes_in(ROOT / "tests" / "contracts", "test_*.py")
    # One test takes its code from the name of the action.
    tested |= {"ESCROW:DEPOSIT:TOKEN", "ESCROW:WITHDRAW:TOKEN"}
    assert code in tested


def test_the_explained_codes_exist() -> None:
    assert set(UNREACHABLE) <= CONTRACT_CODES


def test_no_contract_trusts_the_origin_of_a_transaction() -> None:
    for path in (ROOT / "contracts").rglob("*.vy"):
        assert "tx.origin" not in path.read_text("utf-8"), path


def test_no_contract_delegates() -> None:
    for path in (ROOT / "contracts").rglob("*.vy"):
        text = path.read_text("utf-8")
        assert "is_delegate_call" not in text, path
        assert "create_" not in text, path


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_contract_fits_any_network(world: World, contract: str) -> None:
    data = json.loads((ARTIFACTS / f"{contract}.json").read_text("utf-8"))
    deployed = len(world.engine.code(world.address[contract]))
    assert deployed < OURS_MAX < RUNTIME_MAX
    assert len(data["bytecode"].removeprefix("0x")) // 2 < INITCODE_MAX
    assert data["compiler"] == {
        "name": "vyper", "version": "0.4.3", "evm": "prague",
        "optimize": "gas",
    }  # fmt: skip


def test_every_source_pins_the_compiler_and_takes_no_experimental_one() -> None:
    for path in (ROOT / "contracts").rglob("*.vy"):
        text = path.read_text("utf-8")
        assert "# pragma version 0.4.3\n" in text, path
        assert "experimental" not in text, path
    # Two modules of one name would be one room with two doors.
    names = [path.stem.lower() for path in (ROOT / "contracts").rglob("*.vy")]
    assert len(names) == len(set(names))
