"""Binding another wallet, and having everything erased."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import Field

from tallystick.chain.codec import address_of
from tallystick.errors import InputError
from tallystick_node.api.routes import people
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.services import AuthDep, KycDep, PlatformDep
from tallystick_node.web.account.desk import Account
from tallystick_node.web.acts.review import chain_of
from tallystick_node.web.forms import Typed, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import SESSION_COOKIE, OwnPage, Person, Reader

__all__ = ["ERASE", "router"]

router = pages_router()
# What is typed to have everything erased, whatever the page's language.
ERASE = "ERASE"
Nonce = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


@router.get("/account/wallets/further")
def read_binding(
    page: PageDep, me: Person, kyc: KycDep, platform: PlatformDep,
    address: Annotated[str, Query(max_length=42)] = "",
) -> Response:  # fmt: skip
    """What another wallet signs to be bound."""
    if not address:
        return page("further_wallet.html", text="", wallet="")
    wallet = address_of("address", address.strip())
    challenge = people.challenge_wallet(shaped(people.WalletRequest, address=wallet), me, kyc)
    return page(
        "further_wallet.html", text=challenge.message, wallet=wallet, kind="sign",
        transaction=json.dumps({"address": wallet, "message": challenge.message}),
        chain=chain_of(page, platform), next="/account",
        back=f"/account/wallets/further/{challenge.nonce}",
    )  # fmt: skip


@router.post("/account/wallets/further/{nonce}")
def bind_here(
    nonce: Nonce, body: SignatureRequest, reader: Reader, me: Person, kyc: KycDep, auth: AuthDep,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Bind the wallet that has signed; it takes two factors."""
    asked = shaped(
        people.BindingRequest, address=body.address, nonce=nonce, signature=body.signature
    )
    people.bind_wallet(asked, reader, me, kyc, auth)
    return JSONResponse({})


@router.post("/account/erasure")
def erase_here(desk: Account, typed: Typed, _: OwnPage) -> Response:
    """Erase what is kept of the reader, and sign them out."""

    def act() -> None:
        if typed.get("word") != ERASE:
            raise InputError("INPUT:WORD", f"type {ERASE} to have everything erased")
        people.erase_me(desk.me, desk.kyc)

    answer = desk.act("erasure", typed, act)
    if answer.status_code != HTTPStatus.SEE_OTHER:
        return answer
    leaving = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    leaving.delete_cookie(SESSION_COOKIE, path="/")
    return leaving
