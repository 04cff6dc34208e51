"""The wallet of a node under development: visitors try the platform with keys worth nothing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import Field

from tallystick.chain.signer import signature_bytes
from tallystick.documents import read_json
from tallystick.errors import InputError
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import AuthDep, PlatformDep
from tallystick_node.api.shapes import Strict
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.web.account.sign_in import with_cookie
from tallystick_node.web.forms import Typed
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage

__all__ = ["router"]

router = pages_router()
PARAMS_MAX, TYPED_BYTES_MAX = 4, 16_384


class DevWalletRequest(Strict):
    """A request of EIP-1193 to the wallet of a role."""

    role: str = Field(max_length=32)
    """Whose wallet."""
    method: str = Field(max_length=64)
    """The method."""
    params: list[Any] = Field(max_length=PARAMS_MAX)
    """Its parameters."""


@router.post("/dev-wallet")
def ask_dev_wallet(
    request: Request, body: DevWalletRequest, platform: PlatformDep, _: OwnPage
) -> Response:
    """Sign in or send as one of the people of a node under development."""
    wallets = request.app.state.services.dev_wallets
    if body.role not in wallets:
        raise NotHere("API:PATH", "this node is not under development, it has no wallets")
    signer = wallets[body.role]
    match body.method, body.params:
        case (("eth_requestAccounts" | "eth_accounts"), _):
            result: Any = [signer.address]
        case "eth_chainId", _:
            result = hex(platform.chain_id)
        case (("wallet_switchEthereumChain" | "wallet_addEthereumChain"), _):
            result = None
        case "personal_sign", [str(text), *_]:
            result = signer.sign_text(_text(text))
        case "eth_signTypedData_v4", [_, str(text)]:
            result = "0x" + signature_bytes(signer.sign_typed_data(_typed(text))).hex()
        case "eth_sendTransaction", [dict(wanted)]:
            call = {name: wanted[name] for name in ("from", "to", "data") if name in wanted}
            sent = platform.sender.send(signer, call, int(str(wanted.get("gas", "0x0")), 16))
            result = sent.tx_hash
        case _:
            raise InputError("INPUT:METHOD", "this wallet does not know the method or its form")
    return JSONResponse({"result": result})


@router.post("/dev-session")
def open_dev_session(
    request: Request, page: PageDep, typed: Typed, auth: AuthDep, _: OwnPage
) -> Response:
    """Look at the pages of staff of a node under development, the second factor given."""
    wallet = request.app.state.services.dev_staff.get(typed.get("role", ""))
    if wallet is None:
        raise NotHere("API:PATH", "this node is not under development, or has no such key")
    sessions = auth.sessions
    opened = open_development_session(sessions.database, sessions.clock, wallet)
    return with_cookie(page, RedirectResponse("/staff", HTTPStatus.SEE_OTHER), opened)


def _typed(text: str) -> dict[str, Any]:
    """The typed message that is to be signed, with its numbers as numbers again."""
    try:
        typed = read_json(text, bytes_max=TYPED_BYTES_MAX)
        kinds = {entry["name"]: entry["type"] for entry in typed["types"][typed["primaryType"]]}
        typed["message"] = {
            name: int(value) if kinds[name].startswith("uint") else value
            for name, value in typed["message"].items()
        }
    except (KeyError, TypeError, ValueError) as wrong:
        raise InputError("INPUT:METHOD", "a typed message is EIP-712 as JSON") from wrong
    return dict(typed)


def _text(data: str) -> str:
    """The text of a message that is to be signed, which comes in hex."""
    try:
        return bytes.fromhex(data.removeprefix("0x")).decode("utf-8")
    except ValueError as wrong:
        raise InputError("INPUT:METHOD", "a message to sign is UTF-8 in hex") from wrong
