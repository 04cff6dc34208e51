"""What the commands of `tallystick credit` have in common: options, and what each does first."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import CannotRunError

__all__ = ["AsOf", "Data", "Encoding", "Json", "Mature", "Model", "States", "apart", "one_thread"]

Data = Annotated[Path, typer.Option("--data", help="A CSV file, plain or gzip.", metavar="FILE")]
Model = Annotated[Path, typer.Option("--model", help="A card; `default` is ours.", metavar="FILE")]
Encoding = Annotated[
    str, typer.Option(help="How the data's letters are written, such as gb18030.", metavar="NAME")
]
Mature = Annotated[
    int,
    typer.Option(help="Leave out loans under N months old, whatever became of them.", metavar="N"),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        help="The day at which they are so old; else when the last loan was made.",
        formats=["%Y-%m-%d"],
        metavar="DATE",
    ),
]
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state",
        help="A further card for applicants of whom these columns alone are known; repeatable.",
        metavar="NAME=COL,COL",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def one_thread() -> None:
    """Keep linear algebra on one thread.

    The matrices are small: on a busy machine the threads of BLAS cost a hundredfold.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def apart(out: Path, *read: Path) -> None:
    """Refuse to write over what is read.

    Args:
        out: What is to be written.
        read: What is to be read.

    Raises:
        CannotRunError: CREDIT:FILE when they are one file.
    """
    for file in read:
        if out.exists() and file.exists() and out.samefile(file):
            raise CannotRunError(
                "CREDIT:FILE", f"{out} is what is to be read: name another file for --out"
            )
