"""`tallystick recovery`: the wallet that takes over when a key is lost, after notice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading
from tallystick.cli.signing import Dev, KeyFile, signer_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.platform._sync.investor import InvestorActions
    from tallystick.platform._sync.plan import Plan

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
Lost = Annotated[str, typer.Argument(help="The lost wallet.", metavar="LOST")]


@app.callback()
def recovery() -> None:
    """Name who takes over your wallet, and take over one whose key is lost."""


@app.command(cls=PositionalCommand)
def show(
    address: Annotated[str, typer.Argument(help="The client's wallet.", metavar="ADDRESS")],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    as_json: AsJson = False,
) -> None:
    """Show who may take over a wallet, and from when.

    Exit codes: 0 done, 2 could not run.
    """
    with reading(rpc, deployment) as platform:
        from tallystick.chain.codec import address_of  # noqa: PLC0415
        from tallystick.platform._sync.investor import InvestorView  # noqa: PLC0415

        view = InvestorView(platform, address_of("ADDRESS", address))
        named = view.recovery()
    at = None if named is None else named.takes_over_at
    moment = None if at is None else datetime.fromtimestamp(at, UTC).isoformat()
    if as_json:
        wallet = None if named is None else named.wallet
        answer({"address": view.address, "recovery": wallet, "takes_over_at": moment})
    elif named is None:
        print(f"{view.address} has named nobody")
    else:
        print(f"{named.wallet} may take over {moment or 'fourteen days after it gives notice'}")


@app.command(cls=PositionalCommand)
def name(
    wallet: Annotated[
        str, typer.Argument(help="A wallet of yours that is not enrolled.", metavar="WALLET")
    ],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:
    """Name the wallet that may take over yours; a notice that is running ends.

    The zero address names nobody. Exit codes: 0 done, 2 could not run.
    """
    _send(lambda act: act.name_recovery(_address("WALLET", wallet)), rpc, deployment, key_file,
          "named", dev=dev, as_json=as_json)  # fmt: skip


@app.command()
def cancel(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:
    """End a notice for your wallet: its key is not lost.

    Exit codes: 0 done, 2 could not run.
    """
    _send(lambda act: act.cancel_notice(), rpc, deployment, key_file,
          "the notice has ended", dev=dev, as_json=as_json)  # fmt: skip


@app.command(cls=PositionalCommand)
def notice(
    lost: Lost,
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:
    """Give notice, with the key of the named wallet, that it takes over in fourteen days.

    Exit codes: 0 done, 2 could not run.
    """
    _send(lambda act: act.give_notice(_address("LOST", lost)), rpc, deployment, key_file,
          "notice is given", dev=dev, as_json=as_json)  # fmt: skip


@app.command(cls=PositionalCommand)
def finish(
    lost: Lost,
    person: Annotated[
        str,
        typer.Option(
            "--person", help="Your keyed commitment, 64 hex digits: the node tells it.",
            metavar="HEX",
        ),
    ],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take the place of a lost wallet, fourteen days after the notice.

    Its balance and notes follow by `tallystick recovery move`. Exit codes: 0 done, 2 could not run.
    """
    commitment = _commitment(person)
    _send(lambda act: act.finish_recovery(_address("LOST", lost), commitment), rpc, deployment,
          key_file, "the wallet has its place", dev=dev, as_json=as_json)  # fmt: skip


@app.command(cls=PositionalCommand)
def move(
    lost: Lost,
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    loan: Annotated[
        list[int] | None,
        typer.Option(
            "--loan", help="A loan that it lends to or owes; may be given again.", min=1,
            metavar="N",
        ),
    ] = None,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Move a lost wallet's balance, notes and debts to the wallet that has its place.

    At most 100 loans at once. Anyone may send it. Exit codes: 0 done, 2 could not run.
    """
    _send(lambda act: act.move_from(_address("LOST", lost), loan or []), rpc, deployment, key_file,
          "moved", dev=dev, as_json=as_json)  # fmt: skip


def _send(
    plan: Callable[[InvestorActions], Plan[None]],
    rpc: str,
    deployment: Path,
    key_file: Path,
    done: str,
    *,
    dev: bool,
    as_json: bool,
) -> None:
    """Send what a wallet does, and say in which transaction."""
    signer = signer_from(key_file, clear=dev)
    with reading(rpc, deployment) as platform:
        from tallystick.platform._sync.investor import Investor  # noqa: PLC0415

        sent = plan(Investor(platform, signer).act).send()
    if as_json:
        answer({"transaction": sent.tx_hash})
    else:
        print(f"{done}, in {sent.tx_hash}")


def _address(what: str, text: str) -> str:
    from tallystick.chain.codec import address_of  # noqa: PLC0415 - the chain's libraries

    return address_of(what, text)


def _commitment(text: str) -> bytes:
    digits = text.removeprefix("0x")
    try:
        value = bytes.fromhex(digits) if len(digits) == 64 else b""
    except ValueError:
        value = b""
    if not value:
        raise CannotRunError("CLI:PERSON", "--person has 64 hex digits, perhaps behind 0x")
    return value
