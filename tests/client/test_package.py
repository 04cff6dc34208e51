"""The package's front door: its names, what it costs to import, and what it never imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tallystick

HEAVY = ("web3", "eth_account", "pydantic", "eth_tester", "eth", "vyper")


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout


def test_the_names_are_sorted_and_all_there() -> None:
    assert tallystick.__all__ == sorted(tallystick.__all__)
    for name in tallystick.__all__:
        assert getattr(tallystick, name) is not None
    assert set(tallystick.__all__) - {"__version__"} <= set(dir(tallystick))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="attribute Vault"):
        _ = getattr(tallystick, "Vault")  # noqa: B009 - a checker would see that it is not there


def test_importing_it_costs_next_to_nothing() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import tallystick;"
        "print(time.perf_counter() - start);"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    seconds, heavy = run(code).splitlines()
    assert heavy == "[]"
    assert float(seconds) < 0.1


def test_the_client_needs_no_embedded_chain_and_no_compiler() -> None:
    code = (
        "import sys, tallystick; [getattr(tallystick, name) for name in tallystick.__all__];"
        "import tallystick.deploy;"
        "print([name for name in ('eth_tester', 'eth', 'vyper', 'pytest') if name in sys.modules])"
    )
    assert run(code).strip() == "[]"
