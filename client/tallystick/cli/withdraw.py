"""`tallystick withdraw`: money out of the platform, by the node's custodian."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.amounts import TokenAmounts, require_amount
from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl
from tallystick.cli.second_factor import give_code, require_code
from tallystick.cli.signing import signer_from

if TYPE_CHECKING:
    from tallystick.api import NodeClient
    from tallystick.api.records.payments import OrderResponse
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.platform import Platform

__all__ = ["app"]

# Withdrawals of one wallet at once may take each other's tokens; each round one of them is done.
_ROUNDS = 8
_LOOKS = 3
_NOT_NOW = frozenset({403, 409})
_KEY = re.compile(r"[!-~]{8,64}")

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(cls=PositionalCommand)
def withdraw(
    amount: Annotated[
        str, typer.Argument(help="In the token's units, such as 100 or 1,250.50.", metavar="AMOUNT")
    ],
    url: Annotated[str, typer.Option("--url", help="The node's URL, without /rpc.", metavar="URL")],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: Annotated[
        Path,
        typer.Option(
            "--key-file", help="Keystore of the wallet, whose password is asked for.",
            metavar="FILE",
        ),
    ],
    key: Annotated[
        str,
        typer.Option(
            "--key", help="The order's key of 8 to 64 characters; a new one is made without it.",
            metavar="KEY", show_default=False,
        ),
    ] = "",
    from_escrow: Annotated[
        bool,
        typer.Option("--from-escrow", help="Take what the wallet lacks out of the Escrow first."),
    ] = False,
    code: Annotated[
        str,
        typer.Option(
            "--code", help="The code of now of your authenticator app.", metavar="CODE",
            show_default=False,
        ),
    ] = "",
    dev: Annotated[bool, typer.Option("--dev", help="Take a key in the clear.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Order a withdrawal and send its tokens to the custodian, each of them once.

    Whatever stops it, the same command with the same --key goes on where it stopped. The bank pays
    once you have authorised the order there. A node asks for a second factor: set one up with
    `tallystick second-factor` or on its pages, and give its code. With --json amounts are in the
    token's minor units. Exit codes: 0 done, 1 the node says no or the order has ended unpaid,
    2 could not run.
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - imports HTTP and pydantic
    from tallystick.errors import InputError, NodeRefused  # noqa: PLC0415
    from tallystick.platform._sync.platform import Platform  # noqa: PLC0415

    require_code(code)
    if key and not _KEY.fullmatch(key):
        raise CannotRunError("CLI:KEY", "an order's key is 8 to 64 visible ASCII characters")
    require_amount(amount)
    signer = signer_from(key_file, clear=dev)
    platform = Platform.connect(rpc, deployment)
    money = TokenAmounts.of(platform)
    minor = money.read(amount)
    if minor == 0:
        raise CannotRunError("CLI:AMOUNT", "a withdrawal is more than 0")
    key = key or _new_key()
    with NodeClient(url, signer) as node:
        try:
            give_code(node, code)
            order = _carried_out(node, platform, signer, minor, key, from_escrow=from_escrow)
        except NodeRefused as refused:
            if refused.status not in _NOT_NOW:
                raise
            if as_json:
                answer({"code": refused.code, "sentence": refused.sentence})
            print(f"error: {money.worded(str(refused))}", file=sys.stderr)
            raise typer.Exit(ANSWER_IS_NO) from None
        except InputError as refused:
            raise CannotRunError(refused.code, money.worded(refused.sentence)) from refused
    _show(order, key, money, as_json=as_json)
    if order.state in {"refused", "expired"}:
        raise typer.Exit(ANSWER_IS_NO)


def _new_key() -> str:
    key = f"cli-{secrets.token_hex(16)}"
    print(f"the order's key is {key}: should this stop, go on with --key {key}", file=sys.stderr)
    return key


def _show(order: OrderResponse, key: str, money: TokenAmounts, *, as_json: bool) -> None:
    if as_json:
        answer({"idempotency_key": key, **order.model_dump(mode="json")})
    else:
        print(f"{money(order.amount)} {money.symbol} to be paid out, order {order.key}")
        print(f"it is {order.state}{'' if order.reason is None else f': {order.reason}'}")
        if order.authorise_at is not None:
            print(f"authorise it at {order.authorise_at}")
        elif order.state == "awaiting":
            print(f"the bank's link comes next: run this again with --key {key}")


def _carried_out(
    node: NodeClient, platform: Platform, signer: Signer, minor: int, key: str, *, from_escrow: bool
) -> OrderResponse:
    from tallystick.errors import InputError, Reverted  # noqa: PLC0415 - as above
    from tallystick.platform._sync.investor import Investor  # noqa: PLC0415 - likewise

    refusal: Reverted | None = None
    for _ in range(_ROUNDS):
        try:
            return node.withdraw(platform, signer, minor, idempotency_key=key)
        except InputError as refused:
            # Said only while the order's tokens are not on their way yet.
            if refused.code != "WITHDRAWAL:BALANCE":
                raise
        lacking = _lacking(platform, signer.address, minor, from_escrow=from_escrow)
        if lacking <= 0:
            continue
        try:
            Investor(platform, signer).act.withdraw(lacking).send()
        except Reverted as refused:
            refusal = refused  # another withdrawal may have emptied the Escrow: look again
    if refusal is not None:
        raise refusal
    raise CannotRunError(
        "WITHDRAWAL:BALANCE",
        "other withdrawals of this wallet take its tokens as they come; when they are done, go on"
        f" with --key {key}",
    )


def _lacking(platform: Platform, wallet: str, minor: int, *, from_escrow: bool) -> int:
    """What the wallet lacks, where it may be taken out of the Escrow."""
    present, kept = _funds(platform, wallet)
    lacking = minor - present
    if lacking <= (kept if from_escrow else 0):
        return lacking
    money = TokenAmounts.of(platform)
    hint = "" if from_escrow or lacking > kept else "; --from-escrow takes the rest out of it"
    raise CannotRunError(
        "WITHDRAWAL:BALANCE",
        f"the wallet has {money(present)} of the {money(minor)} {money.symbol} that are to be"
        f" paid out, and {money(kept)} in the Escrow{hint}",
    )


def _funds(platform: Platform, wallet: str) -> tuple[int, int]:
    """What the wallet has, and the Escrow for it; nothing moved from one to the other meanwhile."""
    from tallystick.chain.contracts import Escrow, Token  # noqa: PLC0415 - the chain's libraries

    present = platform.read(Token.balanceOf(wallet))
    kept = platform.read(Escrow.balance_of(wallet))
    for _ in range(_LOOKS):
        again = platform.read(Token.balanceOf(wallet))
        if again == present:
            break
        present, kept = again, platform.read(Escrow.balance_of(wallet))
    return present, kept
