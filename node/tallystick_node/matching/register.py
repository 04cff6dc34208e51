"""The mandates that investors have brought to this node, and what became of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update

from tallystick.chain.contracts import Mandates
from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, day_from_date, local_day
from tallystick.platform.mandates import MandateState, SignedMandate
from tallystick.platform.signable import NOBODY
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.matching.rules import (
    MANDATES_MAX,
    ExitPlan,
    MandateStanding,
    check_exit,
    standing_of,
)
from tallystick_node.storage.insertion import insert_absent, one_at_a_time
from tallystick_node.storage.tables import exit_plans, mandate_allocations, mandates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.storage import Database

__all__ = ["AllocationOfMandate", "HeldMandate", "MandateRegister"]

ALLOCATIONS_SHOWN = 50
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class AllocationOfMandate:
    """What a round has allocated to a mandate, in minor units."""

    round: int
    loan: int
    units: int


_STANDING = frozenset({MandateStanding.COMING, MandateStanding.LIVE, MandateStanding.STOPPED})


@dataclass(frozen=True, slots=True)
class HeldMandate:
    """A mandate at this node, with what the chain says of it now; amounts in minor units.

    lent, lent_today: by it, over its life and on this day of UTC. idle: why the last look found
    that it lends nothing, a code; None when it lends, or was not looked at. excluded: how many
    loans each limit kept out then. code: why the chain refused it. exit: None without a plan.
    allocations: the newest first.
    """

    digest: str
    signed: SignedMandate
    standing: MandateStanding
    created_at: datetime
    lent: int = 0
    lent_today: int = 0
    idle: str | None = None
    excluded: Mapping[str, int] | None = None
    code: str | None = None
    exit: ExitPlan | None = None
    allocations: Sequence[AllocationOfMandate] = ()


@dataclass(frozen=True, slots=True)
class MandateRegister:
    """The mandates of one platform. account: who executes them; None: nobody at this node does."""

    database: Database
    platform: Platform
    sends: SendBook
    account: str | None
    audit_log: AuditLog
    clock: Clock

    def put(self, signed: SignedMandate, by: str, replaces: str | None = None) -> str:
        """Keep a mandate and bring it to the chain; the same one again is taken up again.

        Args:
            signed: The mandate with its owner's signature.
            by: The wallet that brings it, which has to be the owner's.
            replaces: The digest of a mandate of the same owner, for which nothing is lent from now
                on.

        Returns:
            The mandate's digest in hex, which names it.

        Raises:
            Forbidden: MANDATE:OWNER when it is another's.
            InputError: MANDATE:EXECUTOR when this node may not execute it; MANDATE:REVOKED;
                MANDATE:MANY beyond twenty of an owner; MANDATE:UNKNOWN when what it replaces is not
                here.
            Reverted: As the contract refuses it: its bounds, its expiry, its signature.
            TransportError: When the chain's node does not answer.
        """
        mandate, account = signed.mandate, self.account
        if mandate.owner != by:
            raise Forbidden(
                "MANDATE:OWNER", f"the mandate is of {mandate.owner}, and {by} has signed in"
            )
        if account is None:
            raise InputError("MANDATE:EXECUTOR", "this node executes no mandates")
        if mandate.executor not in {NOBODY, account}:
            raise InputError(
                "MANDATE:EXECUTOR",
                f"the mandate names {mandate.executor} as executor, not this node's {account}",
            )
        digest = mandate.digest(self.platform)
        command = Mandates.bring(mandate, signed.signature)
        state = MandateState.of(digest, self.platform.read(Mandates.words_of(digest)))
        if state is not None and state.revoked:
            raise InputError("MANDATE:REVOKED", "its owner has ended it on the chain, for ever")
        if state is None:
            refusal = self.platform.plan(command, account).refusal
            if refusal is not None:
                raise refusal
        name = "0x" + digest.hex()
        with self.database.writing() as connection:
            if replaces is not None:
                self._take_back(connection, replaces, by)
            self._keep(connection, name, signed)
            if state is None:
                self.sends.put(
                    connection, key=_bring_key(name), account=account, contract=command.contract,
                    function=command.function, arguments=(asdict(mandate), signed.signature),
                )  # fmt: skip
            self.audit_log.add(
                connection, actor=by, act="mandate.put", subject=name,
                details={"replaces": replaces},
            )  # fmt: skip
        return name

    def of_owner(self, owner: str, limit: int = 50) -> list[HeldMandate]:
        """Return an investor's mandates.

        Args:
            owner: The wallet.
            limit: How many at most.

        Returns:
            The newest first.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            rows = connection.execute(
                select(mandates)
                .where(mandates.c.owner == owner)
                .order_by(mandates.c.created_at.desc(), mandates.c.digest)
                .limit(limit)
            ).all()
            leaves = self._leaves(connection, owner)
        return [self._held(row, leaves) for row in rows]

    def find(self, digest: str, owner: str) -> HeldMandate:
        """Return one mandate of an investor, with what the rounds have allocated to it.

        Args:
            digest: Its digest in hex.
            owner: The wallet that asks.

        Returns:
            The mandate.

        Raises:
            InputError: MANDATE:UNKNOWN when the wallet has none such here.
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            row = _row(connection, digest, owner)
            allocations = connection.execute(
                select(mandate_allocations)
                .where(mandate_allocations.c.digest == digest)
                .order_by(mandate_allocations.c.round.desc(), mandate_allocations.c.loan)
                .limit(ALLOCATIONS_SHOWN)
            ).all()
            leaves = self._leaves(connection, owner)
        return self._held(
            row,
            leaves,
            tuple(AllocationOfMandate(each.round, each.loan, each.units) for each in allocations),
        )

    def withdraw(self, digest: str, by: str) -> None:
        """Take a mandate back from this node: from now on no round counts it.

        It can still be executed by others whom it allows, until its owner revokes it on the chain.

        Args:
            digest: Its digest in hex.
            by: The wallet that asks, which has to be the owner's.

        Raises:
            InputError: MANDATE:UNKNOWN when the wallet has no such mandate here.
        """
        with self.database.writing() as connection:
            self._take_back(connection, digest, by)
            self.audit_log.add(connection, actor=by, act="mandate.withdrawn", subject=digest)

    def plan_exit(self, digest: str, by: str, plan: ExitPlan) -> None:
        """Set how an investor leaves.

        Args:
            digest: The mandate's digest in hex.
            by: The wallet that asks, which has to be the owner's.
            plan: The plan, in place of the one before.

        Raises:
            InputError: MANDATE:UNKNOWN; EXIT:STOP, EXIT:SELL, EXIT:PRICE as `check_exit`.
        """
        local = self.platform.now() + self._offset
        check_exit(plan, local - local % _DAY_SECONDS - self._offset)
        with self.database.writing() as connection:
            _row(connection, digest, by)
            connection.execute(
                update(mandates)
                .where(mandates.c.digest == digest)
                .values(stop_at=plan.stop_at, sell_at=plan.sell_at, sell_price_ppm=plan.price_ppm)
            )
            self.audit_log.add(
                connection, actor=by, act="mandate.exit", subject=digest,
                details={"stop_at": plan.stop_at, "sell_at": plan.sell_at},
            )  # fmt: skip

    def standing_count(self, owner: str) -> int:
        """Return how many of an investor's mandates somebody could still lend by.

        Args:
            owner: The wallet.

        Returns:
            Those that are neither ended on the chain nor expired; of those taken back from this
            node the ones that name no executor.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        return sum(
            held.standing in _STANDING
            or (
                held.standing is MandateStanding.WITHDRAWN
                and held.signed.mandate.executor == NOBODY
            )
            for held in self.of_owner(owner)
        )

    def withheld(self, connection: Connection, now: int) -> tuple[str, ...]:
        """Return the mandates for which this node lends nothing although it could.

        Args:
            connection: An open database transaction.
            now: The Unix second of the round.

        Returns:
            Their digests, sorted: withdrawn, or stopped by their exit plan or by their owner's
            plan to leave, and not expired.
        """
        today = date_from_day(local_day(now, self._offset))
        leaving = select(exit_plans.c.wallet).where(
            exit_plans.c.outcome.is_(None), exit_plans.c.stop_on <= today
        )
        return tuple(
            connection.scalars(
                select(mandates.c.digest)
                .where(
                    mandates.c.expiry >= now,
                    or_(
                        mandates.c.withdrawn_at.is_not(None), mandates.c.stop_at <= now,
                        mandates.c.owner.in_(leaving),
                    ),
                )
                .order_by(mandates.c.digest)
            )
        )  # fmt: skip

    @property
    def _offset(self) -> int:
        return self.platform.deployment.roles.utc_offset_seconds

    def _leaves(self, connection: Connection, owner: str) -> int | None:
        """The second from which an investor's plan to leave stops all that they have; None: none.

        It is read with each look and written to no mandate, so that one brought later is stopped
        too, and each keeps its own plan when this one is withdrawn.
        """
        day = connection.scalar(
            select(func.min(exit_plans.c.stop_on)).where(
                exit_plans.c.wallet == owner, exit_plans.c.outcome.is_(None)
            )
        )
        return None if day is None else day_from_date(day) * _DAY_SECONDS - self._offset

    def _keep(self, connection: Connection, digest: str, signed: SignedMandate) -> None:
        owner = signed.mandate.owner
        one_at_a_time(connection, f"mandates of {owner}")
        count = connection.scalar(
            select(func.count()).where(
                mandates.c.owner == owner, mandates.c.withdrawn_at.is_(None),
                mandates.c.expiry >= self.platform.now(), mandates.c.digest != digest,
            )
        )  # fmt: skip
        if (count or 0) >= MANDATES_MAX:
            raise InputError("MANDATE:MANY", f"an owner has at most {MANDATES_MAX} mandates here")
        connection.execute(
            insert_absent(connection, mandates).values(
                digest=digest, owner=owner, expiry=signed.mandate.expiry,
                document=json.dumps(signed.document()), created_at=self.clock(),
            )
        )  # fmt: skip
        connection.execute(
            update(mandates).where(mandates.c.digest == digest).values(withdrawn_at=None)
        )

    def _take_back(self, connection: Connection, digest: str, by: str) -> None:
        gone = connection.execute(
            update(mandates)
            .where(
                mandates.c.digest == digest, mandates.c.owner == by,
                mandates.c.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=self.clock())
        )  # fmt: skip
        if gone.rowcount != 1:
            raise _unknown()

    def _held(
        self, row: Row[Any], leaves: int | None, allocations: Sequence[AllocationOfMandate] = ()
    ) -> HeldMandate:
        stops = [each for each in (row.stop_at, leaves) if each is not None]
        stop_at = min(stops, default=None)
        signed = SignedMandate.parse(json.loads(row.document))
        digest, now = bytes.fromhex(row.digest[2:]), self.platform.now()
        state = MandateState.of(digest, self.platform.read(Mandates.words_of(digest)))
        send = None if state is not None else self.sends.find(self.database, _bring_key(row.digest))
        refused = send is not None and send.state in {SendState.REFUSED, SendState.REVERTED}
        standing = standing_of(
            now=now, expiry=row.expiry, revoked=state is not None and state.revoked,
            withdrawn=row.withdrawn_at is not None, brought=state is not None, refused=refused,
            stop_at=stop_at,
        )  # fmt: skip
        looked = standing is MandateStanding.LIVE
        return HeldMandate(
            row.digest, signed, standing, row.created_at,
            lent=0 if state is None else state.lent,
            lent_today=0 if state is None else state.lent_today(now),
            idle=row.idle_reason if looked else None,
            excluded=row.excluded if looked else None,
            code=send.code if send is not None and refused else None,
            exit=None if stop_at is None
            else ExitPlan(stop_at, row.sell_at, row.sell_price_ppm),
            allocations=allocations,
        )  # fmt: skip


def _row(connection: Connection, digest: str, owner: str) -> Row[Any]:
    row = connection.execute(
        select(mandates).where(mandates.c.digest == digest, mandates.c.owner == owner)
    ).one_or_none()
    if row is None:
        raise _unknown()
    return row


def _unknown() -> InputError:
    return InputError("MANDATE:UNKNOWN", "this wallet has no such mandate here")


def _bring_key(digest: str) -> str:
    return f"mandate {digest}"
