"""The swift operations against py-evm's own: the same result and the same gas for any code."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from node.evm.builders import RICH, Scene
from tallystick_node.evm import execution_limits
from tallystick_node.evm.rpc.execution import Execution
from tallystick_node.evm.rpc.limits import RpcLimits

PLACE = "0x" + "ab" * 20
PLAIN = execution_limits._PLAIN
WORDS = ("01", "02", "03", "10", "11", "14", "15", "16", "17", "18", "19", "50")
UNUSUAL = ("50", "01", "80", "90", "8f", "9f", "15", "51", "52", "60")


def code_of(chance: random.Random) -> str:
    """Constants, arithmetic and memory, now and then something that cannot go well."""
    parts = []
    for _ in range(chance.randint(1, 60)):
        kind = chance.randrange(6)
        if kind < 2:
            size = chance.choice((1, 1, 2, 4, 5, 20, 32))
            parts.append(f"{0x5F + size:02x}" + chance.randbytes(size).hex())
        elif kind == 2:
            parts.append(f"60{chance.randrange(200):02x}" + chance.choice(("51", "52", "53")))
        elif kind == 3:
            parts.append(f"{chance.choice((0x80, 0x90)) + chance.randrange(3):02x}")
        else:
            parts.append(chance.choice(WORDS if chance.random() < 0.97 else UNUSUAL))
    return "5f" * 6 + "".join(parts) + "5f52" + "5f3560205260605ff3"


def outcome(scene: Scene, code: str, gas: int) -> tuple[str, int, str, list[Any]]:
    request = {"from": RICH.address, "to": PLACE, "data": "0x" + "07" * 32}
    ended = Execution(
        scene.table.view, RpcLimits(), request, "latest", {PLACE: {"code": "0x" + code}}
    ).run(gas)
    error = type(ended.error).__name__ if ended.is_error else ""
    return error, ended.get_gas_used(), bytes(ended.output).hex(), ended._stack.values


@pytest.mark.parametrize("seed", range(300))
@pytest.mark.long
def test_any_code_does_the_same_for_the_same_gas(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance, scene = random.Random(seed), Scene()
    code, gas = code_of(chance), chance.choice((21_700, 30_000, 1_000_000))
    swift = outcome(scene, code, gas)
    monkeypatch.setattr(execution_limits._Watched, "opcodes", PLAIN)
    plain = outcome(scene, code, gas)
    assert swift[:3] == plain[:3]
    assert [number(value) for value in swift[3]] == [number(value) for value in plain[3]]


def number(value: int | bytes) -> int:
    return value if isinstance(value, int) else int.from_bytes(value, "big")


def test_a_full_stack_and_a_short_one_are_refused() -> None:
    scene = Scene()
    for code, error in (
        ("5f" * 1024 + "60ff", "FullStack"),
        ("5f" * 1024 + "80", "FullStack"),
        ("5f" * 1023 + "60ff00", ""),
        ("01", "InsufficientStack"),
        ("5f01", "InsufficientStack"),
        ("15", "InsufficientStack"),
        ("51", "InsufficientStack"),
        ("5f52", "InsufficientStack"),
        ("5f81", "InsufficientStack"),
        ("5f90", "InsufficientStack"),
    ):
        assert outcome(scene, code, 1_000_000)[0] == error, code


def test_every_operation_of_py_evm_is_there() -> None:
    opcodes: Mapping[int, Any] = execution_limits._Watched.opcodes
    assert opcodes.keys() == PLAIN.keys()
