"""Write the dataset of a platform's life that never was: valid, of any size, by seed.

    python scripts/synthesise_history.py OUT --loans 1000 --seed 1
    python scripts/synthesise_history.py OUT --loans 1000 --seed 1 --lie claim-interest

OUT/dataset is what `tallystick export` writes, OUT/deployment.json whose it is, and
`tallystick audit --events OUT/dataset --deployment OUT/deployment.json` audits it without a chain.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

from synthetic_history import History, Size
from synthetic_logs import LIES
from tallystick.dataset.export import FORMATS, Exported, Stretch, write_dataset
from tallystick.errors import TallystickError

LOANS_MAX, LENDERS_MIN = 10_000_000, 20


def synthesise(
    out: Path, size: Size, *, lie: str | None = None, at: int = 0, form: str = "parquet"
) -> Exported:
    """Write a life's dataset and deployment file into a new directory.

    Args:
        out: The directory, which must not exist yet.
        size: How much happens.
        lie: The name of a lie in it.
        at: After how many events of its kind the lie is told.
        form: `parquet` or `csv`.

    Returns:
        What was written.

    Raises:
        FileExistsError: When the directory exists.
        SystemExit: When the lie was not told, for want of such an event.
    """
    history = History(size, None if lie is None else LIES[lie], at)
    folder = out / "dataset"
    folder.mkdir(parents=True)
    (out / "deployment.json").write_text(json.dumps(history.deployment.document()), "utf-8")
    stretch = Stretch(history.deployment, history.time_of, lambda: history.end)
    exported = write_dataset(folder, stretch, history.batches(), form=form)
    if lie is not None and not history.writer.lied:
        raise SystemExit(f"error: no event for the lie {lie}; make the history larger")
    return exported


def main() -> None:
    """Read the arguments, write the life, say how much it is."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("out", type=Path, help="a new directory")
    parser.add_argument("--loans", type=int, default=1_000, help="loans listed in all")
    parser.add_argument("--lenders", type=int, default=200, help="how many lend")
    parser.add_argument("--days", type=int, default=720, help="the least number of days")
    parser.add_argument("--seed", type=int, default=1, help="another life for another number")
    parser.add_argument("--lie", choices=sorted(LIES), help="tell one event wrongly")
    parser.add_argument("--at", type=int, default=100, help="after how many of its kind")
    parser.add_argument("--form", choices=FORMATS, default="parquet")
    arguments = parser.parse_args()
    if not 1 <= arguments.loans <= LOANS_MAX or arguments.lenders < LENDERS_MIN:
        parser.error(f"--loans must be 1 to {LOANS_MAX}, --lenders {LENDERS_MIN} at least")
    size = Size(arguments.loans, arguments.lenders, arguments.days, arguments.seed)
    started = time.monotonic()
    try:
        exported = synthesise(
            arguments.out, size, lie=arguments.lie, at=arguments.at, form=arguments.form
        )
    except (FileExistsError, TallystickError) as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        raise SystemExit(2) from wrong
    seconds = time.monotonic() - started
    rows = ", ".join(f"{count} {table}" for table, count in exported.rows.items())
    print(f"{rows}; up to block {exported.block}, root {exported.root}, {seconds:.0f} s")


if __name__ == "__main__":
    main()
