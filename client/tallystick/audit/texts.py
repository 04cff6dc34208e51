"""What a loan's hashes stand for: its agreement and its risk statement, compared byte by byte.

The hashes are in the offer that the borrower listed, so in the calldata of the transaction too. A
smart account or a batch lists through another contract; then the event alone says what was listed,
which is noted and is not a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from eth_utils.crypto import keccak

from tallystick.chain.artifacts import interface
from tallystick.chain.codec import decode_values
from tallystick.disclosure.statement import (
    Judgement,
    expected_returns,
    read_statement,
    terms_of,
)
from tallystick.documents import DocumentError, file_bytes, joined
from tallystick.errors import InputError, TransportError
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.sessions import timed_session
from tallystick.replay.records import terms_of_offer

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.replay.records import LoanRecord

__all__ = ["Texts", "check_texts", "text_source"]

# Returns the bytes under a file's name, None when there is no such file.
Texts = Callable[[str], bytes | None]

SECONDS_MAX = 30
PART_BYTES = 2**16
BYTES_MAX = 5 * 2**20
# The field of an offer that has the hash, and how a file's name ends.
KINDS = {"agreements": ("agreement_hash", ".html"), "statements": ("disclosure_hash", ".json")}


def text_source(place: Mapping[str, bytes] | str) -> Texts:
    """Return what finds texts: in a mapping, a directory, or behind a URL.

    Args:
        place: The bytes by file name, the path of a directory, or an http(s) URL.

    Returns:
        A function from a file's name to its bytes, None when there are none; behind a URL it raises
        TransportError when the server fails.

    Raises:
        InputError: INPUT:AGREEMENTS when the place is neither a directory nor a URL.
    """
    if not isinstance(place, str):
        return place.get
    if place.startswith(("http://", "https://")):
        return lambda name: _get(f"{place.rstrip('/')}/{name}")
    directory = Path(place)
    if not directory.is_dir():
        raise InputError("INPUT:AGREEMENTS", f"{place} is neither a directory nor a URL")

    def read(name: str) -> bytes | None:
        file = directory / name
        return file_bytes(file, bytes_max=BYTES_MAX) if file.is_file() else None

    return read


def check_texts(scene: Scene, texts: Texts) -> None:
    """Compare every listed loan's texts with its hashes, and its hashes with its transaction.

    Args:
        scene: The replayed platform and the chain.
        texts: Finds a text by its file's name.

    Raises:
        TransportError: When the node or the server fails.
    """
    elsewhere = 0
    for loan in scene.replay.loans.values():
        for kind in KINDS:
            _compare(scene, texts, kind, loan)
        elsewhere += not _check_calldata(scene, loan)
    if elsewhere:
        compared = scene.findings.tally("texts.calldata").compared
        scene.findings.note(
            "texts.calldata", f"{compared} compared, {elsewhere} listed through another contract"
        )


def _compare(scene: Scene, texts: Texts, kind: str, loan: LoanRecord) -> None:
    field, suffix = KINDS[kind]
    wanted = loan.offer[field]
    check, name = f"texts.{kind}", wanted.hex() + suffix
    findings, label = scene.findings, f"loan {loan.number}: {name}"
    data = texts(name)
    if not findings.holds(check, data is not None, f"{label} is missing") or data is None:
        return
    hashed = keccak(data)
    if not findings.holds(
        check, hashed == wanted, f"{label} is another text, with the hash {hashed.hex()}"
    ):
        return
    if kind == "statements":
        try:
            document = read_statement(data).document
        except InputError as refused:
            findings.differ(check, f"{label} is not whole ({refused.sentence})")
            return
        stated = (document["project"], document["risk_level"], document["terms"])
        offer = loan.offer
        listed = ("0x" + offer["project"].hex(), offer["risk_level"], terms_of(offer))
        if not findings.same(check, f"the terms in {label}", stated, listed):
            return
        expected = document["expected"]
        findings.same(
            check,
            f"the expected returns in {label}",
            (expected["return_before_loss_ppm"], expected["return_after_loss_ppm"]),
            expected_returns(
                terms_of_offer(offer).schedule,
                offer["servicing_ppm"],
                Judgement(expected["pd_ppm"], expected["lgd_ppm"]),
            ),
        )


def _check_calldata(scene: Scene, loan: LoanRecord) -> bool:
    """Compare the hashes of an event with its transaction; False when it went another way."""
    transaction: Any = scene.connection.request("eth_getTransactionByHash", loan.listed_in)
    offers = scene.deployment.addresses()["Offers"].lower()
    listing = interface("Offers").function("list_offer")
    data = bytes.fromhex(_text((transaction or {}).get("input", "0x"))[2:])
    to = str((transaction or {}).get("to") or "").lower()
    if to != offers or data[:4] != listing.selector:
        return False
    offer = decode_values(listing.inputs, data[4:])[0]
    for name, _ in KINDS.values():
        scene.findings.same(
            "texts.calldata",
            f"loan {loan.number}'s {name} in its event",
            loan.offer[name],
            offer[name],
        )
    return True


def _text(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


def _get(url: str) -> bytes | None:
    try:
        with (
            Deadline(SECONDS_MAX),
            timed_session() as session,
            session.get(url, timeout=SECONDS_MAX, allow_redirects=False, stream=True) as response,
        ):
            if response.status_code == requests.codes.not_found:
                return None
            if response.status_code == requests.codes.ok:
                return joined(response.iter_content(PART_BYTES), BYTES_MAX)
    except DocumentError as long:
        raise TransportError("RPC:AGREEMENTS", f"{url} is over {BYTES_MAX} bytes") from long
    except requests.RequestException as error:
        raise TransportError(
            "RPC:AGREEMENTS", f"{url} cannot be read ({type(error).__name__})"
        ) from error
    raise TransportError("RPC:AGREEMENTS", f"{url} answers {response.status_code}, no text")
