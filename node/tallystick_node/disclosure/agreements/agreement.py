"""One loan's agreement: rendered from an approved text, hashed, kept under its hash."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak
from jinja2 import Environment, StrictUndefined, TemplateError

from tallystick.errors import InputError
from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import Method, schedule
from tallystick_node.disclosure.agreements.wording import offences

if TYPE_CHECKING:
    from tallystick.disclosure.statement import RiskStatement
    from tallystick.platform.messages import Offer
    from tallystick_node.disclosure.agreements.templates import Template

__all__ = ["Agreement", "Archive", "Currency", "Setting", "render"]

PPM = 1_000_000
_METHODS = {
    Method.ANNUITY: "equal payments",
    Method.LINEAR: "equal parts of principal",
    Method.INTEREST_ONLY: "interest only, the principal at the end",
    Method.BULLET: "everything at the end",
}
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Currency:
    """How minor units are written: a symbol, and how many decimals."""

    symbol: str
    decimals: int

    def shown(self, minor: int) -> str:
        """Return an amount as it is written, with all its decimals; exact.

        Args:
            minor: In minor units, at least 0.

        Returns:
            Such as `1,234.50 USDX`.
        """
        whole, rest = divmod(minor, 10**self.decimals)
        digits = f".{rest:0{self.decimals}d}" if self.decimals else ""
        return f"{whole:,}{digits} {self.symbol}"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a loan will live."""

    chain_id: int
    book: str
    currency: Currency


@dataclass(frozen=True, slots=True)
class Agreement:
    """A finished text; `hash` is the Keccak-256 of its bytes, as it stands in the offer."""

    html: bytes
    hash: bytes


def render(template: Template, offer: Offer, setting: Setting) -> Agreement:
    """Fill an approved text with an offer's terms; the same offer gives the same bytes.

    The offer's own agreement_hash and expiry are not part of the text.

    Args:
        template: The approved text.
        offer: The offer.
        setting: Where the loan will live.

    Returns:
        The finished text with its hash.

    Raises:
        InputError: AGREEMENT:TEMPLATE when the text asks for what an offer does not have;
            AGREEMENT:WORDING when it promises what nobody can.
        TermsError: SCHED:… when the offer's terms have no schedule; APR:… when what is withheld
            leaves nothing to be paid out.
    """
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, keep_trailing_newline=True
    )
    try:
        html = environment.from_string(template.source).render(_facts(template, offer, setting))
    except TemplateError as error:
        raise InputError(
            "AGREEMENT:TEMPLATE", f"the template {template.version} cannot be filled ({error})"
        ) from error
    passages = offences(html)
    if passages:
        raise InputError(
            "AGREEMENT:WORDING", f"the agreement promises what nobody can: {passages[0]}"
        )
    data = html.encode()
    return Agreement(data, keccak(data))


def _facts(template: Template, offer: Offer, setting: Setting) -> dict[str, Any]:
    shown = setting.currency.shown
    table = schedule(offer.terms)
    origination = div_ceil(offer.principal * offer.origination_ppm, PPM)  # as the contract does
    reserve = div_ceil(offer.principal * offer.reserve_ppm, PPM)
    unit = "day" if offer.in_days else "month"
    money = ("payment", "interest", "principal", "balance")
    return {
        "version": template.version,
        "currency": setting.currency.symbol,
        "chain_id": setting.chain_id,
        "book": setting.book,
        "project": "0x" + offer.project.hex(),
        "borrower": offer.borrower,
        "principal": shown(offer.principal),
        "rate": _percent(offer.rate_ppm),
        "annual_percentage_rate": _percent(
            annual_percentage_rate_ppm(offer.terms, origination + reserve)
        ),
        "method": _METHODS[Method(offer.method)],
        "instalments": offer.n,
        "period": unit if offer.period == 1 else f"{offer.period} {unit}s",
        "interest_total": shown(table.interest_total),
        "origination": shown(origination),
        "reserve": shown(reserve),
        "paid_out": shown(offer.principal - origination - reserve),
        "paid_back": shown(sum(table.payments)),
        "rows": [
            {key: shown(value) if key in money else value for key, value in asdict(row).items()}
            for row in table
        ],
        "servicing": _percent(offer.servicing_ppm),
        "grace_days": offer.grace_days,
        "late_rate": _percent(offer.late_rate_ppm),
        "late_cap": _percent(offer.late_cap_ppm),
        "default_dpd": offer.default_dpd,
        "recovery": _percent(offer.recovery_ppm),
        "cover_cap": _percent(offer.cover_cap_ppm),
    }


def _percent(ppm: int) -> str:
    """Return parts per million as per cent, exactly, without idle zeros."""
    whole, rest = divmod(ppm, 10_000)
    digits = f"{rest:04d}".rstrip("0")
    return f"{whole}.{digits} %" if digits else f"{whole} %"


class Archive:
    """Agreements in a directory, each under its hash; written once, compared whenever read."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, agreement: Agreement) -> Path:
        """Write an agreement; nothing that is there is overwritten.

        Args:
            agreement: The finished text.

        Returns:
            Its file.

        Raises:
            InputError: AGREEMENT:CHANGED when another text has this name; AGREEMENT:HASH when the
                hash does not have 32 bytes.
        """
        return self._keep(self._file(agreement.hash), agreement.html)

    def keep_statement(self, statement: RiskStatement) -> Path:
        """Write a risk statement; nothing that is there is overwritten.

        Args:
            statement: The statement.

        Returns:
            Its file.

        Raises:
            InputError: AGREEMENT:CHANGED when another text has this name.
        """
        return self._keep(self._file(statement.hash).with_suffix(".json"), statement.data)

    def read(self, agreement_hash: bytes) -> Agreement:
        """Return the agreement of a hash.

        Args:
            agreement_hash: Keccak-256 of its bytes, 32 bytes.

        Returns:
            The agreement.

        Raises:
            InputError: AGREEMENT:MISSING; AGREEMENT:CHANGED when the file is not the text of its
                hash; AGREEMENT:HASH when the hash does not have 32 bytes.
        """
        file = self._file(agreement_hash)
        if not file.is_file():
            raise InputError("AGREEMENT:MISSING", f"there is no agreement {file.stem}")
        data = file.read_bytes()
        if keccak(data) != agreement_hash:
            raise InputError("AGREEMENT:CHANGED", f"the text of {file.stem} is not what was signed")
        return Agreement(data, agreement_hash)

    def strangers(self) -> list[str]:
        """Return the names of files that are not the text of their own hash.

        Returns:
            Names, sorted.
        """
        return sorted(
            file.name
            for file in self._directory.glob("*")
            if not _HASH.fullmatch(file.stem) or keccak(file.read_bytes()).hex() != file.stem
        )

    def _keep(self, file: Path, data: bytes) -> Path:
        if file.exists():
            if file.read_bytes() != data:
                raise InputError(
                    "AGREEMENT:CHANGED", f"the text of {file.stem} is not what was signed"
                )
            return file
        self._directory.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")
        with unfinished.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.rename(file)
        return file

    def _file(self, agreement_hash: bytes) -> Path:
        if len(agreement_hash) != 32:
            raise InputError("AGREEMENT:HASH", "an agreement's hash has 32 bytes")
        return self._directory / f"{agreement_hash.hex()}.html"
