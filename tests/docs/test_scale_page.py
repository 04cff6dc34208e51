"""The page on scale says what was measured, and its gas is that of now."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results.json"
# Times are of one machine; beyond this the page describes another program.
FACTOR_MAX = 5
ERROR_MILLI_MAX = 200


@pytest.fixture(scope="module")
def bench(monkeypatch_module: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch_module.syspath_prepend(str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location(
        "bench_scale", ROOT / "scripts" / "bench_scale.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def monkeypatch_module() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    sys.modules.pop("bench_scale", None)


@pytest.fixture(scope="module")
def measured(bench: ModuleType) -> dict[str, Any]:
    return dict(json.loads(bench.MEASURED.read_text("utf-8")))


def test_the_tables_are_those_of_the_measurement(
    bench: ModuleType, measured: dict[str, Any]
) -> None:
    page = bench.PAGE.read_text("utf-8")
    assert bench.paged(page, measured) == page


def test_other_figures_give_another_page(bench: ModuleType, measured: dict[str, Any]) -> None:
    page = bench.PAGE.read_text("utf-8")
    changed = measured | {"gas_per_loan": 2 * measured["gas_per_loan"]}
    assert bench.paged(page, changed) != page


def test_the_gas_is_that_of_now(bench: ModuleType, measured: dict[str, Any]) -> None:
    snapshot = json.loads(bench.SNAPSHOT.read_text("utf-8"))
    assert measured["gas_per_loan"] == bench.gas_per_loan(snapshot["gas"])


def test_the_line_foretells_the_largest_run(measured: dict[str, Any]) -> None:
    for name in ("servicing_day_us", "index_us", "report_us", "index_bytes"):
        line = measured[name]
        assert abs(line["error_milli"]) <= ERROR_MILLI_MAX, name
        assert line["each"] > 0, name


def test_a_bench_of_this_machine_agrees_with_the_page(measured: dict[str, Any]) -> None:
    if not RESULTS.exists():
        pytest.skip("make bench was not run here")
    scale = json.loads(RESULTS.read_text("utf-8")).get("scale")
    if scale is None:
        pytest.skip("make bench was run before it measured scale")
    for name in ("servicing_day_us", "index_us", "report_us"):
        here, there = scale[name]["each"], measured[name]["each"]
        assert there / FACTOR_MAX < here < there * FACTOR_MAX, name
    assert scale["index_bytes"]["each"] == pytest.approx(measured["index_bytes"]["each"], rel=0.1)
