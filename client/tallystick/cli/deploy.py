"""`tallystick deploy`: the contracts of a platform, wired, checked, without a key left over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import answer
from tallystick.cli.signing import signer_from

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def run(
    rpc: Annotated[str, typer.Option(help="The node, as an http(s) URL.", metavar="URL")],
    key_file: Annotated[
        Path, typer.Option(help="Keystore of the deployer (with --dev also a hex key).")
    ],
    roles: Annotated[Path, typer.Option(help="Who holds which role, JSON or TOML.")],
    out: Annotated[Path, typer.Option(help="The deployment file to write; may not exist.")],
    token: Annotated[
        str | None, typer.Option(help="The settlement token.", metavar="ADDRESS")
    ] = None,
    policy: Annotated[str, typer.Option(help="Policy pack of the parameters.")] = "generic",
    dev: Annotated[
        bool, typer.Option("--dev", help="Allow a token for local use and a key in the clear.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Deploy and wire a platform; run it again with the same options to take up a broken run.

    The keystore's password is asked for, or taken from TALLYSTICK_PASSWORD. Exit codes: 0 done,
    1 the deployment does not hold what it should, 2 could not run.
    """
    # The chain's libraries take a second to import, which --help does not owe anyone.
    from tallystick.chain._sync.connection import Connection  # noqa: PLC0415
    from tallystick.chain.codec import address_of  # noqa: PLC0415
    from tallystick.deploy import deploy, load_roles  # noqa: PLC0415

    roles_file = load_roles(roles)
    settlement = None if token is None else address_of("--token", token)
    signer = signer_from(key_file, clear=dev)
    deployment = deploy(
        Connection.open(rpc),
        signer,
        roles_file,
        out=out,
        token=settlement,
        policy=policy,
        dev=dev,
        progress=_quiet if as_json else _say,
    )
    if as_json:
        answer(deployment.document())
        return
    print(f"deployed on chain {deployment.chain_id}, written to {out}")
    print("underwriters' signatures count once their keys are enrolled as people")
    for name, address in deployment.addresses().items():
        print(f"{name:12} {address}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _quiet(line: str) -> None:
    del line
