"""Checks by providers: asked with a consent, kept with their codes, never with what was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tallystick.errors import InputError
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.documents import media_type
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.providers.protocols import (
    CardAsked,
    IdentityAsked,
    LivenessAsked,
    LivenessReply,
    ProviderFailed,
    Reply,
)
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.retention import Remnant
from tallystick_node.storage.tables import checks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.challenges import Challenges
    from tallystick_node.kyc.consents import Consents
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence
    from tallystick_node.kyc.providers.protocols import CardCheck, IdentityDatabase, Liveness
    from tallystick_node.kyc.retention import Remnants

__all__ = ["CARD", "DAY", "IDENTITY", "LIVENESS", "CheckResult", "Checks", "Providers"]

IDENTITY, CARD, LIVENESS = "identity", "card", "liveness"
IMAGE_BYTES_MAX = 5 * 2**20
CHECKS_A_DAY = 5
# A check that was begun: without an answer, should this process end before there is one.
ASKED = "PROVIDER:ASKED"
DAY = timedelta(days=1)

Answer = TypeVar("Answer", Reply, LivenessReply)


@dataclass(frozen=True, slots=True)
class Providers:
    """Who is asked; None where nobody is set up."""

    identity: IdentityDatabase | None = None
    card: CardCheck | None = None
    liveness: Liveness | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check came to; codes name what does not match."""

    kind: str
    provider: str
    passed: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """Asks providers about people; a ProviderFailed is kept as a check without a result."""

    context: Context
    evidence: Evidence
    consents: Consents
    challenges: Challenges
    providers: Providers
    remnants: Remnants

    def identity(self, person: str, consent: int) -> CheckResult:
        """Compare name and identity number with the register of persons.

        Args:
            person: The person's identifier.
            consent: The number of the person's consent to identity checks.

        Returns:
            What the check came to.

        Raises:
            PersonRefused: CHECK:PROVIDER when none is set up; CONSENT:NONE; EVIDENCE:MISSING;
                CHECK:LIMIT after five checks of a kind in a day; CHECK:MOVED when a value changed
                meanwhile; PEOPLE:UNKNOWN.
            ProviderFailed: When the provider does not answer; the attempt is kept.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        provider = self.providers.identity
        if provider is None:
            raise _nobody(IDENTITY)
        with self.context.database.reading() as connection:
            self.consents.check(connection, person, consent, ConsentPurpose.IDENTITY_CHECK)
            name, number = self.evidence.needed(connection, person, Field.NAME, Field.ID_NUMBER)
        begun, reply = self._asked(
            person, IDENTITY, provider.name, consent,
            lambda: provider.compare(IdentityAsked(name, number)),
        )  # fmt: skip
        with self.context.database.writing() as connection:
            self._unmoved(connection, person, {Field.NAME: name, Field.ID_NUMBER: number})
            return self._keep(
                connection, begun, person, IDENTITY, reply, fields=(Field.NAME, Field.ID_NUMBER)
            )

    def card(self, person: str, consent: int) -> CheckResult:
        """Check the four elements of a card: name, identity number, mobile, card number.

        Args:
            person: The person's identifier.
            consent: The number of the person's consent to identity checks.

        Returns:
            What the check came to.

        Raises:
            PersonRefused: As for `identity`.
            ProviderFailed: When the provider does not answer; the attempt is kept.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        provider = self.providers.card
        if provider is None:
            raise _nobody(CARD)
        fields = (Field.NAME, Field.ID_NUMBER, Field.PHONE, Field.CARD)
        with self.context.database.reading() as connection:
            self.consents.check(connection, person, consent, ConsentPurpose.IDENTITY_CHECK)
            values = self.evidence.needed(connection, person, *fields)
        begun, reply = self._asked(
            person, CARD, provider.name, consent, lambda: provider.check(CardAsked(*values))
        )
        with self.context.database.writing() as connection:
            self._unmoved(connection, person, dict(zip(fields, values, strict=True)))
            return self._keep(connection, begun, person, CARD, reply, fields=(Field.CARD,))

    def liveness_challenge(self, person: str) -> str:
        """Return the challenge that the picture has to answer.

        Args:
            person: The person's identifier.

        Returns:
            A nonce of 32 hex digits, good for ten minutes.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
        """
        return self.challenges.give(person, LIVENESS)

    def liveness(self, person: str, consent: int, challenge: str, image: bytes) -> CheckResult:
        """Judge a picture of the person's face.

        Args:
            person: The person's identifier.
            consent: The number of the person's consent to identity checks.
            challenge: The nonce of `liveness_challenge`.
            image: A PNG or JPEG file of at most 5 MiB.

        Returns:
            What the check came to.

        Raises:
            InputError: IMAGE:SIZE, IMAGE:TYPE or DOCUMENT:TYPE when the file is not such a picture.
            PersonRefused: IMAGE:AGAIN for a picture that was shown before, whoever shows it;
                CHALLENGE:STALE; otherwise as for `identity`.
            ProviderFailed: When the provider does not answer; the attempt is kept.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        provider = self.providers.liveness
        if provider is None:
            raise _nobody(LIVENESS)
        if len(image) > IMAGE_BYTES_MAX:
            raise InputError("IMAGE:SIZE", f"a picture has at most {IMAGE_BYTES_MAX} bytes")
        if not media_type(image).startswith("image/"):
            raise InputError("IMAGE:TYPE", "a picture is a PNG or JPEG file")
        context = self.context
        with context.database.writing() as connection:
            self.consents.check(connection, person, consent, ConsentPurpose.IDENTITY_CHECK)
            (number,) = self.evidence.needed(connection, person, Field.ID_NUMBER)
            self.challenges.use(connection, person, LIVENESS, challenge)
        mark = context.vault.mark("image", image.hex())
        with context.database.reading() as connection:
            shown = connection.scalar(select(checks.c.id).where(checks.c.image == mark))
            if shown is not None or self.remnants.has_picture(connection, mark):
                raise _again()
        begun, reply = self._asked(
            person, LIVENESS, provider.name, consent,
            lambda: provider.judge(LivenessAsked(number, challenge, image)),
        )  # fmt: skip
        judged = Reply(reply.provider, reply.reference, self._codes(reply))
        with context.database.writing() as connection:
            self._unmoved(connection, person, {Field.ID_NUMBER: number})
            return self._keep(connection, begun, person, LIVENESS, judged, image=mark)

    def newest(self, connection: Connection, person: str, kind: str) -> CheckResult | None:
        """Return the newest check of a kind.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            kind: `identity`, `card`, `liveness` or `bureau`.

        Returns:
            The check, None when there was none.
        """
        row = connection.execute(
            select(checks)
            .where(checks.c.person == person, checks.c.kind == kind)
            .order_by(checks.c.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        return CheckResult(row.kind, row.provider, row.passed, tuple(row.codes))

    def _asked(
        self, person: str, kind: str, provider: str, consent: int, ask: Callable[[], Answer]
    ) -> tuple[int, Answer]:
        """Ask, outside of any transaction; a failure is written down and goes on.

        PersonRefused `CHECK:LIMIT` beyond a day's questions of a kind: each one costs money, and
        a register must not be tried out.
        """
        number = self._begun(person, kind, provider, consent)
        try:
            return number, ask()
        except ProviderFailed as failed:
            with self.context.database.writing() as connection:
                connection.execute(
                    update(checks).where(checks.c.id == number).values(codes=[failed.code])
                )
                self._note(connection, person, kind, provider, [failed.code])
            raise

    def _begun(self, person: str, kind: str, provider: str, consent: int) -> int:
        """Take one of the day's questions before it is asked: of many at once none is too many."""
        now = self.context.now
        with self.context.database.writing() as connection:
            self.context.person(connection, person, lock=True)
            asked = connection.scalar(
                select(func.count()).where(
                    checks.c.person == person, checks.c.kind == kind, checks.c.at > now - DAY
                )
            )
            earlier = [
                row
                for row in self.remnants.of(connection, person, Remnant.CHECK)
                if row.details["kind"] == kind and row.at > now - DAY
            ]
            if (asked or 0) + len(earlier) >= CHECKS_A_DAY:
                raise PersonRefused(
                    "CHECK:LIMIT", f"{CHECKS_A_DAY} {kind} checks a day; try tomorrow"
                )
            return int(
                connection.execute(
                    insert(checks)
                    .values(
                        person=person, kind=kind, provider=provider, passed=False, codes=[ASKED],
                        consent=consent, at=now,
                    )
                    .returning(checks.c.id)
                ).scalar_one()
            )  # fmt: skip

    def _unmoved(self, connection: Connection, person: str, asked: dict[Field, str]) -> None:
        """Refuse an answer about values that were stated anew while it was on its way."""
        self.context.person(connection, person, lock=True)
        if any(self.evidence.value(connection, person, field) != asked[field] for field in asked):
            raise PersonRefused("CHECK:MOVED", "something was stated anew meanwhile; check again")

    def _keep(
        self,
        connection: Connection,
        number: int,
        person: str,
        kind: str,
        reply: Reply,
        *,
        fields: tuple[Field, ...] = (),
        image: str | None = None,
    ) -> CheckResult:
        answered = (
            update(checks)
            .where(checks.c.id == number)
            .values(
                provider=reply.provider, passed=reply.passed, codes=list(reply.codes),
                reference=reply.reference, image=image,
            )
        )  # fmt: skip
        try:
            with connection.begin_nested():
                connection.execute(answered)
        except IntegrityError:  # the image is the only key that can be there already
            raise _again() from None
        for field in fields:
            self.evidence.verify(
                connection, person, field, passed=reply.passed, method=kind,
                verifier=reply.provider, reference=reply.reference,
            )  # fmt: skip
        self._note(connection, person, kind, reply.provider, list(reply.codes))
        return CheckResult(kind, reply.provider, reply.passed, reply.codes)

    def _note(
        self, connection: Connection, person: str, kind: str, provider: str, codes: list[str]
    ) -> None:
        self.context.note(
            connection, "check.made", person, actor="node",
            details={"kind": kind, "provider": provider, "codes": codes},
        )  # fmt: skip

    def _codes(self, reply: LivenessReply) -> tuple[str, ...]:
        """Return the provider's codes, and ours for what it is not sure enough of."""
        least = self.context.number("liveness.score_min_ppm")
        ours = [
            code
            for code, ppm in (("NOT_ALIVE", reply.alive_ppm), ("NOT_THE_SAME", reply.same_ppm))
            if ppm < least
        ]
        return (*reply.codes, *ours)


def _nobody(kind: str) -> PersonRefused:
    return PersonRefused("CHECK:PROVIDER", f"nobody is set up for the {kind} check")


def _again() -> PersonRefused:
    return PersonRefused("IMAGE:AGAIN", "this picture was shown before; take a new one")
