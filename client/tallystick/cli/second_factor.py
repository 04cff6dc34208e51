"""`tallystick second-factor`: an authenticator app for a wallet, set up without a browser."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.reading import AsJson
from tallystick.cli.signing import signer_from

if TYPE_CHECKING:
    from tallystick.api import NodeClient

__all__ = ["app", "give_code", "require_code"]

_CODE = re.compile(r"[0-9]{6}")

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def second_factor(
    url: Annotated[str, typer.Option("--url", help="The node's URL, without /rpc.", metavar="URL")],
    key_file: Annotated[
        Path,
        typer.Option(
            "--key-file", help="Keystore of the wallet, whose password is asked for.",
            metavar="FILE",
        ),
    ],
    code: Annotated[
        str,
        typer.Option(
            "--code", help="The app's code of now, with which the set-up is confirmed.",
            metavar="CODE", show_default=False,
        ),
    ] = "",
    dev: Annotated[bool, typer.Option("--dev", help="Take a key in the clear.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Set up an authenticator app as the second factor of a wallet.

    Without --code it prints the secret for the app, a new one each time until a code was given;
    with --code it confirms. Withdrawals and changes of keys take the app's code from then on.
    Exit codes: 0 done, 1 the node says no, 2 could not run.
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - imports HTTP and pydantic
    from tallystick.errors import NodeRefused  # noqa: PLC0415

    require_code(code)
    signer = signer_from(key_file, clear=dev)
    with NodeClient(url, signer) as node:
        try:
            if code:
                state = node.sessions.give_second_factor(code=code).second_factor
                document = {"second_factor": state}
                text = "the code is right: the app is the second factor of this wallet"
            else:
                enrolment = node.sessions.enrol_second_factor()
                document = {"secret": enrolment.secret, "uri": enrolment.uri}
                text = (
                    f"secret: {enrolment.secret}\nlink:   {enrolment.uri}\n"
                    "type it into your app, then run this again with --code and its six digits"
                )
        except NodeRefused as refused:
            if as_json:
                answer({"code": refused.code, "sentence": refused.sentence})
            print(f"error: {refused}", file=sys.stderr)
            raise typer.Exit(ANSWER_IS_NO) from None
    if as_json:
        answer(document)
    else:
        print(text)


def require_code(code: str) -> None:
    """Refuse what is no code, before anything is asked.

    Args:
        code: What was typed; empty for none.

    Raises:
        CannotRunError: CLI:CODE when it is not six digits.
    """
    if code and not _CODE.fullmatch(code):
        raise CannotRunError("CLI:CODE", "a code is the six digits of your authenticator app")


def give_code(node: NodeClient, code: str) -> None:
    """Give the second factor where there is a code.

    Args:
        node: A signed-in client.
        code: Six digits, or empty.

    Raises:
        NodeRefused: When the node does not take it.
    """
    if code:
        node.sessions.give_second_factor(code=code)
