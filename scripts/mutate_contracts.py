"""Take every assert of the contracts away, one at a time, and see that a test objects.

    scripts/mutate_contracts.py [--jobs N] [--only TEXT]

Each mutant is compiled into a folder of its own and tests/contracts runs on it, first the tests
that name its code, then all of the quick ones. Prints what survived; exits 1 when a survivor has
no reason below, or when fewer than 98 of 100 mutants are noticed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tallystick.deploy.compiler import CompileError, artifacts, source_hashes

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ROOT / "contracts"
TESTS = ROOT / "tests" / "contracts"
ARTIFACTS = ROOT / "client" / "tallystick" / "abi"
SECONDS_MAX = 600
SHARE_MIN_PERCENT = 98
SLOW = ("test_stateful.py", "test_life.py", "test_schedule.py", "test_codes.py")
# The guards that no test can tell from their absence, with the reason.
EQUIVALENT: dict[str, str] = {
    "SERV:TOTALS:RANGE": "OFFER:LIST:INTEREST and BALLOT:PROPOSE:INTEREST refuse so much",
}


@dataclass(frozen=True)
class Mutant:
    """One assert of one file; `code` is what it would have said."""

    path: Path
    line: int
    code: str
    source: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.code}"


def mutants() -> Iterator[Mutant]:
    """Yield every assert of the deployables and their modules, made always true."""
    for path in sorted([*CONTRACTS.glob("*.vy"), *(CONTRACTS / "modules").glob("*.vy")]):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        for first, last in _asserts(lines):
            statement = "".join(lines[first : last + 1])
            indent = statement[: len(statement) - len(statement.lstrip())]
            code = re.search(r'"([A-Z]+:[A-Z]+:[A-Z_]+)"', statement)
            # What the condition does besides deciding, such as calling the token, still happens.
            condition = statement.strip().removeprefix("assert ")
            effect = f"{indent}assert True\n"
            if "extcall" in condition:
                call = condition.rsplit(', "', 1)[0]
                effect = f"{indent}ignored{first}: bool = {call}\n"
            changed = [*lines[:first], effect, *lines[last + 1 :]]
            yield Mutant(path, first + 1, code[1] if code else "(none)", "".join(changed))


def _asserts(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield (first line, last line) of each assert, counting brackets to its end."""
    for number, line in enumerate(lines):
        if not line.strip().startswith("assert "):
            continue
        depth, last = 0, number
        while True:
            text = lines[last].split("#", 1)[0]
            depth += sum(text.count(bracket) for bracket in "([") - sum(
                text.count(bracket) for bracket in ")]"
            )
            if depth == 0:
                break
            last += 1
        yield number, last


def survives(mutant: Mutant) -> bool:
    """Whether the tests pass on a mutant; one that does not compile counts as noticed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(CONTRACTS, copy / "contracts")
        shutil.copytree(ARTIFACTS, copy / "abi")
        target = copy / "contracts" / mutant.path.relative_to(CONTRACTS)
        target.write_text(mutant.source, "utf-8")
        try:
            _build_changed(copy)
        except CompileError as error:
            print(f"does not compile: {mutant}: {error}", flush=True)
            return False
        environment = os.environ | {"TALLYSTICK_ARTIFACTS": str(copy / "abi")}
        near = [path for path in sorted(TESTS.glob("test_*.py")) if mutant.code in path.read_text()]
        quick = [path for path in near if path.name not in SLOW]
        rest = [
            path
            for path in sorted(TESTS.glob("test_*.py"))
            if path not in quick and path.name not in SLOW
        ]
        return all(_passes(tests, environment) for tests in (quick, rest) if tests)


def _build_changed(folder: Path) -> None:
    """Compile the deployables that the mutant is part of, over the committed artifacts."""
    before, after = source_hashes(CONTRACTS), source_hashes(folder / "contracts")
    for path in [path for path, digest in after.items() if before[path] == digest]:
        (folder / "contracts" / path).with_suffix(".vy").unlink()
    for path, text in artifacts(folder / "contracts").items():
        (folder / "abi" / path).write_text(text, "utf-8")


def _passes(tests: list[Path], environment: dict[str, str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        [*command, *map(str, tests)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=SECONDS_MAX,
        check=False,
    )
    return ended.returncode == 0


def main() -> int:
    """Try every mutant; 0 when enough are noticed and each survivor is explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    everything = [path for path in sorted(TESTS.glob("test_*.py")) if path.name not in SLOW]
    if not _passes(everything, dict(os.environ)):
        print("the tests fail on the contracts as they are: nothing can be learned")
        return 2
    chosen = [mutant for mutant in mutants() if options.only in str(mutant)]
    with ThreadPoolExecutor(options.jobs) as pool:
        survived = [m for m, alive in zip(chosen, pool.map(_told, chosen), strict=True) if alive]
    unexplained = [mutant for mutant in survived if mutant.code not in EQUIVALENT]
    for mutant in survived:
        print(f"survived: {mutant} {EQUIVALENT.get(mutant.code, '')}".rstrip())
    noticed = len(chosen) - len(survived)
    print(f"{noticed} of {len(chosen)} guards are missed by a test when they are gone")
    enough = noticed * 100 >= SHARE_MIN_PERCENT * len(chosen)
    return 0 if enough and not unexplained else 1


def _told(mutant: Mutant) -> bool:
    alive = survives(mutant)
    print(f"{'ALIVE' if alive else 'noticed'} {mutant}", flush=True)
    return alive


if __name__ == "__main__":
    sys.exit(main())
