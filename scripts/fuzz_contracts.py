"""Drive the contracts' state machines for many steps, and keep the seeds that fail.

    FUZZ_STEPS=1000000 scripts/fuzz_contracts.py
    FUZZ_SEEDS="1 2 3" scripts/fuzz_contracts.py

FUZZ_STEPS is how many steps are made in all (20,000): as many seeds are drawn as that takes, of
which each plays FUZZ_EXAMPLES lives (50) of two platforms, one with a hostile token. FUZZ_SEEDS
names the seeds instead. As many run at once as there are processors. Seeds that have failed are
kept in tests/contracts/failing_seeds.txt and run first, until they pass. Exits 1 when a seed fails,
2 when a variable is not a number.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "contracts" / "failing_seeds.txt"
MACHINE = "tests/contracts/test_stateful.py"
# The platforms of MACHINE, and the steps of a life.
PLATFORMS, STEPS_OF_A_LIFE = 2, 50


def number_of(name: str, usual: int) -> int:
    """Return a number of the environment, at least 1."""
    text = os.environ.get(name, str(usual))
    if not text.isdecimal() or int(text) < 1:
        print(f"error: {name} is a whole number from 1, not {text!r}", file=sys.stderr)
        raise SystemExit(2)
    return int(text)


def kept() -> list[int]:
    """Return the seeds that have failed and did not pass since, oldest first."""
    return [int(line) for line in KEPT.read_text("utf-8").split()] if KEPT.exists() else []


def keep(seeds: list[int]) -> None:
    """Write the seeds that fail; no file when none does."""
    if seeds:
        KEPT.write_text("".join(f"{seed}\n" for seed in seeds), "utf-8")
    else:
        KEPT.unlink(missing_ok=True)


def play(seed: int, lives: int) -> str | None:
    """Play a seed's lives; None when the books balance, else what the test says."""
    environment = os.environ | {"FUZZ_EXAMPLES": str(lives)}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider"]
    command += [f"--hypothesis-seed={seed}", MACHINE]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    return None if ended.returncode == 0 else ended.stdout + ended.stderr


def failing(seeds: list[int], lives: int) -> Iterator[tuple[int, str]]:
    """Play seeds side by side, tell of each as it ends, and yield those that fail."""
    steps = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for seed, account in zip(seeds, pool.map(lambda s: play(s, lives), seeds), strict=True):
            steps += lives * PLATFORMS * STEPS_OF_A_LIFE
            print(f"seed {seed}: {'fails' if account else 'passes'}; {steps} steps", flush=True)
            if account:
                yield seed, account


def main() -> int:
    """Play what has failed before, then the seeds asked for; 0 when all pass."""
    lives = number_of("FUZZ_EXAMPLES", 50)
    asked = [int(seed) for seed in os.environ.get("FUZZ_SEEDS", "").split()]
    count = -(-number_of("FUZZ_STEPS", 20_000) // (lives * PLATFORMS * STEPS_OF_A_LIFE))
    fresh = asked or [secrets.randbelow(2**32) for _ in range(count)]
    failed = dict(failing(list(dict.fromkeys([*kept(), *fresh])), lives))
    keep(list(failed))
    for seed, account in failed.items():
        print(account)
        print(f"seed {seed} fails: FUZZ_SEEDS={seed} FUZZ_EXAMPLES={lives} make fuzz")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
