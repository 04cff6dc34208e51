"""`tallystick matching`: rounds of allocation made again, and mandates as sentences."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl

if TYPE_CHECKING:
    from tallystick.matching.grammar import SentenceLanguage

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

# Where a node publishes its rounds.
_PATH = "/v1/matching/rounds"


@app.callback()
def matching() -> None:
    """Automatic lending: its rounds, its sentences. Exit codes: 0 done, 1 no, 2 could not run."""


@app.command()
def replay(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    data: Annotated[
        str,
        typer.Option(
            help="A node's URL, or a directory with its rounds as 1.json, 2.json and so on.",
            metavar="URL|DIR",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Make every published round again from the chain's events, and compare it byte for byte.

    Trusts nothing of the node. Exit codes: 0 every round is the same, 1 one is not, 2 could not
    run.
    """
    from tallystick.audit.texts import text_source  # noqa: PLC0415 - the chain's libraries
    from tallystick.chain._sync.connection import Connection  # noqa: PLC0415
    from tallystick.errors import TallystickError  # noqa: PLC0415
    from tallystick.matching.replaying import replay_rounds  # noqa: PLC0415
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415

    is_url = data.startswith(("http://", "https://"))
    if not is_url and not Path(data).is_dir():
        raise CannotRunError("CLI:FILE", f"{data} is neither a directory nor a URL")
    try:
        place = data.rstrip("/") + _PATH if is_url else data
        replayed = replay_rounds(
            Connection.open(rpc), Deployment.load(deployment), text_source(place), _progress
        )
    except TallystickError as refused:
        raise CannotRunError(refused.code, refused.sentence) from refused
    if as_json:
        answer(replayed.document())
    elif replayed.equal:
        print(f"equal: {replayed.rounds} rounds, {replayed.allocations} allocations")
    else:
        print(f"different: {replayed.first_difference}")
    if not replayed.equal:
        raise typer.Exit(ANSWER_IS_NO)


def _progress(block: int, events: int) -> None:
    if sys.stderr.isatty():
        print(f"\rblock {block}, {events} events", end="", file=sys.stderr, flush=True)


@app.command(cls=PositionalCommand)
def sentence(
    text: Annotated[str, typer.Argument(help="The sentence of a mandate.", metavar="SENTENCE")],
    funds: Annotated[
        str, typer.Option(help="What you have here, for shares of it: 1250.50.", metavar="AMOUNT")
    ] = "0",
    decimals: Annotated[
        int, typer.Option(help="Digits of an amount behind the point.", min=0, max=8)
    ] = 6,
    utc_offset: Annotated[
        int,
        typer.Option(
            help="Seconds that the platform's clock is ahead of UTC.", min=-43_200, max=50_400
        ),
    ] = 0,
    language: Annotated[str, typer.Option(help="en or zh-CN.", metavar="LANGUAGE")] = "en",
    as_json: AsJson = False,
) -> None:
    """Read a mandate's sentence, and print its limits in minor units.

    Exit codes: 0 read, 2 it cannot be read (what and where on stderr).
    """
    from tallystick.errors import InputError  # noqa: PLC0415
    from tallystick.matching.grammar import SentenceLanguage  # noqa: PLC0415
    from tallystick.matching.sentence import (  # noqa: PLC0415
        SentenceGround,
        parse_sentence,
        print_sentence,
    )
    from tallystick.matching.words import limits_of_words, words_of  # noqa: PLC0415

    spoken = _language(language)
    now = int(datetime.now(UTC).timestamp())
    ground = SentenceGround(decimals, utc_offset, now)
    try:
        words = parse_sentence(text, ground, spoken)
        limits = limits_of_words(words, _minor(funds, decimals))
    except InputError as refused:
        raise CannotRunError(refused.code, refused.sentence) from refused
    result: dict[str, Any] = {
        name: str(getattr(limits, name)) for name in type(limits).__slots__
    } | {
        "sentences": {
            each.value: print_sentence(words_of(limits), ground, each)
            for each in SentenceLanguage
        }
    }  # fmt: skip
    if as_json:
        answer(result)
    else:
        print(json.dumps(result, indent=2, ensure_ascii=False))


def _language(name: str) -> SentenceLanguage:
    from tallystick.matching.grammar import SentenceLanguage  # noqa: PLC0415

    try:
        return SentenceLanguage(name)
    except ValueError as wrong:
        raise CannotRunError("CLI:USAGE", f"--language is en or zh-CN, not {name}") from wrong


def _minor(text: str, decimals: int) -> int:
    whole, _, rest = text.replace(",", "").partition(".")
    digits = whole + rest.ljust(decimals, "0")
    if not whole or len(rest) > decimals or not (digits.isascii() and digits.isdecimal()):
        raise CannotRunError("CLI:USAGE", f"--funds is an amount such as 1250.50, not {text}")
    return int(digits)
