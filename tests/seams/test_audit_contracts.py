"""Contracts that break a rule, and whose code, events and totals agree with one another.

They are compiled from changed sources and pass as the committed ones; only the rules know better.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from seams.audit_life import Life
from tallystick.audit.auditor import Auditor
from tallystick.chain.artifacts import artifact
from tallystick.deploy.compiler import artifacts
from tallystick.testing.session import open_session

CONTRACTS = Path(__file__).parents[2] / "contracts"

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            # One unit more for the platform from every late charge.
            [
                (
                    "modules/bookkeeping.vy",
                    "fees += rounding._div_floor(",
                    "fees += rounding._div_ceil(",
                )
            ],
            {"loans.rules"},
        ),
        (
            # A cover above its bounds, and claims that round up.
            [
                (
                    "Reserve.vy",
                    "cover_months._group_share(place, group, multiple))\n    cover_months",
                    "cover_months._group_share(place, group, multiple)) + 1\n    cover_months",
                ),
                (
                    "modules/positions.vy",
                    "interest // units_total",
                    "(interest + units_total - 1) // units_total",
                ),
            ],
            {"reserve.rules", "notes.claims"},
        ),
    ],
)
def test_a_contract_that_breaks_a_rule(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: list[tuple[str, str, str]],
    expected: set[str],
) -> None:
    sources = tmp_path / "contracts"
    shutil.copytree(CONTRACTS, sources)
    for path, honest, crooked in changes:
        text = (sources / path).read_text("utf-8")
        assert text.count(honest) == 1
        (sources / path).write_text(text.replace(honest, crooked), "utf-8")
    for path, text in artifacts(sources).items():
        if "/" not in path:
            for key, value in json.loads(text).items():
                monkeypatch.setitem(artifact(path.removesuffix(".json")), key, value)
    verdict = Auditor(Life(open_session()).live().platform).verify()
    failed = {check.id for check in verdict.failed}
    assert expected <= failed
    assert not failed & {"code.artifacts", "code.hashes", "code.wiring", "escrow.running"}
