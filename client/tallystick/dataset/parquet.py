"""The tables as Parquet, by DuckDB: partitions by loan, amounts exact, and back to the same CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.dataset.columns import TABLES
from tallystick.errors import InputError

if TYPE_CHECKING:
    import duckdb

__all__ = ["opened", "pack_parts", "read_rows"]

MEMORY, BATCH = "1GB", 10_000
_ORDER = {"loans": "loan", "notes": "loan, holder"}


def pack_parts(work: Path, table: str) -> None:
    """Pack each part of a table, which stands there as CSV, as Parquet in its place.

    Args:
        work: The dataset's directory.
        table: The table's name.

    Raises:
        InputError: DATASET:EXTRA without DuckDB.
    """
    database = opened(work)
    kinds = ", ".join(f"'{of.name}': '{of.kind}'" for of in TABLES[table])
    for part in sorted((work / table).glob("*.csv")):
        source, path = (str(at).replace("'", "''") for at in (part, part.with_suffix(".parquet")))
        database.execute(
            f"COPY (SELECT * FROM read_csv('{source}', header = false, columns = {{{kinds}}},"
            " nullstr = '', auto_detect = false, delim = ',', quote = '\"', escape = '\"'))"
            f" TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
        part.unlink()
    database.close()


def read_rows(folder: Path, table: str) -> Iterator[tuple[Any, ...]]:
    """Yield a table's rows in their canonical order, from its Parquet or CSV.

    Args:
        folder: The dataset's directory.
        table: The table's name.

    Yields:
        The cells; amounts and counts as ints, days as dates, nothing as None.

    Raises:
        InputError: DATASET:FILE when the files are not those of the table; DATASET:EXTRA.
    """
    if (folder / f"{table}.csv").is_file():
        yield from _from_csv(folder / f"{table}.csv", table)
        return
    if not any((folder / table).glob("*.parquet")):
        # A table without a row has no partition.
        return
    database = opened(folder)
    import duckdb  # noqa: PLC0415 - it is there, or opening would have said so

    files = str(folder / table / "*.parquet").replace("'", "''")
    names = ", ".join(of.name for of in TABLES[table])
    try:
        answer = database.execute(
            f"SELECT {names} FROM read_parquet('{files}', hive_partitioning = false)"
            f" ORDER BY {_order(table)}"
        )
        while rows := answer.fetchmany(BATCH):
            for row in rows:
                yield tuple(
                    int(cell) if _is_number(of.kind) and cell is not None else cell
                    for cell, of in zip(row, TABLES[table], strict=True)
                )
    except (duckdb.Error, OSError, ValueError, ArithmeticError) as wrong:
        raise InputError("DATASET:FILE", f"{table} cannot be read ({wrong})") from wrong
    finally:
        database.close()


def _from_csv(path: Path, table: str) -> Iterator[tuple[Any, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            if next(reader) != [of.name for of in TABLES[table]]:
                raise InputError("DATASET:FILE", f"{path.name} has other columns")
            for row in reader:
                yield tuple(
                    None if cell == "" else int(cell) if _is_number(of.kind) else cell
                    for cell, of in zip(row, TABLES[table], strict=True)
                )
        except (ValueError, csv.Error, StopIteration) as wrong:
            raise InputError("DATASET:FILE", f"{path.name} cannot be read ({wrong})") from wrong


def _is_number(kind: str) -> bool:
    return kind == "BIGINT" or kind.startswith("DECIMAL")


def _order(table: str) -> str:
    return _ORDER.get(table, "block, place")


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that works on a dataset.

    Args:
        folder: The dataset's directory; what does not fit into memory goes beside it.

    Returns:
        The database, of one thread: it writes the same bytes each time.

    Raises:
        InputError: DATASET:EXTRA without DuckDB.
    """
    try:
        import duckdb  # noqa: PLC0415 - 60 MB, for Parquet alone
    except ImportError as wrong:
        raise InputError(
            "DATASET:EXTRA", "Parquet takes DuckDB: pip install 'tallystick[dataset]', or use CSV"
        ) from wrong
    temporary = str(folder).replace("'", "''")
    database = duckdb.connect(":memory:")
    database.execute(f"SET threads = 1; SET memory_limit = '{MEMORY}'")
    database.execute(f"SET temp_directory = '{temporary}/.spill'")
    return database
