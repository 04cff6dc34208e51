"""The entry point of the command line and the one place where its errors become sentences."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from tallystick import __version__
from tallystick.cli.exits import (
    ANSWER_IS_NO,
    COULD_NOT_RUN,
    INTERRUPTED,
    CannotRunError,
    refuse,
)
from tallystick.cli.lazy import LazyGroup, extra_of
from tallystick.cli.usage import usage_sentence
from tallystick.errors import TallystickError, VerificationFailed

__all__ = ["app", "main"]

# Objects made before the collector looks, and how often the older generations are looked through.
_COLLECT_AFTER = (50_000, 20, 50)

app = typer.Typer(
    cls=LazyGroup,
    # Plain help: the rich kind would cost every --help a third of its time.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Peer-to-peer lending whose money rules are contracts that anyone can check.",
    epilog="Exit codes: 0 done, 1 the answer is no, 2 could not run (the reason on stderr), 130"
    " stopped by Ctrl-C.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"tallystick {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    del version


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the answer is no, 2 could not run, 130 interrupted.

    Args:
        arguments: The words after the program's name; those of the process without them.

    Raises:
        ModuleNotFoundError: When a module is missing that no extra brings.
        SystemExit: Otherwise, with the exit code.
    """
    # What a command imports lives to its end: looking through it again and again costs a sixth.
    gc.set_threshold(*_COLLECT_AFTER)
    words = sys.argv[1:] if arguments is None else arguments
    command = typer.main.get_command(app)
    try:
        code = command.main(words or ["--help"], prog_name="tallystick", standalone_mode=False)
    except VerificationFailed as failed:
        print(f"error: {failed}", file=sys.stderr)
        sys.exit(ANSWER_IS_NO)
    except (CannotRunError, TallystickError) as refused:
        refuse(str(refused))
    except typer.TyperException as usage:
        refuse(f"CLI:USAGE: {usage_sentence(usage)}")
    except ModuleNotFoundError as missing:
        refuse(_what_to_install(words, missing))
    except BrokenPipeError:
        # Whoever read the answer has seen enough; nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(COULD_NOT_RUN)
    except UnicodeEncodeError:
        # An argument or a variable of the environment whose bytes are no UTF-8.
        refuse(
            "CLI:TEXT: an argument or a variable is not text in UTF-8, or holds other characters"
        )
    except OSError as system:
        refuse(f"CLI:SYSTEM: {system}")
    except (typer.Abort, KeyboardInterrupt) as stopped:
        if isinstance(stopped, KeyboardInterrupt) or isinstance(
            stopped.__cause__ or stopped.__context__, KeyboardInterrupt
        ):
            print("error: CLI:INTERRUPTED: stopped by Ctrl-C before the end", file=sys.stderr)
            sys.exit(INTERRUPTED)
        refuse("CLI:ABORTED: stopped before the end")
    sys.exit(code if isinstance(code, int) else 0)


def _what_to_install(words: list[str], missing: ModuleNotFoundError) -> str:
    """Say which extra brings a missing module; raise the error again when none does."""
    name = next((word for word in words if not word.startswith("-")), "")
    extra = extra_of(name)
    if extra is None or (missing.name or "").startswith("tallystick"):
        raise missing
    return (
        f"CLI:EXTRA: the command {name!r} needs more than the plain install"
        f" ({missing.name} is missing): pip install 'tallystick[{extra}]'"
    )
