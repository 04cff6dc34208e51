"""Drive the contracts' state machine with many examples, and keep the seeds that fail.

    FUZZ_SEEDS="1 2 3" FUZZ_EXAMPLES=200 scripts/fuzz_contracts.py

FUZZ_SEEDS names the seeds to run, one after another; without it, one is drawn. FUZZ_EXAMPLES is how
many lives of a platform each seed plays (200). Seeds that have failed are kept in
tests/contracts/failing_seeds.txt and run first, until they pass. Exits 1 when a seed fails.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "contracts" / "failing_seeds.txt"
MACHINE = "tests/contracts/test_stateful.py"
EXAMPLES = "200"


def kept() -> list[int]:
    """Return the seeds that have failed and did not pass since, oldest first."""
    return [int(line) for line in KEPT.read_text("utf-8").split()] if KEPT.exists() else []


def keep(seeds: list[int]) -> None:
    """Write the seeds that fail; no file when none does."""
    if seeds:
        KEPT.write_text("".join(f"{seed}\n" for seed in seeds), "utf-8")
    else:
        KEPT.unlink(missing_ok=True)


def passes(seed: int) -> bool:
    """Whether every life that a seed plays keeps the books in balance."""
    environment = os.environ | {"FUZZ_EXAMPLES": os.environ.get("FUZZ_EXAMPLES", EXAMPLES)}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", f"--hypothesis-seed={seed}", MACHINE]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> int:
    """Run what has failed before, then the seeds asked for; 0 when all pass."""
    asked = [int(seed) for seed in os.environ.get("FUZZ_SEEDS", "").split()]
    fresh = asked or [secrets.randbelow(2**32)]
    failing = []
    for seed in dict.fromkeys([*kept(), *fresh]):
        print(f"seed {seed}", flush=True)
        if not passes(seed):
            failing.append(seed)
    keep(failing)
    for seed in failing:
        print(f"seed {seed} fails: FUZZ_SEEDS={seed} make fuzz")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
