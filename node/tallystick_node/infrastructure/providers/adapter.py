"""Any provider that takes signed JSON over HTTP: set up by a field map, asked through one line."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from tallystick.documents import read_json
from tallystick_node.infrastructure.providers.connection import senseless
from tallystick_node.infrastructure.providers.failure import ProviderFailed
from tallystick_node.infrastructure.providers.field_map import place_in, value_at
from tallystick_node.infrastructure.providers.signing import ANSWER, signature

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.providers.connection import ProviderLine
    from tallystick_node.infrastructure.providers.field_map import Exchange, ProviderMap

__all__ = ["Answer", "SignedProvider"]

FULL_PPM = 1_000_000
REFERENCE_MAX = 128
_WORDS_MAX = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said in our words. codes: every reason for a no; scores in ppm, floored."""

    reference: str
    codes: tuple[str, ...]
    scores: Mapping[str, int]


def _number() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class SignedProvider:
    """Asks one question and reads one answer within bounds.

    client: our name there. secret: shared with the provider. signed_answers: whether its answers
    carry a signature; without one they rest on TLS alone.
    """

    line: ProviderLine
    exchange: Exchange
    fields: ProviderMap
    client: str
    secret: bytes = field(repr=False)
    clock: Clock
    signed_answers: bool = True
    number: Callable[[], str] = _number

    def ask(self, values: Mapping[str, Any]) -> Answer:
        """Ask the provider.

        Args:
            values: JSON values by our names of fields; those that the map names are sent, and
                `key`, the question's number, where the map names it.

        Returns:
            The answer.

        Raises:
            ProviderFailed: PROVIDER:… when no answer came that makes sense and is signed.
        """
        number = self.number()
        document: dict[str, Any] = {}
        for place, value in self.fields.constants.items():
            place_in(document, place, value)
        for name, value in {"key": number, **values}.items():
            if name in self.fields.request and value is not None:
                place_in(document, self.fields.request[name], value)
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        second = str(int(self.clock().timestamp()))
        names = self.fields.headers
        raw, headers = self.line.post(
            self.fields.path, body,
            {
                "content-type": "application/json", names["client"]: self.client,
                names["time"]: second, names["number"]: number,
                names["signature"]: signature(self.secret, second, number, body),
            },
        )  # fmt: skip
        if self.signed_answers:
            expected = signature(self.secret, ANSWER, number, raw)
            sign = str(headers.get(names["signature"], ""))
            if not hmac.compare_digest(sign.encode(), expected.encode()):
                raise self._senseless("its signature does not fit")
        try:
            answer = read_json(raw)
        except ValueError:
            raise self._senseless("no JSON") from None
        return self._read(answer, number)

    def _read(self, answer: Any, number: str) -> Answer:
        places = self.fields.answer
        if "number" in places and self._at(answer, "number") != number:
            raise self._senseless("it is about another question")
        reference = self._at(answer, "reference") if "reference" in places else number
        if isinstance(reference, int) and not isinstance(reference, bool):
            reference = str(reference)
        if (
            not isinstance(reference, str)
            or not 0 < len(reference) <= REFERENCE_MAX
            or not reference.isprintable()
        ):
            raise self._senseless("its reference is no short text")
        scores = {name: self._score(self._at(answer, name)) for name in self.exchange.scores}
        return Answer(reference, self._codes(self._at(answer, "verdict")), scores)

    def _at(self, answer: Any, name: str) -> Any:
        return value_at(answer, self.fields.answer[name], self.exchange.who)

    def _codes(self, verdict: Any) -> tuple[str, ...]:
        words = verdict if isinstance(verdict, list) else [verdict]
        if not 0 < len(words) <= _WORDS_MAX:
            raise self._senseless("no verdict")
        codes: list[str] = []
        for word in words:
            if not isinstance(word, str | int):
                raise self._senseless("a verdict is a word")
            text = str(word).lower() if isinstance(word, bool) else str(word)
            meant = self.fields.verdicts.get(text)
            if meant is None:
                raise ProviderFailed(
                    "PROVIDER:VERDICT",
                    f"the {self.exchange.who} answers in a word that its field map does not know",
                )
            codes += [code for code in meant if code not in codes]
        if self.exchange.passed in codes and len(codes) > 1:
            raise self._senseless("it says yes and no")
        return tuple(code for code in codes if code != self.exchange.passed)

    def _score(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self._senseless("a score is a number")
        try:
            score = Decimal(str(value))
        except InvalidOperation:
            raise self._senseless("a score is a number") from None
        if not score.is_finite() or not 0 <= score <= self.fields.score_max:
            raise self._senseless("a score out of its range")
        return int(score * FULL_PPM / self.fields.score_max)

    def _senseless(self, what: str) -> ProviderFailed:
        return senseless(what, self.exchange.who)
