"""The sandbox of providers: for development alone, and every reply says so.

It fails in every way a real one does. Which way is chosen by marks in what it is asked; the table
is in docs/reference/kyc.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError
from tallystick_node.kyc.providers.protocols import (
    BureauAsked,
    BureauReport,
    CardAsked,
    IdentityAsked,
    LivenessAsked,
    LivenessReply,
    ProviderFailed,
    Reply,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BUREAU_MARKS", "CARD_MARKS", "ID_MARKS", "IMAGE_MARKS", "SANDBOX", "SandboxProvider"]

SANDBOX = "sandbox"
# Places 15 to 17 of an identity number.
ID_MARKS: dict[str, tuple[str, ...] | str] = {
    "901": ("NAME",),
    "902": ("DECEASED",),
    "903": ("NOT_FOUND",),
    "904": "PROVIDER:TIMEOUT",
    "905": "PROVIDER:UNAVAILABLE",
    "906": "PROVIDER:ANSWER",
}
# The last four digits of the mobile number.
CARD_MARKS: dict[str, tuple[str, ...] | str] = {
    "9001": ("NAME",),
    "9002": ("ID_NUMBER",),
    "9003": ("MOBILE",),
    "9004": ("CARD",),
    "9005": ("NAME", "CARD"),
    "9006": ("CARD_CLOSED",),
    "9007": "PROVIDER:TIMEOUT",
    "9008": "PROVIDER:UNAVAILABLE",
    "9009": "PROVIDER:ANSWER",
}
# What the bytes of a picture end with: a code, and how sure the sandbox is of life and likeness.
IMAGE_MARKS: dict[bytes, tuple[str, int, int] | str] = {
    b"sandbox:photo": ("PHOTO", 120_000, 990_000),
    b"sandbox:synthetic": ("SYNTHETIC", 300_000, 970_000),
    b"sandbox:other": ("OTHER_FACE", 980_000, 210_000),
    b"sandbox:none": ("NO_FACE", 0, 0),
    b"sandbox:unsure": ("", 790_000, 990_000),
    b"sandbox:timeout": "PROVIDER:TIMEOUT",
    b"sandbox:unavailable": "PROVIDER:UNAVAILABLE",
    b"sandbox:malformed": "PROVIDER:ANSWER",
}
# Places 15 to 17 of an identity number.
BUREAU_MARKS = {
    "911": "no record",
    "912": "loans overdue",
    "914": "PROVIDER:TIMEOUT",
    "915": "PROVIDER:UNAVAILABLE",
    "916": "PROVIDER:ANSWER",
}
# The columns of the card that ships, for somebody sound and for somebody who is late.
_SOUND = (
    ("credit_history_months", "180"), ("delinq_2yrs", "0"), ("open_acc", "9"), ("pub_rec", "0"),
    ("pub_rec_bankruptcies", "0"), ("revol_bal", "4000"), ("revol_util", "0.15"),
    ("total_acc", "22"),
)  # fmt: skip
_OVERDUE = (
    ("credit_history_months", "60"), ("delinq_2yrs", "3"), ("mths_since_last_delinq", "2"),
    ("open_acc", "14"), ("pub_rec", "1"), ("pub_rec_bankruptcies", "1"), ("revol_bal", "31000"),
    ("revol_util", "0.95"), ("total_acc", "16"),
)  # fmt: skip
_SENTENCES = {
    "PROVIDER:TIMEOUT": "the provider did not answer in time",
    "PROVIDER:UNAVAILABLE": "the provider is not to be reached",
    "PROVIDER:ANSWER": "the provider's answer makes no sense",
}


@dataclass
class SandboxProvider:
    """All four providers in one; ConfigError `PROVIDER:SANDBOX` unless this is a development node.

    It remembers challenges and pictures, and accepts none twice.
    """

    dev: bool
    today: Callable[[], date]
    name: str = SANDBOX
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not self.dev:
            raise ConfigError(
                "PROVIDER:SANDBOX", "the sandbox vouches for nobody; it is for --dev alone"
            )

    def compare(self, asked: IdentityAsked) -> Reply:
        """Reply as the register of persons would, by places 15 to 17 of the number.

        Args:
            asked: Name and number.

        Returns:
            The reply.

        Raises:
            ProviderFailed: When the number asks for a failure.
        """
        return self._reply(ID_MARKS.get(asked.number[14:17], ()), asked.number)

    def check(self, asked: CardAsked) -> Reply:
        """Reply as the check of four elements would, by the last four digits of the mobile number.

        Args:
            asked: The four elements.

        Returns:
            The reply.

        Raises:
            ProviderFailed: When the number asks for a failure.
        """
        return self._reply(CARD_MARKS.get(asked.mobile[-4:], ()), asked.card)

    def judge(self, asked: LivenessAsked) -> LivenessReply:
        """Reply as the judge of faces would, by the last bytes of the picture.

        Args:
            asked: The picture, its challenge, and whose face it is to be.

        Returns:
            The reply.

        Raises:
            ProviderFailed: When the picture asks for a failure.
        """
        reference = _reference(asked.challenge)
        for mark, way in IMAGE_MARKS.items():
            if asked.image.endswith(mark):
                if isinstance(way, str):
                    raise _failed(way)
                code, alive, same = way
                codes = (code,) if code else ()
                return LivenessReply(self.name, reference, alive, same, codes)
        seen = {f"challenge:{asked.challenge}", hashlib.sha256(asked.image).hexdigest()}
        if not asked.challenge or seen & self._seen:
            return LivenessReply(self.name, reference, 0, 0, ("CHALLENGE",))
        self._seen |= seen
        return LivenessReply(self.name, reference, 990_000, 980_000)

    def inquire(self, asked: BureauAsked) -> BureauReport:
        """Reply as a bureau would, by places 15 to 17 of the number.

        Args:
            asked: Whose record is asked for, and by which consent.

        Returns:
            The report.

        Raises:
            ProviderFailed: When the number asks for a failure.
        """
        way = BUREAU_MARKS.get(asked.number[14:17], "")
        if way.startswith("PROVIDER:"):
            raise _failed(way)
        reference, today = _reference(asked.number), self.today()
        if way == "no record":
            return BureauReport(self.name, reference, today, found=False)
        overdue = way == "loans overdue"
        return BureauReport(
            self.name, reference, today, found=True, score=480 if overdue else 720, score_min=350,
            score_max=950, loans_open=3, loans_overdue=2 if overdue else 0,
            dpd_max=64 if overdue else 0, inquiries_6m=9 if overdue else 1,
            columns=_OVERDUE if overdue else _SOUND,
        )  # fmt: skip

    def _reply(self, way: tuple[str, ...] | str, asked: str) -> Reply:
        if isinstance(way, str):
            raise _failed(way)
        return Reply(self.name, _reference(asked), way)


def _failed(code: str) -> ProviderFailed:
    return ProviderFailed(code, f"{_SENTENCES[code]} (sandbox)")


def _reference(asked: str) -> str:
    """Return a reference that looks like one and tells nothing of what was asked."""
    salted = hashlib.pbkdf2_hmac("sha256", asked.encode(), b"sandbox reference", 10_000)
    return f"SANDBOX-{salted.hex()[:12]}"
