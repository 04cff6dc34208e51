"""Made-up people of the demonstration: numbers that are well formed and belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from eth_utils.crypto import keccak
from stdnum import luhn
from stdnum.cn import ric

__all__ = ["Person", "person_of"]

NAMES = ["欧阳明", "司马静", "上官文", "诸葛丽", "夏侯强", "皇甫兰", "尉迟勇", "公孙梅"]
PDF = b"%%PDF-1.7\n%% a document of the demonstration, made up\n1 0 obj<</Of(%s)>>endobj\n%%%%EOF\n"


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody states about themselves; income in minor units a year."""

    name: str
    number: str
    phone: str
    card: str
    income: int

    def document(self, kind: str) -> bytes:
        """Return a paper of theirs.

        Args:
            kind: What it is, such as proof_of_income.

        Returns:
            The bytes of a PDF.
        """
        return PDF % f"{kind} {self.number}".encode()

    def picture(self, number: int) -> bytes:
        """Return a picture of theirs; no other is like it.

        Args:
            number: Which of their pictures.

        Returns:
            Bytes that begin as a PNG does.
        """
        return b"\x89PNG\r\n\x1a\nIHDR" + keccak(text=f"{self.number} {number}") + b"IEND"


def person_of(place: int, income: int) -> Person:
    """Return the person of a place, the same in every run.

    Args:
        place: Their number among the people of the demonstration, from 0 on.
        income: In minor units a year.

    Returns:
        A person with well-formed numbers that belong to nobody.
    """
    # Places 15 to 17 above 900 would tell the sandbox to fail.
    body = f"110105{1960 + place % 30}{1 + place // 30 % 12:02d}{1 + place // 360 % 28:02d}123"
    card = f"622848{place:012d}"
    return Person(
        name=NAMES[place % len(NAMES)],
        number=body + str(ric.calc_check_digit(body + "0")),
        phone=f"138{place:08d}",
        card=card + str(luhn.calc_check_digit(card)),
        income=income,
    )
