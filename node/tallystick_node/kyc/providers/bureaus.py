"""Two bureaus behind one report: one in the way of Sesame Credit, one in the way of Baihang.

Sesame-like: a gateway with sorted parameters, signed RSA-SHA256 by us, its response signed by it.
Baihang-like: JSON with an HMAC-SHA256 over time, number and body, and its response likewise. Both
learn the number of the consent, and neither's response counts without its signature.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from tallystick.documents import bound_nesting, read_json
from tallystick.errors import ConfigError
from tallystick_node.infrastructure.providers.connection import ProviderLine, senseless
from tallystick_node.infrastructure.providers.signing import ANSWER, signature
from tallystick_node.kyc.providers.protocols import BureauAsked, BureauReport, ProviderFailed

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import Clock

__all__ = ["BaihangBureau", "SesameBureau", "private_key_of", "public_key_of"]

SESAME_MIN, SESAME_MAX = 350, 950
COUNT_MAX = 100_000
_SENSELESS = (KeyError, ValueError, TypeError, AttributeError)
_SESAME_METHOD = "zhima.credit.score.get"
_SESAME_ANSWER = "zhima_credit_score_get_response"


def _number() -> str:
    return secrets.token_hex(16)


@dataclass
class SesameBureau:
    """A score of 350 to 950. key: ours, to sign with; bureau_key: its own, to check with."""

    line: ProviderLine
    app: str
    key: RSAPrivateKey = field(repr=False)
    bureau_key: RSAPublicKey = field(repr=False)
    clock: Clock
    number: Callable[[], str] = _number
    name: str = "sesame"

    def inquire(self, asked: BureauAsked) -> BureauReport:
        """Return a person's score; see `CreditBureau.inquire`.

        Args:
            asked: Whose record is asked for, and by which consent.

        Returns:
            The report, its score 350 to 950 or None.

        Raises:
            ProviderFailed: PROVIDER:… when no report came, or one that is not signed by the bureau.
        """
        now = self.clock()
        number = self.number()
        content = {
            "transaction_id": number, "name": asked.name, "cert_type": "IDENTITY_CARD",
            "cert_no": asked.number, "consent_id": str(asked.consent),
        }  # fmt: skip
        parameters = {
            "app_id": self.app, "method": _SESAME_METHOD, "charset": "utf-8", "sign_type": "RSA2",
            "timestamp": now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"), "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }  # fmt: skip
        signed = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))
        sign = self.key.sign(signed.encode(), PKCS1v15(), SHA256())
        body = urlencode({**parameters, "sign": base64.b64encode(sign).decode()}).encode()
        raw, _ = self.line.post(
            "/gateway.do", body, {"content-type": "application/x-www-form-urlencoded"}
        )
        return self._report(self._checked(raw), number, now.date())

    def _checked(self, raw: bytes) -> dict[str, Any]:
        """Return the answer when its signature is over the very bytes of it."""
        try:
            document = read_json(raw)
            sign = base64.b64decode(document["sign"], validate=True)
            begin = raw.index(b":", raw.index(f'"{_SESAME_ANSWER}"'.encode())) + 1
            rest = raw[begin:].decode().lstrip()
            bound_nesting(rest)  # it need not begin where a value of the document begins
            answer, end = json.JSONDecoder().raw_decode(rest)
            text = rest[:end]
            self.bureau_key.verify(sign, text.encode(), PKCS1v15(), SHA256())
        except InvalidSignature as error:
            raise senseless("its signature does not fit") from error
        except _SENSELESS as error:
            raise senseless(type(error).__name__) from None
        if not isinstance(answer, dict):
            raise senseless("no object")
        return answer

    def _report(self, answer: dict[str, Any], number: str, day: date) -> BureauReport:
        code = answer.get("code")
        if code == "10000" and answer.get("transaction_id") == number:
            try:
                reference = str(answer["biz_no"])
                raw_score = answer["zm_score"]
                score = None if raw_score in {"N/A", None} else _count(raw_score, SESAME_MAX)
            except _SENSELESS as error:
                raise senseless(type(error).__name__) from None
            if score is not None and score < SESAME_MIN:
                raise senseless("a score out of its range")
            return BureauReport(
                self.name, reference, day, found=score is not None, score=score,
                score_min=SESAME_MIN, score_max=SESAME_MAX,
            )  # fmt: skip
        if code == "10000":
            raise senseless("it is about another question")
        raise ProviderFailed("PROVIDER:REFUSED", "the bureau did not take the question")


@dataclass
class BaihangBureau:
    """A record of loans, without a score. secret: shared with the bureau."""

    line: ProviderLine
    client: str
    secret: bytes = field(repr=False)
    clock: Clock
    number: Callable[[], str] = _number
    name: str = "baihang"

    def inquire(self, asked: BureauAsked) -> BureauReport:
        """Return a person's record of loans; see `CreditBureau.inquire`.

        Args:
            asked: Whose record is asked for, and by which consent.

        Returns:
            The report, without a score.

        Raises:
            ProviderFailed: PROVIDER:… when no report came, or one that is not signed by the bureau.
        """
        number = self.number()
        second = str(int(self.clock().timestamp()))
        body = json.dumps(
            {
                "reqID": number, "name": asked.name, "pid": asked.number,
                "queryReason": "1", "authID": str(asked.consent),
            },
            ensure_ascii=False,
        ).encode()  # fmt: skip
        headers = {
            "content-type": "application/json", "x-bh-client": self.client, "x-bh-time": second,
            "x-bh-number": number, "x-bh-sign": self._sign(second, number, body),
        }  # fmt: skip
        raw, response_headers = self.line.post("/v1/personal/report", body, headers)
        if not hmac.compare_digest(
            str(response_headers.get("x-bh-sign", "")), self._sign(ANSWER, number, raw)
        ):
            raise senseless("its signature does not fit")
        try:
            document = read_json(raw)
            code, data = str(document["resCode"]), document.get("data")
        except _SENSELESS as error:
            raise senseless(type(error).__name__) from None
        if code == "0001":
            return BureauReport(self.name, number, self.clock().date(), found=False)
        if code != "0000":
            raise ProviderFailed("PROVIDER:REFUSED", "the bureau did not take the question")
        return self._report(data)

    def _sign(self, first: str, number: str, body: bytes) -> str:
        return signature(self.secret, first, number, body)

    def _report(self, data: Any) -> BureauReport:
        try:
            return BureauReport(
                self.name,
                str(data["reportNo"]),
                datetime.strptime(str(data["reportDate"]), "%Y%m%d").replace(tzinfo=UTC).date(),
                found=True,
                loans_open=_count(data["openLoans"]),
                loans_overdue=_count(data["overdueLoans"]),
                dpd_max=_count(data["maxOverdueDays"]),
                inquiries_6m=_count(data["queries6m"]),
            )
        except _SENSELESS as error:
            raise senseless(type(error).__name__) from None


def private_key_of(pem: str) -> RSAPrivateKey:
    """Return our RSA key from its PEM text.

    Args:
        pem: The key, not encrypted.

    Returns:
        The key.

    Raises:
        ConfigError: BUREAU:KEY when it is not such a key; the sentence quotes nothing of it.
    """
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigError("BUREAU:KEY", "the setting of the bureau's key is not an RSA key in PEM")
    return key


def public_key_of(pem: str) -> RSAPublicKey:
    """Return a bureau's RSA key from its PEM text.

    Args:
        pem: The public key.

    Returns:
        The key.

    Raises:
        ConfigError: BUREAU:KEY when it is not such a key.
    """
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise ConfigError("BUREAU:KEY", "the bureau's public key is not an RSA public key in PEM")
    return key


def _count(value: object, most: int = COUNT_MAX) -> int:
    """Return a whole number that came as such or as digits; ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("no number")
    digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20
    number = int(value) if isinstance(value, int) or digits else -1
    if not 0 <= number <= most:
        raise ValueError("out of range")
    return number
