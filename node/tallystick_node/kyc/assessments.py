"""Assessments kept: answers sealed, signed by the client, good for a time, warned when failed."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.chain.codec import address_of
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.assessment_rules import (
    WARNING,
    answers_text,
    questionnaire,
)
from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.retention import Remnant
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import assessments

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.retention import Remnants
    from tallystick_node.kyc.wallets import Wallets

__all__ = ["Assessment", "Assessments"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment as its client sees it; a `warning`, if there is one, has to be acknowledged.

    worth and loss in minor units: net worth, and the tenth of it that may be lost.
    """

    number: int
    questionnaire: str
    answers_hash: str
    risk_class: int
    passed: bool
    worth: int
    loss: int
    taken_at: datetime
    expires_on: date
    signed: bool
    warning: str | None


@dataclass(frozen=True, slots=True)
class Assessments:
    """Takes answers, has them signed, and says which class holds."""

    context: Context
    wallets: Wallets
    remnants: Remnants

    def answer(self, person: str, answers: Mapping[str, Any]) -> Assessment:
        """Judge a client's answers and keep them; they count once they are signed.

        Args:
            person: The person's identifier.
            answers: The chosen option of each question by its id; amounts in minor units, as
                digits.

        Returns:
            The new assessment, not signed yet.

        Raises:
            InputError: ANSWERS:FORM when an answer is missing or wrong.
            PersonRefused: ANSWERS:WAIT too soon after a failed test; PEOPLE:UNKNOWN.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        asked = questionnaire()
        read = asked.read(answers)
        context = self.context
        worth_min = {
            risk_class: context.number(f"investor.worth_min.{risk_class}")
            for risk_class in range(1, 6)
        }
        judgement = asked.judge(read, worth_min)
        # The salt keeps others from finding the answers by trying them all.
        kept = {"answers": read, "salt": secrets.token_hex(16), "worth": str(judgement.worth),
                "loss": str(judgement.loss)}  # fmt: skip
        text = canonical([asked.name, kept["answers"], kept["salt"]])
        with context.database.writing() as connection:
            context.person(connection, person, lock=True)
            self._check_wait(connection, person)
            number = connection.execute(
                insert(assessments)
                .values(
                    person=person, questionnaire=asked.name, points=judgement.points,
                    answers_hash="0x" + hashlib.sha256(text.encode()).hexdigest(),
                    known=judgement.known, passed=judgement.passed, risk_class=judgement.risk_class,
                    taken_at=context.now,
                    expires_on=later_by_months(
                        context.today, context.number("entrytest.valid_months")
                    ),
                )
                .returning(assessments.c.id)
            ).scalar_one()  # fmt: skip
            context.vault.put(connection, person, _place(number), canonical(kept).encode())
            context.note(
                connection, "assessment.taken", person,
                details={"id": number, "class": judgement.risk_class, "passed": judgement.passed},
            )  # fmt: skip
            return self._read(connection, self._row(connection, person, int(number)))

    def text(self, person: str, number: int, wallet: str) -> str:
        """Return what a wallet of the person signs for an assessment.

        Args:
            person: The person's identifier.
            number: The assessment's number.
            wallet: The wallet's address.

        Returns:
            The text to sign (EIP-191).

        Raises:
            PersonRefused: WALLET:FOREIGN when the wallet is not bound to the person; ANSWERS:NONE
                when they have no such assessment.
            InputError: INPUT:ADDRESS when the wallet is not an address.
        """
        with self.context.database.reading() as connection:
            address = self.wallets.check_own(connection, person, wallet)
            row = self._row(connection, person, number)
        return answers_text(row.questionnaire, row.answers_hash, address)

    def sign(self, person: str, number: int, wallet: str, signature: str) -> None:
        """Keep the client's signature of an assessment.

        Args:
            person: The person's identifier.
            number: The assessment's number.
            wallet: The wallet's address.
            signature: The wallet's signature of `text`, in hex.

        Raises:
            PersonRefused: ANSWERS:SIGNER when the wallet did not sign it; ANSWERS:NONE;
                WALLET:FOREIGN.
            InputError: SIGNATURE:FORM when the signature is malformed; INPUT:ADDRESS.
            TransportError: When the chain's node does not answer.
        """
        text = self.text(person, number, wallet)
        if not self.wallets.signed(address_of("wallet", wallet), text, signature):
            raise PersonRefused("ANSWERS:SIGNER", "the wallet itself has to sign the answers")
        with self.context.database.writing() as connection:
            address = self.wallets.check_own(connection, person, wallet)
            connection.execute(
                update(assessments)
                .where(assessments.c.id == number, assessments.c.signed_at.is_(None))
                .values(wallet=address, signature=signature, signed_at=self.context.now)
            )
            self.context.note(connection, "assessment.signed", person, details={"id": number})

    def acknowledge(self, person: str, number: int, warning: str) -> None:
        """Record that a client who failed has read the warning: they repeat its words.

        Args:
            person: The person's identifier.
            number: The assessment's number.
            warning: The words of the warning; a full stop at the end may be missing.

        Raises:
            PersonRefused: WARNING:WORDS when the words differ; ANSWERS:NONE.
        """
        if warning.strip().rstrip(".") != WARNING:
            raise PersonRefused("WARNING:WORDS", f"give back the words: {WARNING}")
        with self.context.database.writing() as connection:
            self._row(connection, person, number)
            connection.execute(
                update(assessments)
                .where(assessments.c.id == number, assessments.c.warned_at.is_(None))
                .values(warned_at=self.context.now)
            )
            self.context.note(connection, "assessment.warned", person, details={"id": number})

    def current(self, connection: Connection, person: str) -> Assessment | None:
        """Return the newest signed assessment, whether or not it still holds.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The assessment, None when none was signed.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row = connection.execute(
            select(assessments)
            .where(assessments.c.person == person, assessments.c.signed_at.is_not(None))
            .order_by(assessments.c.id.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else self._read(connection, row)

    def newest(self, connection: Connection, person: str) -> Assessment | None:
        """Return what was answered last, signed or not.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The assessment, None when nothing was answered yet.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row = connection.execute(
            select(assessments)
            .where(assessments.c.person == person)
            .order_by(assessments.c.id.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else self._read(connection, row)

    def _check_wait(self, connection: Connection, person: str) -> None:
        hours = self.context.number("entrytest.retake_hours")
        last = connection.execute(
            select(assessments)
            .where(assessments.c.person == person)
            .order_by(assessments.c.id.desc())
            .limit(1)
        ).one_or_none()
        failed = [] if last is None or last.passed else [last.taken_at]
        failed += [row.at for row in self.remnants.of(connection, person, Remnant.WAIT)]
        if any(self.context.now < at + timedelta(hours=hours) for at in failed):
            raise PersonRefused(
                "ANSWERS:WAIT", f"the test was failed; it can be taken again after {hours} hours"
            )

    def _row(self, connection: Connection, person: str, number: int) -> Row[Any]:
        row = connection.execute(
            select(assessments).where(assessments.c.id == number, assessments.c.person == person)
        ).one_or_none()
        if row is None:
            raise PersonRefused("ANSWERS:NONE", f"this person has no assessment {number}")
        return row

    def _read(self, connection: Connection, row: Row[Any]) -> Assessment:
        kept = json.loads(self.context.vault.get_text(connection, row.person, _place(row.id)))
        return Assessment(
            number=row.id,
            questionnaire=row.questionnaire,
            answers_hash=row.answers_hash,
            risk_class=row.risk_class,
            passed=row.passed,
            worth=int(kept["worth"]),
            loss=int(kept["loss"]),
            taken_at=row.taken_at,
            expires_on=row.expires_on,
            signed=row.signed_at is not None,
            warning=None if row.passed or row.warned_at else WARNING,
        )


def _place(number: int) -> Place:
    return Place("assessments", str(number), "answers")
