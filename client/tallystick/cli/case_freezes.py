"""`tallystick laundering freezes`: freezes of a case, by two and, beyond 72 hours, by attestors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading
from tallystick.cli.signing import Dev, KeyFile, same_message, signer_from
from tallystick.documents import file_bytes, file_text, read_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.api import NodeClient
    from tallystick.api.records.staff_aml_freezes import AmlFreezeResponse
    from tallystick.platform.messages import FreezeOrder

__all__ = ["Number", "StaffToken", "app"]

ORDER_BYTES_MAX = 10 * 2**20
_YEAR_9999 = 253_370_764_800

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

StaffToken = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="A bearer token of compliance, second factor given.",
    ),
]  # fmt: skip
Number = Annotated[int, typer.Argument(help="The case's number.", metavar="CASE")]
Freeze = Annotated[int, typer.Option("--freeze", help="The freeze's number.", metavar="FREEZE")]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]
Agreed = Annotated[bool, typer.Option("--agree/--reject", help="Agree to it, or reject it.")]


@app.callback()
def asked_for() -> None:
    """Freezes that a case asks for: one proposes, a colleague decides, the chain has it."""


@app.command("list", cls=PositionalCommand)
def list_freezes(
    number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """List the freezes of a case with the calls that a wallet has to send."""
    _freezes(url, token, as_json, lambda node: node.staff_aml_freezes.list_aml_freezes(number))


@app.command(cls=PositionalCommand)
def propose(
    number: Number,
    url: NodeUrl,
    person: Annotated[str, typer.Option(help="Whom the case is about.", metavar="PERSON")],
    hours: Annotated[int, typer.Option(help="For how long, 1 to 72.", metavar="HOURS")],
    reason: Reason,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Propose that somebody of a case that you have is frozen."""
    _freezes(
        url, token, as_json,
        lambda node: node.staff_aml_freezes.propose_aml_freeze(
            number, person=person, hours=hours, reason=reason
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def decide(
    number: Number, url: NodeUrl, freeze: Freeze, agreed: Agreed, reason: Reason,
    token: StaffToken = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Agree to a freeze that a colleague has proposed, or reject it."""
    _freezes(
        url, token, as_json,
        lambda node: node.staff_aml_freezes.decide_aml_freeze(
            number, freeze, agreed=agreed, reason=reason
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def record(
    number: Number,
    url: NodeUrl,
    freeze: Freeze,
    transaction: Annotated[
        str, typer.Option("--transaction", help="Its hash, 0x and 64 digits.", metavar="HASH")
    ],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Name the transaction by which somebody was frozen; the node reads the chain."""
    _freezes(
        url, token, as_json,
        lambda node: node.staff_aml_freezes.record_aml_freeze(number, freeze, tx_hash=transaction),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def lift(
    number: Number, url: NodeUrl, freeze: Freeze, reason: Reason, token: StaffToken = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Propose that a freeze is not sent any more, or is left to end."""
    _freezes(
        url, token, as_json,
        lambda node: node.staff_aml_freezes.propose_aml_lift(number, freeze, reason=reason),
    )  # fmt: skip


@app.command("decide-lift", cls=PositionalCommand)
def decide_lift(
    number: Number, url: NodeUrl, freeze: Freeze, agreed: Agreed, reason: Reason,
    token: StaffToken = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Agree that a freeze is lifted, or let it stand."""
    _freezes(
        url, token, as_json,
        lambda node: node.staff_aml_freezes.decide_aml_lift(
            number, freeze, agreed=agreed, reason=reason
        ),
    )  # fmt: skip


@app.command("propose-order", cls=PositionalCommand)
def propose_order(
    number: Number,
    url: NodeUrl,
    person: Annotated[str, typer.Option(help="Whom the case is about.", metavar="PERSON")],
    days: Annotated[int, typer.Option(help="For how long, 1 to 30.", metavar="DAYS")],
    file: Annotated[int, typer.Option(help="The case's file that is the order.", metavar="NUMBER")],
    reason: Reason,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Propose that somebody is frozen on a lawful order; a colleague decides, attestors sign."""
    _freezes(
        url, token, as_json,
        lambda node: node.staff_aml_freezes.propose_aml_freeze_order(
            number, person=person, days=days, file=file, reason=reason
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def message(
    number: Number,
    url: NodeUrl,
    freeze: Freeze,
    output: Annotated[Path, typer.Option("--output", help="Where to write it.", metavar="FILE")],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Write the message that attestors sign to a file for them; it tells nothing of the case."""
    with asking(url, token, as_json=as_json) as node:
        items = node.staff_aml_freezes.list_aml_freezes(number)
    waiting = next((item.message for item in items if item.freeze == freeze), None)
    if waiting is None:
        raise CannotRunError("FREEZES:MESSAGE", f"freeze {freeze} waits for no attestor")
    output.write_text(json.dumps(waiting, indent=2) + "\n", encoding="utf-8")
    if as_json:
        answer({"file": str(output), "message": waiting})
    else:
        print(f"{output}: for attestors, with the order itself")


@app.command(cls=PositionalCommand)
def sign(
    file: Annotated[Path, typer.Argument(help="The message, as JSON.", metavar="MESSAGE")],
    order_file: Annotated[
        Path, typer.Option("--order-file", help="The lawful order itself.", metavar="FILE")
    ],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before signing.")] = False,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Sign an order as attestor, once you have read it; no node is asked.

    What is signed is made anew from the message and your deployment file, and the hash in it has to
    be the order's. Exit code 1: you do not sign.
    """
    from eth_utils.crypto import keccak  # noqa: PLC0415 - the chain's libraries take a second

    from tallystick.chain.signer import signature_bytes  # noqa: PLC0415

    read, signer = keccak(_bytes_of(order_file)), signer_from(key_file, clear=dev)
    with reading(rpc, deployment) as platform:
        order, shown = _order(file)
        if order.order != read:
            raise CannotRunError("FREEZES:ORDER", f"{order_file} is not the order in {file}")
        if not same_message(shown, order.typed(platform)):
            raise CannotRunError(
                "FREEZES:FOREIGN", "the message is for another platform, or of another form"
            )
        if not as_json:
            _print(order)
        if not yes and not typer.confirm("Sign this order?", err=True):
            raise typer.Exit(1)
        signature = "0x" + signature_bytes(order.sign(platform, signer)).hex()
    if as_json:
        answer({"attestor": signer.address, "signature": signature})
    else:
        print(f"signature of {signer.address}: {signature}")


@app.command(cls=PositionalCommand)
def attest(
    number: Number,
    url: NodeUrl,
    freeze: Freeze,
    signature: Annotated[
        str, typer.Option("--signature", help="An attestor's, 0x hex.", metavar="HEX")
    ],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Hand in an attestor's signature; with the last one needed the order is brought."""
    _freezes(
        url, token, as_json,
        lambda node: node.staff_aml_freezes.attest_aml_freeze(number, freeze, signature=signature),
    )  # fmt: skip


def _order(file: Path) -> tuple[FreezeOrder, dict[str, Any]]:
    from tallystick.platform.messages import FreezeOrder  # noqa: PLC0415 - the chain's libraries

    try:
        shown = read_json(file_text(file))
    except (OSError, ValueError):
        shown = None
    if not isinstance(shown, dict):
        raise CannotRunError("FREEZES:FILE", f"{file} is no message as JSON")
    return FreezeOrder.parse(shown.get("message", {})), shown


def _bytes_of(file: Path) -> bytes:
    try:
        return file_bytes(file, bytes_max=ORDER_BYTES_MAX)
    except (OSError, ValueError):
        raise CannotRunError(
            "FREEZES:FILE", f"{file} cannot be read, or has more than {ORDER_BYTES_MAX} bytes"
        ) from None


def _moment(second: int) -> str:
    # A second that no calendar has is shown as it is: nobody signs what they cannot read.
    return (
        f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%MZ}"
        if second < _YEAR_9999
        else (f"second {second}")
    )


def _print(order: FreezeOrder) -> None:
    for name, text in (
        ("wallet", order.wallet),
        ("frozen until", _moment(order.until)),
        ("order", "0x" + order.order.hex()),
        ("to be brought by", _moment(order.expiry)),
    ):
        print(f"{name:16} {text}")


def _freezes(
    url: str, token: str, as_json: bool,
    act: Callable[[NodeClient], tuple[AmlFreezeResponse, ...]],
) -> None:  # fmt: skip
    with asking(url, token, as_json=as_json) as node:
        items = act(node)
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    if not items:
        print("no freeze")
    for item in items:
        until = "" if item.until is None else f", ends at second {item.until}"
        print(f"freeze {item.freeze} of {item.person}: {item.state.value}{until}")
        if item.order is not None:
            print(f"  on the order {item.order} in file {item.order_file}")
            print(f"  signed by {len(item.attestors)} of {item.threshold} attestors")
        if item.call is not None:
            who = "a COMPLIANCE wallet" if item.order is None else "any wallet"
            print(f"  {who} sends to {item.call.to}: {item.call.data}")
        if item.sending is not None:
            print(f"  the node's own transaction: {item.sending}")
        if item.tx_hash is not None:
            print(f"  on the chain in {item.tx_hash}")
