"""`tallystick countersign`: the second underwriter's signature, which large offers need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import percent
from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import CASES_MAX, NodeUrl, Token, asking, money_of
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading
from tallystick.cli.signing import same_message, signer_from
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.cli.amounts import TokenAmounts
    from tallystick.platform.messages import Offer

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def countersign() -> None:
    """Offers with one signature. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@app.command("list")
def show_list(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """List the offers that wait for a second underwriter, the oldest first.

    Amounts are in the token's units; with --json in its minor units.
    """
    with asking(url, token, as_json=as_json) as node:
        waiting = node.staff_lending.list_waiting_offers(limit=CASES_MAX)
        if as_json:
            answer([offer.model_dump(mode="json") for offer in waiting])
            return
        money = money_of(node)
    print_table(
        ("application", "signed", "by", "expires", money.symbol),
        [
            (
                offer.application, f"{offer.signed_at:%Y-%m-%dT%H:%MZ}", offer.signed_by,
                f"{offer.expires_at:%Y-%m-%dT%H:%MZ}", money(offer.principal),
            )
            for offer in waiting
        ],
        left=4,
        empty="no offer waits",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def sign(
    application: Annotated[
        str, typer.Argument(help="The application's identifier.", metavar="APPLICATION")
    ],
    url: NodeUrl,
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: Annotated[
        Path,
        typer.Option(
            "--key-file", help="Your keystore, whose password is asked for.", metavar="FILE"
        ),
    ],
    token: Token = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before signing.")] = False,
    dev: Annotated[bool, typer.Option("--dev", help="Take a key in the clear.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Sign an offer as second underwriter, once you have read its terms.

    What is signed is made anew from the terms and your deployment file, and has to be what the node
    shows. Exit code 1: the node refuses the signature, or you do.
    """
    signer = signer_from(key_file, clear=dev)
    with asking(url, token, as_json=as_json) as node:
        waiting = node.staff_lending.list_waiting_offers(limit=CASES_MAX)
        message = next((row.message for row in waiting if row.application == application), None)
        if message is None:
            raise CannotRunError("COUNTERSIGN:NONE", f"no offer of {application} waits for you")
        money = money_of(node)
        with reading(rpc, deployment) as platform:
            from tallystick.chain.signer import signature_bytes  # noqa: PLC0415 - the chain's
            from tallystick.platform.messages import Offer  # noqa: PLC0415

            offer = Offer.parse(_terms(message))
            if not same_message(message, offer.typed(platform)):
                raise CannotRunError(
                    "COUNTERSIGN:MESSAGE",
                    "the node shows a message for another platform, or of another form; sign"
                    " nothing and ask its operator",
                )
            if not as_json:
                _print(offer, money)
            if not yes and not typer.confirm("Sign these terms?", err=True):
                raise typer.Exit(1)
            signature = "0x" + signature_bytes(offer.sign(platform, signer)).hex()
        node.staff_lending.sign_offer(application, signature=signature)
    if as_json:
        answer({"application": application, "signer": signer.address, "signature": signature})
    else:
        print(f"{application} is signed by {signer.address}")


def _terms(message: dict[str, Any]) -> dict[str, Any]:
    terms = message.get("message")
    return terms if isinstance(terms, dict) else {}


def _print(offer: Offer, money: TokenAmounts) -> None:
    """Print what decides about a loan; the whole message is in `list --json`."""
    unit = "days" if offer.in_days else "months"
    for name, text in (
        ("borrower", offer.borrower),
        ("principal", f"{money(offer.principal)} {money.symbol}"),
        ("rate a year", percent(offer.rate_ppm)),
        ("instalments", f"{offer.n}, each after {offer.period} {unit}"),
        ("risk level", str(offer.risk_level)),
        ("project", "0x" + offer.project.hex()),
        ("risk statement", "0x" + offer.disclosure_hash.hex()),
        ("agreement", "0x" + offer.agreement_hash.hex()),
    ):
        print(f"{name:15} {text}")
