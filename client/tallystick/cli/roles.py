"""`tallystick roles`: a roles file to fill in, and whether it is one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import answer
from tallystick.cli.positional import PositionalCommand
from tallystick.errors import ConfigError

__all__ = ["TEMPLATE", "app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

TEMPLATE = """\
# Who holds which power on a platform from its first block on. Each "" is an address (0x and 40 hex
# digits) of a key that only its holder has: `tallystick keys new` makes one.
# Refused: an address twice in a list, an attestor who is an underwriter too, the deployer in any
# role, and with --dev the token's custodian in any other role.

# Changes parameters and roles by decisions: 2 to 9 members, of whom the threshold have to agree.
council = ["", "", ""]
council_threshold = 2
# Seconds between an agreed decision and its execution: 3600 (an hour) to 2592000 (30 days).
delay_seconds = 86400

# Vouch for people, each by its own node: 3 to 8, at least one more than the threshold.
attestors = ["", "", ""]
attestor_threshold = 2

# Sign offers of loans: one or more. A signature counts once its key is enrolled as a person.
underwriters = [""]
# Freezes by order, and decides on people: one or more.
compliance = [""]
# May pause new risk at once: one or more.
guardians = [""]
# Anchor reports: one or more.
publishers = [""]
# Flag loans that go bad and sign restructurings; the council may name them later.
servicers = []
# Receives the fees.
treasury = ""

# What the platform's date is ahead of UTC, in seconds: -43200 to 50400, west of Greenwich below 0.
# It cannot be changed later.
utc_offset_seconds = 0

# Mints and burns the token that `tallystick deploy --dev` makes; not needed with --token.
# custodian = ""

# In a regulator's sandbox: how many persons may enrol, the highest limit of a person in the token's
# minor units, and the last Unix second on which new risk is taken. It cannot be changed later.
# [sandbox]
# persons_max = 500
# amount_max = 5000000000
# ends_at = 1830297600

# Parameters that differ from those of the policy pack, by their names in it, for instance:
# [parameters]
# servicing_max_ppm = 150000
"""


@app.callback()
def roles() -> None:
    """Roles files: who holds which power on a platform."""


@app.command()
def template(
    out: Annotated[
        Path, typer.Option(help="The TOML file to write; may not exist.", metavar="FILE")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write a roles file to fill in: every field with what it means and its bounds.

    Exit codes: 0 done, 2 could not run.
    """
    if out.suffix != ".toml":
        raise ConfigError("ROLES:FILE", f"{out}: the template is TOML; give a name with .toml")
    try:
        with out.open("x", encoding="utf-8") as stream:
            stream.write(TEMPLATE)
    except FileExistsError:
        raise ConfigError("ROLES:EXISTS", f"{out} is there already; choose another --out") from None
    except OSError as wrong:
        raise ConfigError("ROLES:FILE", f"{out} cannot be written ({wrong.strerror})") from wrong
    if as_json:
        answer({"file": str(out)})
    else:
        print(f"fill in {out}, then: tallystick roles check {out}")


@app.command(cls=PositionalCommand)
def check(
    file: Annotated[Path, typer.Argument(help="A roles file, JSON or TOML.")],
    deployer: Annotated[
        str | None, typer.Option(help="Who will deploy, and may hold no role.", metavar="ADDRESS")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check a roles file as `tallystick deploy` will, without a chain.

    Exit codes: 0 it is good, 2 it is refused (the reason on stderr).
    """
    from tallystick.chain.codec import address_of  # noqa: PLC0415 - imports the chain's libraries
    from tallystick.deploy import load_roles  # noqa: PLC0415

    read = load_roles(file)
    read.check("" if deployer is None else address_of("--deployer", deployer))
    held = read.holders()
    if as_json:
        answer(held)
        return
    for role, addresses in held.items():
        print(f"{role:15} {', '.join(addresses)}")
