"""Channels, coupons and experiments that staff set up, and by what clients have come."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick.errors import InputError
from tallystick_node.growth.journeys import JourneyStep, arm_of
from tallystick_node.growth.refusals import GrowthRefused, NoGrowth
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import (
    client_origins,
    growth_channels,
    growth_experiments,
    reward_coupons,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

    from tallystick_node.growth.desk import GrowthDesk

__all__ = [
    "ARMS", "CHANNELS_MAX", "ORIGIN_DAYS", "ChannelBook", "ChannelKind", "Origin", "experiment_arm",
]  # fmt: skip

# For so long after their registration it is kept by what somebody has come.
ORIGIN_DAYS = 7
CHANNELS_MAX = 500
ARMS = 2
_CODE = re.compile(r"[A-Z0-9]{3,16}")


class ChannelKind(StrEnum):
    """What a channel is."""

    SEARCH = "search"
    SOCIAL = "social"
    CONTENT = "content"
    MAIL = "mail"
    PARTNER = "partner"  # banks, data providers, guarantors, schools, affiliates
    OFFLINE = "offline"  # salons, fairs, communities, chambers of commerce


@dataclass(frozen=True, slots=True)
class Origin:
    """By what somebody has come, as the link said (UTM); empty for what it did not say."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ChannelBook:
    """Keeps what staff set up, and origins."""

    desk: GrowthDesk

    def open(
        self, connection: Connection, code: str, kind: ChannelKind, name: str, by: str
    ) -> Row[Any]:
        """Set a channel up.

        Args:
            connection: An open transaction that writes.
            code: Its code, as it stands in links and on leaflets.
            kind: What it is.
            name: For staff.
            by: The member of staff.

        Returns:
            The channel's row.

        Raises:
            InputError: GROWTH:CODE when the code is not one.
            GrowthRefused: GROWTH:OFFLINE where the law forbids promotion in physical places;
                GROWTH:KNOWN when there is one of that code; GROWTH:MANY beyond 500.
        """
        _check_code(code)
        if kind is ChannelKind.OFFLINE and not self.desk.context.pack.allows(
            "channel.offline", self.desk.today
        ):
            raise GrowthRefused(
                "GROWTH:OFFLINE", "the law of this platform forbids promotion in physical places"
            )
        if len(self.channels(connection)) >= CHANNELS_MAX:
            raise GrowthRefused("GROWTH:MANY", f"there are {CHANNELS_MAX} channels already")
        row = {
            "code": code, "kind": kind, "name": name.strip(), "created_by": by,
            "created_at": self.desk.context.now,
        }  # fmt: skip
        if not inserted(connection, growth_channels, row):
            raise GrowthRefused("GROWTH:KNOWN", f"there is a {code} already")
        self.desk.note(connection, "channel.opened", f"channel {code}", by, {"kind": kind})
        return self._channel(connection, code)

    def end(self, connection: Connection, code: str, by: str) -> None:
        """End a channel: nobody comes by it any more; who has stays counted.

        Args:
            connection: An open transaction that writes.
            code: The channel's.
            by: The member of staff.

        Raises:
            NoGrowth: GROWTH:NONE when there is none that has not ended.
        """
        if self._channel(connection, code).ended_at is not None:
            raise NoGrowth("GROWTH:NONE", f"there is no open {code}")
        table = growth_channels
        connection.execute(
            update(table).where(table.c.code == code).values(ended_at=self.desk.context.now)
        )
        self.desk.note(connection, "channel.ended", f"channel {code}", by)

    def channels(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return every channel.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, by code.
        """
        return connection.execute(select(growth_channels).order_by(growth_channels.c.code)).all()

    def issue_coupon(
        self,
        connection: Connection,
        code: str,
        amount: int,
        *,
        uses_max: int,
        until: date,
        by: str,
    ) -> None:
        """Issue a coupon.

        Args:
            connection: An open transaction that writes.
            code: Its code.
            amount: What it is worth, in minor units.
            uses_max: How many people can have it.
            until: Its last day.
            by: The member of staff.

        Raises:
            InputError: GROWTH:CODE when the code is not one; GROWTH:DAY when it is over already.
            GrowthRefused: GROWTH:KNOWN when there is one of that code.
        """
        _check_code(code)
        if until < self.desk.today:
            raise InputError("GROWTH:DAY", "the last day is today or later")
        row = {
            "code": code, "amount": amount, "uses_max": uses_max, "valid_until": until,
            "created_by": by, "created_at": self.desk.context.now,
        }  # fmt: skip
        if not inserted(connection, reward_coupons, row):
            raise GrowthRefused("GROWTH:KNOWN", f"there is a {code} already")
        self.desk.note(
            connection, "coupon.issued", f"coupon {code}", by,
            {"amount": str(amount), "uses": uses_max, "until": str(until)},
        )  # fmt: skip

    def coupons(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return every coupon.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, by code.
        """
        return connection.execute(select(reward_coupons).order_by(reward_coupons.c.code)).all()

    def keep(self, connection: Connection, person: str, origin: Origin, by: str) -> None:
        """Keep by what somebody has come; the first that is kept stays.

        Args:
            connection: An open transaction that writes.
            person: Who has registered.
            origin: What their link said; a channel that there is not, or not any more, is left out.
            by: Their wallet.

        Raises:
            GrowthRefused: ORIGIN:LATE more than 7 days after they registered; ORIGIN:KEPT when it
                is kept already.
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
        """
        now = self.desk.context.now
        registered_at = self.desk.context.person(connection, person).registered_at
        if registered_at + timedelta(days=ORIGIN_DAYS) < now:
            raise GrowthRefused(
                "ORIGIN:LATE", f"this is kept within {ORIGIN_DAYS} days of a registration"
            )
        open_codes = {each.code for each in self.channels(connection) if each.ended_at is None}
        channel = origin.channel.strip().upper()
        row = {
            "person": person, "source": origin.source, "medium": origin.medium,
            "campaign": origin.campaign, "kept_at": now,
            "channel": channel if channel in open_codes else None,
        }  # fmt: skip
        if not inserted(connection, client_origins, row):
            raise GrowthRefused("ORIGIN:KEPT", "by what you have come is kept already")
        self.desk.note(connection, "origin.kept", "origin", by, {"channel": row["channel"]})

    def origins(self, connection: Connection) -> dict[str, str]:
        """Return by what everybody has come.

        Args:
            connection: An open database transaction.

        Returns:
            By person: the channel's code, else the link's source.
        """
        rows = connection.execute(select(client_origins))
        return {row.person: row.channel or row.source for row in rows}

    def begin_experiment(
        self, connection: Connection, code: str, goal: JourneyStep, by: str
    ) -> None:
        """Begin an experiment of two arms.

        Args:
            connection: An open transaction that writes.
            code: Its code.
            goal: Which step is counted.
            by: The member of staff.

        Raises:
            InputError: GROWTH:CODE when the code is not one.
            GrowthRefused: GROWTH:KNOWN when there is one of that code.
        """
        _check_code(code)
        row = {"code": code, "goal": goal, "began_at": self.desk.context.now, "began_by": by}
        if not inserted(connection, growth_experiments, row):
            raise GrowthRefused("GROWTH:KNOWN", f"there is a {code} already")
        self.desk.note(connection, "experiment.began", f"experiment {code}", by, {"goal": goal})

    def experiments(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return every experiment.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, by code.
        """
        table = growth_experiments
        return connection.execute(select(table).order_by(table.c.code)).all()

    def arm(self, connection: Connection, code: str, person: str) -> int:
        """Return in which arm somebody is, for pages that differ by it.

        Args:
            connection: An open database transaction.
            code: The experiment's.
            person: Who reads.

        Returns:
            0 or 1, always the same; 0 where there is no such experiment.
        """
        known = {each.code for each in self.experiments(connection) if each.ended_at is None}
        return experiment_arm(code, person) if code in known else 0

    def _channel(self, connection: Connection, code: str) -> Row[Any]:
        table = growth_channels
        row = connection.execute(select(table).where(table.c.code == code)).one_or_none()
        if row is None:
            raise NoGrowth("GROWTH:NONE", f"there is no open {code}")
        return row


def experiment_arm(code: str, person: str) -> int:
    """Return in which arm of an experiment somebody is.

    Args:
        code: The experiment's.
        person: Their identifier.

    Returns:
        0 or 1.
    """
    return arm_of(hashlib.sha256(f"{code}:{person}".encode()).digest(), ARMS)


def _check_code(code: str) -> None:
    if not _CODE.fullmatch(code):
        raise InputError("GROWTH:CODE", "a code is 3 to 16 capital letters and digits")
