"""Measurements: gas, sizes, counts, chain, audit, credit, screening, matching, API: `make bench`.

    scripts/bench.py            measure everything, write bench/results.json
    scripts/bench.py --check    compare gas, sizes, counts with the committed bench/snapshot.json
    scripts/bench.py --accept   measure gas, sizes and counts and make them the snapshot

Gas, sizes and a demonstration's counts are exact and the same in every run, so any difference from
the snapshot fails the check: an improvement is accepted on purpose too.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

import bench_api
import bench_audit
import bench_chain
import bench_credit
import bench_demo
import bench_gas
import bench_matching
import bench_neighbours
import bench_pages
import bench_parts
import bench_scale
import bench_screening
from tallystick.chain.artifacts import CONTRACTS, artifact

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results.json"
SNAPSHOT = ROOT / "bench" / "snapshot.json"
# Every check measures these crowds; the whole range is for `make bench`.
CROWDS_CHECKED = (1, 10)
SIZE_MAX = 22_000
# What may not grow with the number of lenders, by less than 1 % from 1 to 1000.
FLAT = ("issue", "repay", "collect", "default", "cover", "restructure", "distribution")
SLOPE_PPM_MAX = 10_000


def sizes() -> dict[str, int]:
    """Return the bytes of deployed code by contract, immutables included."""
    return {name: _deployed_bytes(artifact(name)) for name in CONTRACTS}


def _deployed_bytes(artifact: dict[str, Any]) -> int:
    immutables = sum(reference["length"] for reference in artifact["immutables"].values())
    return (len(artifact["runtime"]) - 2) // 2 + int(immutables)


def slopes(gas: dict[str, dict[str, int]]) -> dict[str, int]:
    """Return how much each flat key grows from the smallest to the largest crowd, in ppm."""
    growth = {}
    for key in FLAT:
        values = [gas[key][crowd] for crowd in sorted(gas[key], key=int)]
        growth[key] = (max(values) - min(values)) * 10**6 // min(values)
    return growth


def faults(gas: dict[str, dict[str, int]]) -> list[str]:
    """Return what breaks a bound that no snapshot can excuse."""
    grown = [
        f"{key} grows by {ppm} ppm with the crowd, more than {SLOPE_PPM_MAX}"
        for key, ppm in slopes(gas).items()
        if ppm >= SLOPE_PPM_MAX
    ]
    large = [
        f"{name} has {size} bytes, more than {SIZE_MAX}"
        for name, size in sizes().items()
        if size >= SIZE_MAX
    ]
    return grown + large


def counts() -> dict[str, int]:
    """Return what a demonstration asks of database and chain."""
    return {name: count for name, count in bench_demo.measure().items() if name != "method"}


def differences(
    snapshot: dict[str, Any], gas: dict[str, dict[str, int]], counted: dict[str, int]
) -> list[str]:
    """Return every figure that is not the snapshot's."""
    lines = [
        f"size of {name}: {snapshot['size'].get(name)} -> {size}"
        for name, size in sizes().items()
        if snapshot["size"].get(name) != size
    ]
    lines += [
        f"{name} of a demonstration: {snapshot['demo'].get(name)} -> {count}"
        for name, count in counted.items()
        if snapshot["demo"].get(name) != count
    ]
    for key, values in gas.items():
        for crowd, used in values.items():
            before = snapshot["gas"].get(key, {}).get(crowd)
            if before != used:
                lines.append(f"gas of {key} with {crowd} lenders: {before} -> {used}")
    return lines


def check() -> int:
    """Compare with the snapshot; 0 when nothing differs."""
    gas = bench_gas.measure(CROWDS_CHECKED)
    snapshot = json.loads(SNAPSHOT.read_text("utf-8"))
    wrong = differences(snapshot, gas, counts()) + faults(gas)
    for line in wrong:
        print(line)
    if wrong:
        print("a figure has changed: accept it with `python scripts/bench.py --accept`")
    else:
        keys = f"{len(gas)} keys, crowds {CROWDS_CHECKED}"
        print(f"gas, sizes and counts are the snapshot's ({keys})")
    return 1 if wrong else 0


def write(path: Path, document: dict[str, Any]) -> None:
    """Write a document of measurements and say where."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


def main(arguments: list[str]) -> int:
    """Do what the arguments say; 0 when nothing is wrong."""
    if arguments == ["--check"]:
        return check()
    gas = bench_gas.measure(CROWDS_CHECKED if arguments == ["--accept"] else bench_gas.CROWDS)
    if arguments == ["--accept"]:
        write(SNAPSHOT, {"demo": counts(), "gas": gas, "size": sizes()})
        return 0
    parts = {
        "chain": bench_chain.measure(),
        "audit": bench_audit.measure(),
        "credit": bench_credit.measure(),
        "demo": bench_demo.measure(),
        "api": bench_api.measure(),
        "pages": bench_pages.measure(),
        "neighbours": bench_neighbours.measure(),
        "screening": bench_screening.measure(),
        "matching": bench_matching.measure(),
        "parts": bench_parts.measure(),
        "scale": bench_scale.measure(),
    }
    results = {
        name: {k: v for k, v in part.items() if k != "method"} for name, part in parts.items()
    }
    write(
        RESULTS,
        {
            "gas": gas,
            "slope_ppm": slopes(gas),
            "size": sizes(),
            **results,
            "method": bench_gas.METHOD | {name: part["method"] for name, part in parts.items()},
        },
    )
    for key, values in gas.items():
        print(f"{key:20} " + " ".join(f"{values.get(str(n), '-'):>9}" for n in bench_gas.CROWDS))
    for line in faults(gas):
        print(line)
    return 1 if faults(gas) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
