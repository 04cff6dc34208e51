"""`tallystick compliance`, as its users run it, on what a demonstration has left."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from node.entrypoints.process import NodeProcess
from tallystick_node.demo.show import run_demo
from tallystick_node.entrypoints.compliance_command import evidence_lines

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str) -> tuple[int, Any, str]:
    command = [sys.executable, "-m", "tallystick", "compliance", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


@pytest.mark.long
def test_a_demonstration_is_checked_and_a_law_tried_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    run_demo(2, 169, folder)
    status, answer, _ = run("check", "--data-dir", str(folder))
    items = {item["id"]: item for item in answer["items"]}
    # A demonstration has no TLS and no staff with telephones, and its audit is told at its end.
    assert {name for name, item in items.items() if not item["ok"]} == {
        "audit.daily", "lists.fresh", "staff.two_factors", "transport.tls",
    }  # fmt: skip
    assert status == 1
    with NodeProcess(folder) as node:
        over_http = run("check", "--data-dir", str(folder), "--rpc", f"{node.url}/rpc")[1]
    assert over_http["day"] == answer["day"], "the demonstration's day, not the machine's"
    assert run("impact", "--data-dir", str(folder))[:2] == (
        0, {"policy": "generic", "day": answer["day"], "refused": []},
    )  # fmt: skip
    status, answer, _ = run(
        "impact", "--data-dir", str(folder), "--policy", "cn-2017", "--day", "2018-01-02"
    )
    assert status == 1
    assert {loan["rule"] for loan in answer["refused"]} == {"POLICY:RESERVE"}


def test_packs_are_listed_and_compared() -> None:
    status, known, _ = run("packs")
    assert status == 0
    assert {pack["name"] for pack in known} >= {"eu-ecspr", "uk-fca", "us"}
    status, changes, _ = run("diff", "eu-ecspr", "--since", "2021-11-09", "--until", "2021-11-10")
    assert status == 1
    assert [(change["key"], change["before"], change["after"]) for change in changes] == [
        ("reflection.seconds", 0, 345_600), ("reflection.class_max", 0, 4),
    ]  # fmt: skip
    assert all("art. 22" in change["source"] for change in changes)
    assert run("diff", "us", "us")[:2] == (0, [])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("diff", "utopia"), "POLICY:NAME"),
        (("diff", "cn-2017", "--since", "2000-01-01"), "POLICY:DAY"),
        (("diff", "us", "--since", "yesterday"), "CLI:USAGE"),
        (("check", "--data-dir", "/nowhere"), "NODE:DEPLOYMENT"),
    ],
)
def test_what_cannot_be_run_says_why(arguments: tuple[str, ...], code: str) -> None:
    status, answer, why = run(*arguments)
    assert (status, answer) == (2, None)
    assert code in why


def test_evidence_is_told_in_words() -> None:
    evidence: dict[str, Any] = {
        "newest": None, "failed": [], "checks": 1_200, "old": {}, "kept": True,
        "against_it": [{"loan": 7, "role": "treasury"}, {"loan": 9, "words": ["safe", "sure"]}],
    }  # fmt: skip
    assert list(evidence_lines(evidence)) == [
        "newest: none", "failed: none", "checks: 1,200", "old: none", "kept: yes",
        "against it: loan 7, role treasury", "against it: loan 9, words safe, sure",
    ]  # fmt: skip


def test_no_evidence_reaches_the_terminal_as_control_characters() -> None:
    (line,) = evidence_lines({"public_url": "http://\x1b[2Jx"})
    assert line == "public url: http://[2Jx"
