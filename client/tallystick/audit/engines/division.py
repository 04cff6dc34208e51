"""Which loans the core replays: those in trouble, and what a mandate's limits look at together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.audit.engines.part import ORDINARY
from tallystick.audit.engines.rows import event_rows, parts_of
from tallystick.dataset.parquet import opened
from tallystick.errors import InputError
from tallystick.replay.decoding import Decoder, LogError

if TYPE_CHECKING:
    from tallystick.audit.engines.rows import StoredLog
    from tallystick.platform.deployment import Deployment

__all__ = ["apart"]

_EXECUTED, _OF_ALL = ("Mandates", "MandateExecuted"), ("Reserve", "DistributionBegun")


def apart(folder: Path, deployment: Deployment) -> frozenset[int]:
    """Return the loans that no part can replay by itself.

    What the dataset says of its rows is believed here and checked by whoever takes them.

    Args:
        folder: The dataset's directory.
        deployment: The deployment file's content.

    Returns:
        Their numbers.

    Raises:
        InputError: DATASET:FILE when the rows cannot be read.
    """
    if not parts_of(folder):
        return frozenset()
    usual = ", ".join(f"'{contract}.{name}'" for contract, name in sorted(ORDINARY))
    named = "contract || '.' || name"
    troubled = _loans(folder, f"contract IS NULL OR name IS NULL OR {named} NOT IN ({usual})")
    if _loans(folder, f"{named} = '{'.'.join(_OF_ALL)}'", any_loan=True):
        # The last distribution looks at every loan.
        return _loans(folder, "true")
    mandated = _loans(folder, f"{named} = '{'.'.join(_EXECUTED)}'")
    return troubled | (_relatives(folder, deployment, mandated) if mandated else frozenset())


def _loans(folder: Path, wanted: str, *, any_loan: bool = False) -> frozenset[int]:
    import duckdb  # noqa: PLC0415 - 60 MB, for Parquet alone

    database = opened(folder)
    files = str(folder / "events" / "*.parquet").replace("'", "''")
    numbered = "true" if any_loan else "loan IS NOT NULL"
    try:
        return frozenset(
            -1 if loan is None else int(loan)
            for (loan,) in database.execute(
                f"SELECT DISTINCT loan FROM read_parquet('{files}', hive_partitioning = false)"
                f" WHERE {numbered} AND ({wanted})"
            ).fetchall()
        )
    except duckdb.Error as wrong:
        raise InputError("DATASET:FILE", f"events cannot be read ({wrong})") from wrong
    finally:
        database.close()


def _relatives(folder: Path, deployment: Deployment, mandated: frozenset[int]) -> frozenset[int]:
    """All loans of everybody who was ever in a group with the borrower of one of these."""
    decoder = Decoder(deployment.addresses())
    families = _Families()
    for values in _events(decoder, event_rows(folder, ("Registry", "Enrolled"))):
        families.join(values["wallet"], values["head"])
        families.join(values["head"], values["group"].to_bytes(8, "big"))
    borrowers = {
        values["loan"]: values["borrower"]
        for values in _events(decoder, event_rows(folder, ("Offers", "Listed")))
    }
    wanted = {families.of(borrowers[loan]) for loan in mandated if loan in borrowers}
    return frozenset(loan for loan, who in borrowers.items() if families.of(who) in wanted)


def _events(decoder: Decoder, rows: Iterable[StoredLog]) -> Iterator[dict[str, Any]]:
    for row in rows:
        try:
            event = decoder.decode(row.log)
        except (LogError, ValueError):
            continue  # whoever takes the row says so
        if event is not None:
            yield decoder.plans[row.log.address, row.log.topics[0]].named(event.values)


class _Families:
    """Wallets and groups that were ever together."""

    def __init__(self) -> None:
        self._heads: dict[bytes, bytes] = {}

    def of(self, member: bytes) -> bytes:
        while (head := self._heads.get(member, member)) != member:
            member = head
        return member

    def join(self, member: bytes, other: bytes) -> None:
        first, second = self.of(member), self.of(other)
        if first != second:
            self._heads[first] = second
