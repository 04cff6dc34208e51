"""Requests to the node about people."""


# Made by scripts/unasync.py from api/_async/people.py; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._sync.line import Calls
from tallystick.api.records.people import (
    ConsentPurpose,
    ConsentResponse,
    DeclarationResponse,
    DocumentResponse,
    Field,
    LanguageResponse,
    NoticesResponse,
    PersonKind,
    PersonResponse,
    WalletChallenge,
)
from tallystick.api.shapes import segment

__all__ = ["PeopleApi"]


class PeopleApi(Calls):
    """Calls about people."""

    def erase_me(self) -> None:
        """Permanently delete my data. Refused while a loan or the law requires the records.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("DELETE", "/v1/me")

    def read_me(self) -> PersonResponse:
        """What is known about the caller, values masked.

        Returns:
            A person as they see themselves; `missing` is what stands before the next level.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me", PersonResponse)

    def give_consent(self, *, purpose: ConsentPurpose) -> ConsentResponse:
        """Consent to one purpose; its number is needed wherever the consent is used.

        Args:
            purpose: What it is for.

        Returns:
            A consent and its number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/me/consents", ConsentResponse, body={"purpose": purpose})

    def withdraw_consent(self, number: int) -> None:
        """Withdraw a consent; what was done under it stays done.

        Args:
            number: Its number, as the node returned it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("DELETE", f"/v1/me/consents/{segment(number)}")

    def read_declaration(self, *, address: str) -> DeclarationResponse:
        """The message that one of the caller's wallets signs to say that each stated field is true.

        Args:
            address: An address: 0x and 40 hex digits.

        Returns:
            What is signed (EIP-191), and which fields nobody has signed for yet.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/me/declaration", DeclarationResponse, query={"address": address}
        )

    def sign_declaration(self, *, address: str, signature: str) -> None:
        """Sign what is stated now, field by field.

        Args:
            address: The wallet's checksummed address.
            signature: The wallet's signature in hex.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/me/declaration", body={"address": address, "signature": signature})

    def upload_document(self, content: bytes, *, kind: str) -> DocumentResponse:
        """Upload a document as the bytes of the body.

        PDF, PNG or JPEG, which the bytes must show.

        A bank statement may also be the bank's file for programs: CSV, camt.053 or MT940.

        Args:
            content: The bytes of the file.
            kind: The kind, such as proof_of_income.

        Returns:
            A document that is kept.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/me/documents",
            DocumentResponse,
            query={"kind": kind},
            content=content,
            media_type="application/octet-stream",
        )

    def export_me(self) -> dict[str, Any]:
        """Everything that is kept about the caller, decrypted.

        Returns:
            The JSON document.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/export", dict[str, Any])

    def state_field(self, field: Field, *, value: str) -> None:
        """State a fact about myself. What was verified about an older value no longer counts.

        Args:
            field: What is known of a person, by name.
            value: The value; an amount in minor units, a date as YYYY-MM-DD.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("PUT", f"/v1/me/fields/{segment(field)}", body={"value": value})

    def read_language(self) -> LanguageResponse:
        """In which language I get messages by telephone, mail and push.

        Returns:
            In which language messages come.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/language", LanguageResponse)

    def choose_language(self, *, language: str) -> None:
        """Choose the language of messages from now on, of those that wait too.

        Args:
            language: en or zh-CN.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("PUT", "/v1/me/language", body={"language": language})

    def list_notices(self, *, limit: int = 50) -> NoticesResponse:
        """What I was told.

        Args:
            limit: Items of a page at most.

        Returns:
            What a person was told.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/notices", NoticesResponse, query={"limit": limit})

    def change_phone(self, *, code: str, phone: str) -> None:
        """Change the mobile number, by a code that was sent to the new one.

        It takes two factors.

        Args:
            code: The code that was sent to the number.
            phone: A mobile number, with or without the country's code.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/me/phone", body={"code": code, "phone": phone})

    def bind_wallet(self, *, address: str, nonce: str, signature: str) -> None:
        """Bind a further wallet by its signature, permanently; it takes two factors.

        Args:
            address: The wallet's checksummed address.
            nonce: What makes the message good for one use.
            signature: The wallet's signature in hex.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST",
            "/v1/me/wallets",
            body={"address": address, "nonce": nonce, "signature": signature},
        )

    def challenge_wallet(self, *, address: str) -> WalletChallenge:
        """Get what a further wallet has to sign.

        Args:
            address: The wallet's checksummed address.

        Returns:
            What the wallet signs (EIP-191) within ten minutes.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", "/v1/me/wallets/challenge", WalletChallenge, body={"address": address}
        )

    def register(
        self,
        *,
        code: str,
        phone: str,
        company: str | None = None,
        kind: PersonKind = PersonKind.NATURAL,
    ) -> PersonResponse:
        """Register with a code; the wallet that is signed in becomes the person's first.

        Args:
            code: The code that was sent to the number.
            phone: A mobile number, with or without the country's code.
            company: A legal person's social credit code; None leaves it out.
            kind: natural or legal.

        Returns:
            A person as they see themselves; `missing` is what stands before the next level.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/registration",
            PersonResponse,
            body={"code": code, "company": company, "kind": kind, "phone": phone},
        )

    def ask_code(self, *, phone: str) -> None:
        """Send a code to a mobile number.

        The answer is the same whether the number is known or not.

        Args:
            phone: A mobile number, with or without the country's code.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/registration/codes", body={"phone": phone})

    def come_back(self, *, code: str, phone: str, identity: str | None = None) -> PersonResponse:
        """Bind the wallet that is signed in to the person whose number it is.

        The sessions of their other wallets end: one of those may be lost.

        Args:
            code: The code that was sent to the number.
            phone: A mobile number, with or without the country's code.
            identity: The identity number or social credit code, if it was stated; None leaves it
                out.

        Returns:
            A person as they see themselves; `missing` is what stands before the next level.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/registration/return",
            PersonResponse,
            body={"code": code, "identity": identity, "phone": phone},
        )
