"""The list of all complaints, whose Merkle root a node anchors each day.

An entry names nobody: a complaint's number, the hash of what was complained of, when it was
recorded, and its clock. Every day's list has every entry of the days before, so that none can be
lost, moved to another day or given another clock without two anchored lists that contradict each
other. Whoever has complained holds the salt and the words, and shows with them which entry is
theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.merkle import MerkleTree
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = ["HEAD", "ComplaintEntry", "ComplaintList", "commitment_of", "complaints_subject"]

# The leaf that says the day and how many entries there are, so that an empty list has a root.
HEAD = "head"
SALT_BYTES = 32
_FIELDS = (
    "complaint", "turn", "commitment", "recorded_at", "received_on", "acknowledge_by",
    "settle_by", "final_by", "limit_by", "pack", "pack_version",
)  # fmt: skip


def complaints_subject(day: date) -> str:
    """Return the subject under which a day's list is anchored.

    Args:
        day: The platform's local date.

    Returns:
        Such as `complaints:2026-03-10`.
    """
    return f"complaints:{day.isoformat()}"


def commitment_of(salt: bytes, complaint: Mapping[str, str | None]) -> bytes:
    """Return the hash of what was complained of.

    Args:
        salt: 32 bytes that only the client and the platform know.
        complaint: What was complained of, texts by name.

    Returns:
        Keccak-256 of the salt and the canonical text, 32 bytes.

    Raises:
        InputError: COMPLAINT:SALT when the salt has another length.
    """
    if len(salt) != SALT_BYTES:
        raise InputError("COMPLAINT:SALT", f"a salt has {SALT_BYTES} bytes")
    return bytes(keccak(salt + canonical(dict(complaint))))


@dataclass(frozen=True, slots=True)
class ComplaintEntry:
    """A complaint's entry for one of its clocks; turn 2 is the clock after it was reopened.

    commitment: the hash in hex. recorded_at and the ends of the clock: in UTC. limit_by: empty for
    none.
    """

    complaint: int
    turn: int
    commitment: str
    recorded_at: str
    received_on: str
    acknowledge_by: str
    settle_by: str
    final_by: str
    limit_by: str
    pack: str
    pack_version: int

    @property
    def name(self) -> str:
        """Its leaf's name."""
        return f"complaint {self.complaint}.{self.turn}"

    def document(self) -> dict[str, str]:
        """Return the entry for JSON.

        Returns:
            Texts by field.
        """
        return {field: str(getattr(self, field)) for field in _FIELDS}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ComplaintEntry:
        """Read an entry.

        Args:
            document: As `document` returned it.

        Returns:
            The entry.

        Raises:
            InputError: COMPLAINT:ENTRY when it is not one.
        """
        whole = set(document) == set(_FIELDS) and all(
            isinstance(text, str) for text in document.values()
        )
        numbers = ("complaint", "turn", "pack_version")
        if not whole or not all(
            document[name].isascii() and document[name].isdigit() for name in numbers
        ):
            raise InputError("COMPLAINT:ENTRY", "this is not an entry of a list of complaints")
        return cls(**{**document, **{name: int(document[name]) for name in numbers}})


@dataclass(frozen=True, slots=True)
class ComplaintList:
    """All complaints up to a day."""

    day: date
    entries: tuple[ComplaintEntry, ...]

    @property
    def tree(self) -> MerkleTree:
        """The tree over the head and every entry."""
        parts = {entry.name: canonical(entry.document()) for entry in self.entries}
        return MerkleTree({HEAD: canonical(self._head()), **parts})

    @property
    def complaints(self) -> int:
        """How many complaints there are; one that was reopened counts once."""
        return len({entry.complaint for entry in self.entries})

    def document(self) -> dict[str, Any]:
        """Return the list for JSON.

        Returns:
            The head's texts, and `entries`.
        """
        return {**self._head(), "entries": [entry.document() for entry in self.entries]}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ComplaintList:
        """Read a list.

        Args:
            document: As `document` returned it.

        Returns:
            The list.

        Raises:
            InputError: COMPLAINT:LIST when it is not one, or its head does not count its entries;
                COMPLAINT:ENTRY when an entry is not one.
        """
        entries, day = document.get("entries"), document.get("day")
        if not isinstance(entries, list) or not isinstance(day, str):
            raise InputError("COMPLAINT:LIST", "this is not a list of complaints")
        try:
            read = cls(iso_day(day), tuple(map(ComplaintEntry.of, entries)))
        except (ValueError, TypeError) as error:
            raise InputError("COMPLAINT:LIST", "this is not a list of complaints") from error
        if {**document, "entries": []} != {**read.document(), "entries": []}:
            raise InputError("COMPLAINT:LIST", "the head does not say how many entries there are")
        if len({entry.name for entry in read.entries}) != len(read.entries):
            raise InputError("COMPLAINT:LIST", "an entry stands in the list twice")
        return read

    def contradictions(self, later: ComplaintList) -> list[str]:
        """Return which entries a later list has lost or changed.

        Args:
            later: The list of a later day.

        Returns:
            The names of their leaves; empty when the later list has all of this one.
        """
        there = {entry.name: entry for entry in later.entries}
        return [entry.name for entry in self.entries if there.get(entry.name) != entry]

    def gaps(self) -> list[int]:
        """Return the numbers that are missing between 1 and the highest.

        Returns:
            Numbers, ascending.
        """
        here = {entry.complaint for entry in self.entries}
        return sorted(set(range(1, max(here, default=0) + 1)) - here)

    def _head(self) -> dict[str, str]:
        return _head_of(self.day, self.complaints, self.entries)


def _head_of(day: date, complaints: int, entries: Iterable[ComplaintEntry]) -> dict[str, str]:
    return {
        "day": day.isoformat(), "complaints": str(complaints), "count": str(len(list(entries))),
    }  # fmt: skip
