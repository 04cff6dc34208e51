"""Whatever is sent to the API, its answers are those that its description names."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from node.entrypoints.process import NodeProcess
from tallystick_node.entrypoints.development import token_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROLES = ("borrower", "compliance", "underwriter")
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
    "unsupported_method", "allow_header_conformance", "ignored_auth",
)  # fmt: skip
# A body over the bound of its path is refused as well: schemathesis does not know 413.
CONFIGURATION = """\
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
"""
# They would end the session, or the person, that all others need; or have no end themselves.
LEFT_OUT = ("sign_out", "erase_me", "follow_events")
NOTICE_SECONDS = 30


@dataclass(frozen=True)
class Fuzzer:
    """Sends what the description allows and forbids, as somebody of a role who has registered."""

    node: NodeProcess
    tokens: dict[str, str]
    folder: Path

    def run(
        self, role: str, *, seed: int, examples: int, phases: str, checks: Sequence[str] = CHECKS
    ) -> tuple[int, int, str]:
        """Return the calls that were made, how many defects they showed, and the whole account."""
        report = self.folder / f"{role}.json"
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file", str(self.folder / "schemathesis.toml"), "run",
            f"{self.node.url}/openapi.json",
            "--header", f"Authorization: Bearer {self.tokens[role]}",
            "--checks", ",".join(checks), "--phases", phases, "--seed", str(seed),
            "--max-examples", str(examples), "--generation-deterministic", "--no-shrink",
            "--continue-on-failure", "--no-color",
            "--report", "json", "--report-json-path", str(report),
        ]  # fmt: skip
        for operation in LEFT_OUT:
            command += ["--exclude-operation-id", operation]
        ended = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, timeout=1_200
        )
        assert ended.returncode in {0, 1}, ended.stdout + ended.stderr
        test_cases: dict[str, int] = json.loads(report.read_text("utf-8"))["test_cases"]
        return (
            test_cases["generated"],
            test_cases["with_failures"] + test_cases["errored"],
            ended.stdout,
        )


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzer]:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "schemathesis.toml").write_text(CONFIGURATION, "utf-8")
    with NodeProcess(folder / "node") as node:
        node.ready()
        tokens = {role: token_of(node.directory, role, None).token for role in ROLES}
        for place, role in enumerate(ROLES):
            register(node, tokens[role], f"1391234567{place}")
        yield Fuzzer(node, tokens, folder)


def register(node: NodeProcess, token: str, phone: str) -> None:
    """Register with the code that a node under development writes down instead of sending it."""
    headers = {"authorization": f"Bearer {token}"}
    body = {"phone": phone}
    asked = requests.post(
        f"{node.url}/v1/registration/codes", json=body, headers=headers, timeout=30
    )
    assert asked.status_code == 202, asked.text
    body["code"] = code_for(node.directory / "sandbox-notices.jsonl", f"+86{phone}")
    response = requests.post(f"{node.url}/v1/registration", json=body, headers=headers, timeout=30)
    assert response.status_code == 201, response.text


def code_for(notices: Path, number: str) -> str:
    deadline = time.monotonic() + NOTICE_SECONDS
    while time.monotonic() < deadline:
        lines = notices.read_text("utf-8").splitlines() if notices.exists() else []
        for notice in map(json.loads, lines):
            if notice["to"] == number:
                return str(notice["content"]["code"])
        time.sleep(0.1)
    raise AssertionError(f"no code came for {number}")


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_some_hundred_calls_meet_nothing_that_is_not_described(fuzzer: Fuzzer, role: str) -> None:
    calls, defects, account = fuzzer.run(role, seed=1, examples=1, phases="fuzzing")
    assert defects == 0, account
    assert calls >= 100


@pytest.mark.long
def test_the_fuzzer_would_tell_of_a_defect(fuzzer: Fuzzer) -> None:
    # That whatever has the right form is accepted is what no bank could promise.
    calls, defects, account = fuzzer.run(
        "borrower", seed=1, examples=1, phases="fuzzing", checks=("positive_data_acceptance",)
    )
    assert 0 < defects < calls, account


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_five_thousand_calls_meet_nothing_that_is_not_described(fuzzer: Fuzzer, role: str) -> None:
    calls, defects, account = fuzzer.run(
        role, seed=2, examples=60, phases="examples,coverage,fuzzing"
    )
    assert defects == 0, account
    assert calls >= 5_000
