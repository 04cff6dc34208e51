"""How fast a dataset is audited in one, in parts, and in parts on two workers of each engine."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

from synthesise_history import synthesise
from synthetic_history import Size
from tallystick.audit.engines.pools import Engine, engine_named
from tallystick.audit.offline import verify_dataset
from tallystick.platform.deployment import Deployment

__all__ = ["measure"]

LOANS, LENDERS, DAYS, SEED = 10_000, 400, 1_000, 20_261_130
METHOD = (
    "`tallystick audit --events` without a chain over a synthetic history of one seed, wall seconds"
    " of one run each on an otherwise idle machine: in one process and in order; in parts by"
    " local:1, local:2, ray:1, ray:2. ratio: one worker over two of the same engine, their start"
    " included. Memory: the most that one process has had. Verdicts are compared"
)


def measure(loans: int = LOANS) -> dict[str, Any]:
    """Return counts, seconds, ratios in thousandths and the method.

    Args:
        loans: How many loans the history has.
    """
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "history"
        started = time.monotonic()
        exported = synthesise(out, Size(loans, LENDERS, DAYS, SEED))
        written = time.monotonic() - started
        deployment = Deployment.load(out / "deployment.json")
        runs = {
            name: _run(out / "dataset", deployment, None if name == "one" else engine_named(name))
            for name in ("one", "local:1", "local:2", "ray:1", "ray:2")
        }
    first = runs["one"]["checks"]
    same = all(run.pop("checks") == first for run in runs.values())
    events = exported.rows["events"]
    return {
        "events": events,
        "written_seconds": round(written, 1),
        "one_verdict": same,
        "seconds": {name: run["seconds"] for name, run in runs.items()},
        "events_per_second": {name: round(events / run["seconds"]) for name, run in runs.items()},
        "ratio_thousandths": {
            kind: round(1000 * runs[f"{kind}:1"]["seconds"] / runs[f"{kind}:2"]["seconds"])
            for kind in ("local", "ray")
        },
        "megabytes": _megabytes(),
        "method": METHOD,
    }


def _run(events: Path, deployment: Deployment, engine: Engine | None) -> dict[str, Any]:
    started = time.monotonic()
    verdict = verify_dataset(deployment, events, engine=engine)
    if not verdict.passed:
        raise SystemExit(f"an honest history fails: {verdict.failed}")
    return {"seconds": round(time.monotonic() - started, 1), "checks": verdict.checks}


def _megabytes() -> int:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, others) // 1024


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else LOANS), indent=2))
