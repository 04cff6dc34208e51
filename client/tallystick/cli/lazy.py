"""A command group that imports a command only when it is called.

Help of the whole group is printed from the table below, so that it costs no import. Commands of
other packages, the node's first of all, join through the entry-point group `tallystick.commands`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

__all__ = ["BUILT_IN", "ENTRY_POINT_GROUP", "BuiltInCommand", "LazyGroup", "extra_of"]

ENTRY_POINT_GROUP = "tallystick.commands"


@dataclass(frozen=True, slots=True)
class BuiltInCommand:
    """A command of the client: where it lives, its line of help, the extra it needs."""

    module: str
    summary: str
    extra: str | None = None


BUILT_IN = {
    "schedule": BuiltInCommand("tallystick.cli.schedule", "The exact instalment table of a loan"),
    "compile": BuiltInCommand(
        "tallystick.cli.compile", "Compile the contracts into committed artifacts", extra="dev"
    ),
    "deploy": BuiltInCommand("tallystick.cli.deploy", "Deploy and wire a platform, resumable"),
    "keys": BuiltInCommand("tallystick.cli.keys", "Keys in encrypted keystores, new or your own"),
    "roles": BuiltInCommand("tallystick.cli.roles", "A roles file to fill in, and its check"),
    "pilot-token": BuiltInCommand(
        "tallystick.cli.pilot_token", "A settlement token for a pilot, minted by one address alone"
    ),
    "audit": BuiltInCommand(
        "tallystick.cli.audit", "Rebuild a platform from its events and check it"
    ),
    "export": BuiltInCommand(
        "tallystick.cli.export", "Events, loans, notes, payments as files", extra="dataset"
    ),
    "dataset": BuiltInCommand(
        "tallystick.cli.dataset", "Check a published dataset", extra="dataset"
    ),
    "evidence": BuiltInCommand(
        "tallystick.cli.evidence", "What proves a sample of loans, in one file"
    ),
    "ledger": BuiltInCommand("tallystick.cli.ledger", "The public ledger of some blocks"),
    "watch": BuiltInCommand(
        "tallystick.cli.watch", "A watcher's own audits, signed, and their check"
    ),
    "verify": BuiltInCommand(
        "tallystick.cli.verify",
        "Check a statement, paper, report or proof that was published",
        extra="statements",
    ),
    "paper": BuiltInCommand(
        "tallystick.cli.paper",
        "A receipt, schedule, certificate or tax year from the chain",
        extra="statements",
    ),
    "report": BuiltInCommand("tallystick.cli.report", "Prove one loan of a published report"),
    "listings": BuiltInCommand("tallystick.cli.listings", "The loans that seek money"),
    "loan": BuiltInCommand(
        "tallystick.cli.loan", "A loan's terms, state and remaining instalments"
    ),
    "portfolio": BuiltInCommand("tallystick.cli.portfolio", "What an address has lent and earned"),
    "withdraw": BuiltInCommand(
        "tallystick.cli.withdraw", "Money out of the platform, by the node's custodian"
    ),
    "second-factor": BuiltInCommand(
        "tallystick.cli.second_factor", "An authenticator app as a wallet's second factor"
    ),
    "recovery": BuiltInCommand(
        "tallystick.cli.recovery", "The wallet that takes over when a key is lost"
    ),
    "countersign": BuiltInCommand(
        "tallystick.cli.countersign", "The second underwriter's signature of large offers"
    ),
    "wind-down": BuiltInCommand(
        "tallystick.cli.wind_down", "A platform closed so that nobody loses a claim"
    ),
    "queue": BuiltInCommand(
        "tallystick.cli.queue", "The applications that wait for an underwriter"
    ),
    "laundering": BuiltInCommand(
        "tallystick.cli.laundering", "Cases of money laundering: tags, files, freezes"
    ),
    "mentions": BuiltInCommand(
        "tallystick.cli.mentions", "What is said in public: feeds, keywords, responses"
    ),
    "support": BuiltInCommand(
        "tallystick.cli.support", "Surveys of clients, and what came of them"
    ),
    "growth": BuiltInCommand("tallystick.cli.growth", "Rewards, channels, and what they bring"),
    "learn": BuiltInCommand("tallystick.cli.learn", "Lessons, the entry test, the exam of staff"),
    "matching": BuiltInCommand(
        "tallystick.cli.matching", "Rounds of automatic lending made again, mandates as sentences"
    ),
    "resale": BuiltInCommand(
        "tallystick.cli.resale", "Notes bought and sold between lenders: asks, bids, what was paid"
    ),
    "mcp": BuiltInCommand(
        "tallystick.cli.mcp_server", "Tools for agents: they quote, plan, audit", extra="mcp"
    ),
    "complaints": BuiltInCommand(
        "tallystick.cli.complaints", "Complaints, their clocks, and the public list's check"
    ),
}


class LazyGroup(TyperGroup):
    """The root group; commands are found by name and loaded one at a time."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return every command's name.

        Args:
            ctx: The context of the command line, not used.

        Returns:
            The client's own commands, then those that joined.
        """
        del ctx
        return [*BUILT_IN, *sorted(_joined())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, importing its module.

        Args:
            ctx: The context of the command line, not used.
            cmd_name: The command's name.

        Returns:
            The command; None when there is none of that name.
        """
        del ctx
        if cmd_name in BUILT_IN:
            app = importlib.import_module(BUILT_IN[cmd_name].module).app
        elif cmd_name in (joined := _joined()):
            app = joined[cmd_name].load()
        else:
            return None
        command = typer.main.get_command(app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without importing any of them.

        Args:
            ctx: The context of the command line, not used.
            formatter: What the help is written to.
        """
        del ctx
        rows = [(name, command.summary) for name, command in BUILT_IN.items()]
        rows += [
            (name, _summary_of(entry_point)) for name, entry_point in sorted(_joined().items())
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def extra_of(cmd_name: str) -> str | None:
    """Return the extra that a command needs beyond the plain install.

    Args:
        cmd_name: The command's name.

    Returns:
        The extra's name; None when it needs none, or there is no such command.
    """
    if cmd_name in BUILT_IN:
        return BUILT_IN[cmd_name].extra
    entry_point = _joined().get(cmd_name)
    return None if entry_point is None else _extra_of(entry_point)


def _joined() -> dict[str, metadata.EntryPoint]:
    return {
        entry_point.name: entry_point
        for entry_point in metadata.entry_points(group=ENTRY_POINT_GROUP)
        if entry_point.name not in BUILT_IN
    }


def _extra_of(entry_point: metadata.EntryPoint) -> str | None:
    return "node" if entry_point.module.startswith("tallystick_node") else None


def _summary_of(entry_point: metadata.EntryPoint) -> str:
    """The first line of the module's docstring after its colon, read without importing it."""
    try:
        spec = importlib.util.find_spec(entry_point.module)
    except ModuleNotFoundError:
        spec = None
    if spec is not None and spec.origin is not None and spec.origin.endswith(".py"):
        text = ast.get_docstring(ast.parse(Path(spec.origin).read_text("utf-8"))) or ""
        summary = text.partition("\n\n")[0].partition(": ")[2].rstrip(".")
        if summary:
            return summary[:1].upper() + " ".join(summary[1:].split())
    extra = _extra_of(entry_point)
    return f"Comes with the extra {extra!r}" if extra else f"From {entry_point.module}"
