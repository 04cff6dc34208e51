"""What can be asked of the node about people."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.people import (
    ConsentPurpose,
    ConsentResponse,
    DeclarationResponse,
    DocumentResponse,
    Field,
    PersonKind,
    PersonResponse,
    WalletChallenge,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncPeopleApi"]


class AsyncPeopleApi(AsyncCalls):
    """Calls about people."""

    async def erase_me(self) -> None:
        """Be forgotten, for good. Refused while a loan or the law keeps the records."""
        await self.tell("DELETE", "/v1/me")

    async def read_me(self) -> PersonResponse:
        """What is known of the person who asks, values masked."""
        return await self.ask("GET", "/v1/me", PersonResponse)

    async def give_consent(self, *, purpose: ConsentPurpose) -> ConsentResponse:
        """Agree to one purpose; the number is needed where it is made use of."""
        return await self.ask("POST", "/v1/me/consents", ConsentResponse, body={"purpose": purpose})

    async def withdraw_consent(self, number: int) -> None:
        """Withdraw a consent; what was done under it stays done."""
        await self.tell("DELETE", f"/v1/me/consents/{segment(number)}")

    async def read_declaration(self, *, address: str) -> DeclarationResponse:
        """What one of the person's wallets signs to say that each stated field is true."""
        return await self.ask(
            "GET", "/v1/me/declaration", DeclarationResponse, query={"address": address}
        )

    async def sign_declaration(self, *, address: str, signature: str) -> None:
        """Sign what is stated now, field by field."""
        await self.tell(
            "POST", "/v1/me/declaration", body={"address": address, "signature": signature}
        )

    async def upload_document(self, content: bytes, *, kind: str) -> DocumentResponse:
        """Upload a document as the bytes of the body.

        PDF, PNG or JPEG, which the bytes must show.
        """
        return await self.ask(
            "POST",
            "/v1/me/documents",
            DocumentResponse,
            query={"kind": kind},
            content=content,
            media_type="application/octet-stream",
        )

    async def export_me(self) -> dict[str, Any]:
        """Everything that is kept of the person who asks, opened."""
        return await self.ask("GET", "/v1/me/export", dict[str, Any])

    async def state_field(self, field: Field, *, value: str) -> None:
        """State something about oneself. What was verified about an older value falls away."""
        await self.tell("PUT", f"/v1/me/fields/{segment(field)}", body={"value": value})

    async def change_phone(self, *, code: str, phone: str) -> None:
        """Change the mobile number, by a code that was sent to the new one."""
        await self.tell("POST", "/v1/me/phone", body={"code": code, "phone": phone})

    async def bind_wallet(self, *, address: str, nonce: str, signature: str) -> None:
        """Bind a further wallet by its own signature, for ever."""
        await self.tell(
            "POST",
            "/v1/me/wallets",
            body={"address": address, "nonce": nonce, "signature": signature},
        )

    async def challenge_wallet(self, *, address: str) -> WalletChallenge:
        """Get what a further wallet has to sign."""
        return await self.ask(
            "POST", "/v1/me/wallets/challenge", WalletChallenge, body={"address": address}
        )

    async def register(
        self,
        *,
        code: str,
        phone: str,
        company: str | None = None,
        kind: PersonKind = PersonKind.NATURAL,
    ) -> PersonResponse:
        """Register with a code; the wallet that is signed in becomes the person's first."""
        return await self.ask(
            "POST",
            "/v1/registration",
            PersonResponse,
            body={"code": code, "company": company, "kind": kind, "phone": phone},
        )

    async def ask_code(self, *, phone: str) -> None:
        """Have a code sent to a mobile number. Whether it is known is not said."""
        await self.tell("POST", "/v1/registration/codes", body={"phone": phone})

    async def come_back(
        self, *, code: str, phone: str, identity: str | None = None
    ) -> PersonResponse:
        """Bind the wallet that is signed in to the person whose number it is."""
        return await self.ask(
            "POST",
            "/v1/registration/return",
            PersonResponse,
            body={"code": code, "identity": identity, "phone": phone},
        )
