"""Requests for rewards: asked once, decided by the daily job, read by whom they are for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tallystick_node.growth.incentive_rules import (
    IncentiveKind,
    RewardState,
    Spent,
    member_level,
    points_of_lending,
)
from tallystick_node.growth.refusals import GrowthRefused
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import (
    reward_codes,
    reward_coupons,
    reward_devices,
    reward_requests,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.growth.desk import GrowthDesk

__all__ = ["ASKABLE", "SPENT_STATES", "MemberStanding", "RewardBook"]

# What a client asks for; what belongs to an invitation comes with it.
ASKABLE = frozenset({
    IncentiveKind.REGISTRATION, IncentiveKind.FIRST_INVESTMENT, IncentiveKind.COUPON,
})  # fmt: skip
SPENT_STATES = (RewardState.GRANTED, RewardState.PAID)
# Nothing that is mistaken for another sign when it is read aloud.
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """Points of what somebody has lent, and the level that they reach; 0 where points are off."""

    points: int
    level: int


@dataclass(frozen=True, slots=True)
class RewardBook:
    """Keeps requests; nothing here decides."""

    desk: GrowthDesk

    def ask(
        self, connection: Connection, person: str, kind: IncentiveKind, coupon: str, by: str
    ) -> Row[Any]:
        """Ask for a reward; it is decided later.

        Args:
            connection: An open transaction that writes.
            person: Who asks.
            kind: For what.
            coupon: The coupon's code; empty for another kind.
            by: Their wallet.

        Returns:
            The request's row.

        Raises:
            GrowthRefused: REWARD:OFF where the policy does not allow it; REWARD:KIND for what
                comes with an invitation; REWARD:COUPON without such a coupon that is still good;
                REWARD:ASKED when it was asked for already, by whichever wallet.
        """
        if kind not in self.desk.terms.allowed:
            raise GrowthRefused("REWARD:OFF", "this platform gives no such reward")
        if kind not in ASKABLE:
            raise GrowthRefused("REWARD:KIND", "this reward comes with an invitation by itself")
        subject = ""
        if kind is IncentiveKind.COUPON:
            subject = coupon.strip().upper()
            if self.coupon_left(connection, subject) is None:
                raise GrowthRefused("REWARD:COUPON", "there is no such coupon, or it is over")
        row = self._add(connection, person, kind, subject, by)
        if row is None:
            raise GrowthRefused("REWARD:ASKED", "this reward was asked for already")
        return row

    def invite(self, connection: Connection, invitee: str, code: str, by: str) -> None:
        """Keep that somebody has come by an invitation; both sides' requests come of it.

        Args:
            connection: An open transaction that writes.
            invitee: Who has registered.
            code: The invitation's code; one of nobody, or their own, is passed over.
            by: Their wallet.
        """
        inviter = connection.scalar(
            select(reward_codes.c.person).where(reward_codes.c.code == code.strip().upper())
        )
        if inviter is None or inviter == invitee:
            return
        if IncentiveKind.REFERRAL not in self.desk.terms.allowed:
            return
        self._add(connection, inviter, IncentiveKind.REFERRAL, invitee, by)
        self._add(connection, invitee, IncentiveKind.INVITED, inviter, by)

    def code_of(self, connection: Connection, person: str) -> str | None:
        """Return by which code somebody invites others, made when it is first asked for.

        Args:
            connection: An open transaction that writes.
            person: Who invites.

        Returns:
            The code; None where the policy allows no invitations.
        """
        if IncentiveKind.REFERRAL not in self.desk.terms.allowed:
            return None
        while True:
            code = connection.scalar(
                select(reward_codes.c.code).where(reward_codes.c.person == person)
            )
            if code is not None:
                return str(code)
            fresh = "".join(secrets.choice(_SIGNS) for _ in range(_CODE_LENGTH))
            inserted(connection, reward_codes, {"person": person, "code": fresh})

    def of(self, connection: Connection, person: str) -> Sequence[Row[Any]]:
        """Return somebody's requests.

        Args:
            connection: An open database transaction.
            person: Whose.

        Returns:
            Their rows, the newest first.
        """
        table = reward_requests
        question = select(table).where(table.c.person == person).order_by(table.c.id.desc())
        return connection.execute(question).all()

    def in_state(
        self, connection: Connection, state: RewardState, limit: int, after: int = 0
    ) -> Sequence[Row[Any]]:
        """Return requests as staff see them.

        Args:
            connection: An open database transaction.
            state: Where they stand.
            limit: How many at most.
            after: The number of the last one seen; only later ones are returned.

        Returns:
            Their rows, the oldest first.
        """
        table = reward_requests
        question = select(table).where(table.c.state == state, table.c.id > after)
        return connection.execute(question.order_by(table.c.id).limit(limit)).all()

    def standing(self, connection: Connection, person: str) -> MemberStanding:
        """Return somebody's points and level, from what they have lent.

        Args:
            connection: An open database transaction.
            person: Whose.

        Returns:
            Both; 0 where the policy has no points.
        """
        terms = self.desk.terms
        if not terms.points:
            return MemberStanding(0, 0)
        book, clusters = self.desk.lending(connection), self.desk.clusters(connection)
        ties = clusters.members.get(clusters.of.get(person, ""), frozenset({person}))
        amounts = [
            units
            for loan, units in book.lent(person)
            if book.owners.get(loan.borrower) not in ties and (person, loan.loan) not in book.passed
        ]
        points = points_of_lending(amounts, terms)
        return MemberStanding(points, member_level(points, terms))

    def keep_device(self, connection: Connection, person: str, visitor: str) -> None:
        """Keep from which browser somebody asks, as a keyed mark.

        Args:
            connection: An open transaction that writes.
            person: Who asks.
            visitor: What the browser's cookie says.
        """
        mark = self.desk.context.vault.mark("reward_device", visitor)
        inserted(connection, reward_devices, {"person": person, "mark": mark})

    def coupon_left(self, connection: Connection, code: str) -> int | None:
        """Return what a coupon is worth while it is good.

        Args:
            connection: An open database transaction.
            code: The coupon's.

        Returns:
            Minor units; None when there is none, it is over, or it was granted often enough.
        """
        coupon = connection.execute(
            select(reward_coupons).where(reward_coupons.c.code == code)
        ).one_or_none()
        if coupon is None or coupon.valid_until < self.desk.today:
            return None
        used = connection.scalar(
            select(func.count())
            .select_from(reward_requests)
            .where(
                reward_requests.c.kind == IncentiveKind.COUPON,
                reward_requests.c.subject == code,
                reward_requests.c.state.in_(SPENT_STATES),
            )
        )
        return None if (used or 0) >= coupon.uses_max else int(coupon.amount)

    def spent(self, connection: Connection, month: str, identity: str) -> Spent:
        """Return what was granted already.

        Args:
            connection: An open database transaction.
            month: As YYYY-MM.
            identity: The keyed mark of whoever asks.

        Returns:
            Sums in minor units.
        """
        table = reward_requests

        def total(condition: Any) -> int:
            question = select(func.coalesce(func.sum(table.c.amount), 0))
            return int(
                connection.scalar(question.where(condition, table.c.state.in_(SPENT_STATES))) or 0
            )

        return Spent(total(table.c.month == month), total(table.c.identity == identity))

    def _add(
        self, connection: Connection, person: str, kind: IncentiveKind, subject: str, by: str
    ) -> Row[Any] | None:
        table = reward_requests
        row = {
            "person": person, "kind": kind, "subject": subject, "amount": 0,
            "asked_at": self.desk.context.now, "state": RewardState.ASKED,
        }  # fmt: skip
        if not inserted(connection, table, row):
            return None
        added = connection.execute(
            select(table).where(
                table.c.kind == kind, table.c.person == person, table.c.subject == subject
            )
        ).one()
        self.desk.note(connection, "reward.asked", f"reward {added.id}", by, {"kind": kind})
        return added
