"""`tallystick mentions`: feeds as files, keywords, and what is done about what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import printable
from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.api import NodeClient

__all__ = ["app"]

LISTED_MAX = 200
FEED_BYTES_MAX = 2 * 2**20
# What a file is, by the end of its name.
_FORMS = {".xml": "xml", ".rss": "xml", ".atom": "xml", ".jsonl": "jsonl", ".csv": "csv"}

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
keywords = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
app.add_typer(keywords, name="keywords")

StaffToken = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="A bearer token of compliance or a servicer, second factor given.",
    ),
]  # fmt: skip
Number = Annotated[int, typer.Argument(help="The mention's number.", metavar="NUMBER")]
Words = Annotated[str, typer.Option("--words", help="What was said or done.", metavar="TEXT")]


@app.callback()
def mentions() -> None:
    """Mentions in public. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@keywords.callback()
def watched() -> None:
    """Keywords that feeds are watched for."""


@app.command("import", cls=PositionalCommand)
def bring_in(
    file: Annotated[Path, typer.Argument(help="The feed.", metavar="FILE")],
    url: NodeUrl,
    source: Annotated[str, typer.Option(help="Where it is from, by name.", metavar="NAME")],
    form: Annotated[
        str, typer.Option(help="xml (RSS, Atom), jsonl or csv; by the file's name.", metavar="FORM")
    ] = "",
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Bring a feed in from a file. A file that is wrong is refused whole, with the line."""
    from tallystick.api.records.staff_mentions import FeedForm  # noqa: PLC0415 - pydantic

    word = form or _FORMS.get(file.suffix.lower(), "")
    if word not in set(FeedForm):
        raise CannotRunError("MENTIONS:FORM", f"give --form: one of {', '.join(FeedForm)}")
    if file.stat().st_size > FEED_BYTES_MAX:
        raise CannotRunError("MENTIONS:SIZE", f"a feed has at most {FEED_BYTES_MAX} bytes")
    content = file.read_bytes()
    with asking(url, token, as_json=as_json) as node:
        feed = node.staff_mentions.import_feed(content, source=source, form=FeedForm(word))
    if as_json:
        answer(feed.model_dump(mode="json"))
        return
    print(
        f"feed {feed.feed}: {feed.entries} entries, {len(feed.mentions)} new mentions,"
        f" {feed.duplicates} known already"
    )
    for number in feed.mentions:
        print(f"mention {number}")


@app.command("list")
def show_list(
    url: NodeUrl,
    closed: Annotated[
        bool, typer.Option("--closed", help="Those that are closed, in place of those that wait.")
    ] = False,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """List the mentions that wait, what is due first before the others."""
    with asking(url, token, as_json=as_json) as node:
        items = node.staff_mentions.list_mentions(closed=closed, limit=LISTED_MAX)
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("mention", "grade", "state", "response until", "", "source", "title"),
        [
            (
                str(item.mention), str(item.grade), item.state.value,
                f"{item.respond_by:%Y-%m-%dT%H:%MZ}", "late" if item.overdue else "",
                printable(item.source), printable(item.title or item.excerpt[:60]),
            )
            for item in items
        ],
        left=7,
        empty="no mention",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def show(number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """Show a mention and what was done about it."""
    _act(url, token, lambda node: node.staff_mentions.read_mention(number), as_json=as_json)


@app.command(cls=PositionalCommand)
def take(number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """Take a mention up, also from a colleague."""
    _act(url, token, lambda node: node.staff_mentions.take_mention(number), as_json=as_json)


@app.command(cls=PositionalCommand)
def respond(
    number: Number, url: NodeUrl, words: Words, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Note what was said or done in response; that ends its clock."""
    _act(
        url, token, lambda node: node.staff_mentions.respond_to_mention(number, words=words),
        as_json=as_json,
    )  # fmt: skip


@app.command("follow-up", cls=PositionalCommand)
def follow_up(
    number: Number, url: NodeUrl, words: Words, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Note how it went on after the response."""
    _act(
        url, token, lambda node: node.staff_mentions.follow_mention_up(number, words=words),
        as_json=as_json,
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def close(
    number: Number, url: NodeUrl, words: Words, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Close a mention, and say why; a severe one once it was responded to."""
    _act(
        url, token, lambda node: node.staff_mentions.close_mention(number, words=words),
        as_json=as_json,
    )  # fmt: skip


@keywords.command("list")
def list_keywords(url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """List the keywords that are watched for, the gravest first."""
    with asking(url, token, as_json=as_json) as node:
        items = node.staff_mentions.list_keywords()
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("keyword", "grade", "phrase"),
        [(str(each.keyword), str(each.grade), printable(each.phrase)) for each in items],
        left=3,
        empty="no keyword",
    )


@keywords.command()
def add(
    url: NodeUrl,
    phrase: Annotated[str, typer.Option(help="One or more words.", metavar="TEXT")],
    grade: Annotated[
        int, typer.Option(help="1 to be known, 2 to be responded to, 3 severe.", min=1, max=3)
    ],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Watch for a keyword in what is brought in from now on."""
    with asking(url, token, as_json=as_json) as node:
        item = node.staff_mentions.add_keyword(phrase=phrase, grade=grade)
    if as_json:
        answer(item.model_dump(mode="json"))
    else:
        print(f"keyword {item.keyword}: {printable(item.phrase)}, grade {item.grade}")


@keywords.command(cls=PositionalCommand)
def retire(
    number: Annotated[int, typer.Argument(help="The keyword's number.", metavar="NUMBER")],
    url: NodeUrl,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Watch for a keyword no more; mentions that it has made stay."""
    with asking(url, token, as_json=as_json) as node:
        node.staff_mentions.retire_keyword(number)
    if as_json:
        answer({"keyword": number, "retired": True})
    else:
        print(f"keyword {number} is watched for no more")


def _act(url: str, token: str, act: Callable[[NodeClient], Any], *, as_json: bool) -> None:
    """Do one thing about a mention, and show it."""
    with asking(url, token, as_json=as_json) as node:
        item = act(node)
    if as_json:
        answer(item.model_dump(mode="json"))
        return
    print(f"mention {item.mention}: {item.state.value}, grade {item.grade}")
    print(f"response until {item.respond_by:%Y-%m-%dT%H:%MZ}{' (late)' if item.overdue else ''}")
    for text in (item.source, item.title, item.excerpt, item.link or "–"):
        print(f"  {printable(text or '–')}")
    print(f"  {printable(', '.join(item.keywords))}")
    for each in item.acts:
        print(f"{each.at:%Y-%m-%dT%H:%MZ} {each.by} {each.kind.value} {printable(each.words)}")
