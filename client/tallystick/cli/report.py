"""`tallystick report`: prove one loan of a published report by itself, or check such a proof."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.reading import reading
from tallystick.documents import file_bytes, read_json
from tallystick.errors import InputError

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

# What a file is refused with that is something else, or a report that was written anew.
_NO_REPORT = frozenset({"DISCLOSURE:FORM", "DISCLOSURE:VALUE", "REPORT:FORM"})
_CODE = re.compile(r"\b[A-Z]+:[A-Z]+: ")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.callback()
def _group() -> None:
    """Prove one loan of a published report, or check such a proof."""


@app.command()
def prove(
    file: Annotated[Path, typer.Option(help="A published report.", metavar="FILE")],
    loan: Annotated[int, typer.Option(help="The loan's number.", metavar="N")],
    as_json: AsJson = False,
) -> None:
    """Print the proof of one loan: its published content and the way to the anchored root."""
    from tallystick.disclosure.proof import proof_of  # noqa: PLC0415 - imports the hashes
    from tallystick.disclosure.report import read_report  # noqa: PLC0415

    try:
        report = read_report(_bytes(file))
    except InputError as wrong:
        if wrong.code not in _NO_REPORT:
            raise
        raise CannotRunError(
            "REPORT:FORM",
            f"{file} is not a published report, byte for byte: {_without_codes(wrong.sentence)};"
            " fetch one from the node's /reports",
        ) from wrong
    document = proof_of(report, loan)
    if as_json:
        answer(document)
    else:
        print(json.dumps(document, ensure_ascii=False))


@app.command()
def verify(
    proof: Annotated[Path, typer.Option(help="A proof as `prove` prints it.", metavar="FILE")],
    root: Annotated[
        str | None,
        typer.Option(
            help="The root that the chain has; without one the proof's own.", metavar="HEX"
        ),
    ] = None,
    rpc: Annotated[
        str | None,
        typer.Option(help="A chain's URL: the root is read there.", metavar="URL"),
    ] = None,
    deployment: Annotated[
        Path | None, typer.Option(help="The platform's file, with --rpc.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a proof: by itself, against a root, or with --rpc against what the chain has.

    Which month and version a root is of, the chain alone says: without --rpc only the root is
    checked. Exit codes: 0 it holds, 1 it does not, 2 it is not a proof.
    """
    from tallystick.chain.codec import bytes32_of  # noqa: PLC0415 - imports the hashes
    from tallystick.disclosure.proof import check_proof  # noqa: PLC0415

    try:
        document = read_json(_bytes(proof))
    except ValueError as error:
        raise CannotRunError("REPORT:PROOF", f"{proof} is not valid JSON") from error
    if (rpc is None) != (deployment is None):
        raise CannotRunError("CLI:USAGE", "--rpc and --deployment go together")
    wanted = None if root is None else bytes32_of("--root", root)
    holds = check_proof(document, wanted)
    anchored = None
    if rpc is not None and deployment is not None:
        anchored = holds and _is_anchored(rpc, deployment, document)
    result = {
        "holds": holds and anchored is not False, "anchored": anchored,
        "subject": document["subject"], "version": document["version"],
        "root": document["root"], "name": document["name"],
    }  # fmt: skip
    if as_json:
        answer(result)
    else:
        _print(result)
    if not result["holds"]:
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def sign(
    file: Annotated[Path, typer.Option(help="A published report.", metavar="FILE")],
    deployment: Annotated[Path, typer.Option(help="The platform's file.", metavar="FILE")],
    key_file: Annotated[
        Path,
        typer.Option(
            "--key-file", help="Your keystore, whose password is asked for.", metavar="FILE"
        ),
    ],
    firm: Annotated[str, typer.Option(help="How your firm is named.", metavar="NAME")],
    opinion: Annotated[
        str,
        typer.Option(help="unqualified, qualified, adverse or disclaimer.", metavar="OPINION"),
    ],
    day: Annotated[str, typer.Option(help="Of the opinion.", metavar="YYYY-MM-DD")],
    out: Annotated[Path, typer.Option(help="Where the signed file goes.", metavar="FILE")],
    dev: Annotated[bool, typer.Option("--dev", help="Take a key in the clear.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sign an external auditor's opinion on a published report. Exit codes: 0 done, 2 not."""
    from tallystick.cli.signing import signer_from  # noqa: PLC0415 - the chain's libraries
    from tallystick.disclosure.opinion import AuditOpinion, sign_opinion  # noqa: PLC0415
    from tallystick.disclosure.report import read_report  # noqa: PLC0415
    from tallystick.loans.dates import iso_day  # noqa: PLC0415
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415

    try:
        wanted, spoken_on = AuditOpinion(opinion), iso_day(day)
    except ValueError as wrong:
        raise CannotRunError("REPORT:OPINION", str(wrong)) from wrong
    if out.exists():
        raise CannotRunError("REPORT:OPINION", f"{out} is there already")
    platform = Deployment.load(deployment)
    signed = sign_opinion(
        read_report(_bytes(file)), signer_from(key_file, clear=dev), opinion=wanted, firm=firm,
        day=spoken_on, chain_id=platform.chain_id,
        disclosures=platform.addresses()["Disclosures"],
    )  # fmt: skip
    out.write_bytes(signed.data)
    if as_json:
        answer({"signer": signed.signer, "opinion": signed.opinion.value, "subject": signed.subject,
                "version": signed.version, "root": "0x" + signed.root.hex()})  # fmt: skip
    else:
        print(f"{out}: {signed.opinion} by {signed.signer}")


def _is_anchored(rpc: str, deployment: Path, document: dict[str, Any]) -> bool:
    """Whether the chain has the proof's root for the month and version that it names."""
    with reading(rpc, deployment) as platform:
        from tallystick.chain.contracts import Disclosures  # noqa: PLC0415 - the chain's libraries
        from tallystick.disclosure.report import subject_hash  # noqa: PLC0415
        from tallystick.errors import Reverted  # noqa: PLC0415

        subject, version = document["subject"], document["version"]
        if (
            not isinstance(subject, str)
            or isinstance(version, bool)
            or not isinstance(version, int)
        ):
            raise CannotRunError("REPORT:PROOF", "a proof's subject is text, its version a number")
        try:
            anchor = platform.read(Disclosures.anchor_of(subject_hash(subject), version))
        except Reverted:
            return False  # nothing was anchored for it
    return bool(anchor["root"] == bytes.fromhex(document["root"].removeprefix("0x")))


def _print(result: dict[str, Any]) -> None:
    named = f"{result['subject']} version {result['version']}"
    verb = "is" if result["holds"] else "is not"
    if result["anchored"] is not None:
        print(f"{result['name']} {verb} in {named}, by the chain")
        return
    print(
        f"{result['name']} {'is' if result['holds'] else 'is not'} under the root {result['root']}"
    )
    if result["holds"]:
        print(f"that this is the root of {named}, only the chain says: --rpc and --deployment")


def _without_codes(sentence: str) -> str:
    return _CODE.sub("", sentence)


def _bytes(file: Path) -> bytes:
    from tallystick.disclosure.canonical import BYTES_MAX  # noqa: PLC0415 - imports the hashes

    try:
        return file_bytes(file, bytes_max=BYTES_MAX)
    except OSError as error:
        raise CannotRunError("CLI:FILE", f"{file} cannot be read: {error.strerror}") from error
