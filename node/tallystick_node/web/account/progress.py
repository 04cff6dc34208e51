"""How far somebody's registration has come: each step to do, waiting, done, or refused because.

What is searched in lists is no step of it: whoever is held reads that we look at their case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick_node.kyc.checks import ASKED, CARD, IDENTITY, LIVENESS
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.levels import SCREENING_MISSING
from tallystick_node.kyc.refusals import UNDER_REVIEW

if TYPE_CHECKING:
    from datetime import date, datetime

    from tallystick_node.api.routes.people import FieldResponse, PersonResponse
    from tallystick_node.kyc.assessments import Assessment
    from tallystick_node.kyc.checks import CheckResult

__all__ = ["FIELDS", "PersonFacts", "Progress", "RegistrationStep", "sayable", "steps_of"]

# What each kind of person states; a telephone number is changed by a code.
FIELDS: dict[PersonKind, tuple[Field, ...]] = {
    PersonKind.NATURAL: (
        Field.NAME, Field.ID_NUMBER, Field.CARD, Field.INCOME, Field.BIRTH_DATE, Field.ADDRESS,
        Field.COUNTRY, Field.JOB, Field.EMAIL,
    ),
    PersonKind.LEGAL: (
        Field.NAME, Field.COMPANY_NUMBER, Field.INCOME, Field.ADDRESS, Field.COUNTRY, Field.JOB,
        Field.EMAIL,
    ),
}  # fmt: skip
_NEEDED = {
    PersonKind.NATURAL: {Field.NAME, Field.ID_NUMBER, Field.CARD, Field.INCOME},
    PersonKind.LEGAL: {Field.NAME, Field.COMPANY_NUMBER, Field.INCOME},
}
_NO_ANSWER = "PROVIDER:"
_CHECKED = {IDENTITY: (Field.NAME, Field.ID_NUMBER), CARD: (Field.CARD,)}


class Progress(StrEnum):
    """Where a step stands."""

    TO_DO = "to_do"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RegistrationStep:
    """A step. since: when it was done, where that is known. because: codes or sentences."""

    name: str
    progress: Progress
    since: datetime | date | None = None
    because: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the API says of a person, on a day.

    missing: what stands before a credential to lend and to borrow, a sentence each. credentials:
    the numbers of those that were issued, the newest first.
    """

    me: PersonResponse
    checks: Mapping[str, CheckResult | None]
    assessment: Assessment | None
    undeclared: Sequence[Field]
    missing: Mapping[str, Sequence[str]]
    credential_until: datetime | None
    now: datetime
    today: date
    credentials: Sequence[int]

    @property
    def fields(self) -> dict[Field, FieldResponse]:
        """What they have stated, by field."""
        return {field.field: field for field in self.me.fields}


def sayable(sentences: Sequence[str]) -> list[str]:
    """Return what somebody may hear of what is missing.

    Args:
        sentences: As the API says them.

    Returns:
        The same without any word of lists; where nothing else is missing, that it takes time.
    """
    rest = [sentence for sentence in sentences if sentence != SCREENING_MISSING]
    return rest if rest or not sentences else [UNDER_REVIEW]


def steps_of(facts: PersonFacts) -> list[RegistrationStep]:
    """Return every step in its order.

    Args:
        facts: What is known.

    Returns:
        The steps.
    """
    natural = facts.me.kind is PersonKind.NATURAL
    return [
        _phone(facts),
        _consents(facts),
        _fields(facts),
        *(
            (_check(facts, IDENTITY), _check(facts, CARD), _face(facts))
            if natural
            else (_by_staff(facts),)
        ),
        _questionnaire(facts),
        _warning(facts),
        RegistrationStep(
            "declaration", Progress.TO_DO if facts.undeclared else Progress.DONE,
            because=tuple(facts.undeclared),
        ),
        RegistrationStep("wallet", Progress.DONE if facts.me.wallets else Progress.TO_DO),
        *([_care(facts)] if facts.me.extra_care else []),
        _credential(facts),
    ]  # fmt: skip


def _phone(facts: PersonFacts) -> RegistrationStep:
    field = facts.fields.get(Field.PHONE)
    if field is None:
        return RegistrationStep("phone", Progress.TO_DO)
    return RegistrationStep("phone", Progress.DONE, field.at)


def _consents(facts: PersonFacts) -> RegistrationStep:
    agreed = {consent.purpose for consent in facts.me.consents}
    done = ConsentPurpose.IDENTITY_CHECK in agreed
    return RegistrationStep("consents", Progress.DONE if done else Progress.TO_DO)


def _fields(facts: PersonFacts) -> RegistrationStep:
    lacking = _NEEDED[facts.me.kind] - set(facts.fields)
    if lacking:
        return RegistrationStep("fields", Progress.TO_DO, because=tuple(sorted(lacking)))
    last = max(facts.fields[field].at for field in _NEEDED[facts.me.kind])
    return RegistrationStep("fields", Progress.DONE, last)


def _check(facts: PersonFacts, kind: str) -> RegistrationStep:
    stated = [facts.fields.get(field) for field in _CHECKED[kind]]
    holding = [field for field in stated if field and field.method == kind and field.holds]
    if len(holding) == len(stated):
        return RegistrationStep(kind, Progress.DONE, max(field.at for field in holding))
    return _unfinished(facts, kind)


def _face(facts: PersonFacts) -> RegistrationStep:
    result = facts.checks[LIVENESS]
    if result is not None and result.passed:
        return RegistrationStep(LIVENESS, Progress.DONE)
    return _unfinished(facts, LIVENESS)


def _unfinished(facts: PersonFacts, kind: str) -> RegistrationStep:
    result = facts.checks[kind]
    if result is not None and result.codes == (ASKED,):
        return RegistrationStep(kind, Progress.WAITING)
    # What passed and does not hold was stated anew since; what got no answer is asked again.
    unanswered = result is not None and any(code.startswith(_NO_ANSWER) for code in result.codes)
    if result is None or result.passed or unanswered:
        return RegistrationStep(kind, Progress.TO_DO)
    return RegistrationStep(kind, Progress.REFUSED, because=result.codes)


def _by_staff(facts: PersonFacts) -> RegistrationStep:
    if facts.me.level:
        return RegistrationStep("company", Progress.DONE)
    return RegistrationStep("company", Progress.WAITING)


def _questionnaire(facts: PersonFacts) -> RegistrationStep:
    answered = facts.assessment
    if answered is None or answered.expires_on < facts.today:
        return RegistrationStep("questionnaire", Progress.TO_DO)
    if not answered.signed:
        return RegistrationStep("questionnaire", Progress.WAITING)
    return RegistrationStep("questionnaire", Progress.DONE, answered.taken_at)


def _warning(facts: PersonFacts) -> RegistrationStep:
    """The warning belongs to a test that was failed; nobody else has to repeat it."""
    open_warning = facts.assessment is not None and facts.assessment.warning is not None
    return RegistrationStep("warning", Progress.TO_DO if open_warning else Progress.DONE)


def _care(facts: PersonFacts) -> RegistrationStep:
    waits = "call" in facts.me.extra_care
    return RegistrationStep("care", Progress.WAITING if waits else Progress.TO_DO)


def _credential(facts: PersonFacts) -> RegistrationStep:
    if facts.credential_until is not None and facts.credential_until > facts.now:
        return RegistrationStep("credential", Progress.DONE)
    waits = all(UNDER_REVIEW in sentences for sentences in facts.missing.values())
    return RegistrationStep("credential", Progress.WAITING if waits else Progress.TO_DO)
