"""Projects of a year for an authority of the EU (Implementing Regulation (EU) 2022/2120)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.supervision.layout import MadeFile, figures_of, require, table_text
from tallystick_node.supervision.rules import pseudonym

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tallystick.disclosure.report import Report
    from tallystick.disclosure.statement import RiskStatement

__all__ = ["COLUMNS", "ecspr_file", "offer_id"]

COLUMNS = (
    "reporting_year", "offer_id", "project_owner_hash", "project_owner_kind", "instrument",
    "amount_raised_minor", "rate_ppm", "drawn_down", "matures", "risk_level", "status",
    "amount_outstanding_minor", "kiis_hash",
)  # fmt: skip
INSTRUMENT = "loan"


def offer_id(document: Mapping[str, Any], loan: int) -> str:
    """Return what names an offer in every file.

    Args:
        document: A report's document, which names chain and platform.
        loan: The loan's number.

    Returns:
        Chain, platform and loan: nobody else's offer has the same.
    """
    return f"{document['chain_id']}-{document['book'].removeprefix('0x')}-{loan}"


def ecspr_file(
    report: Report,
    before: Report | None,
    salt: bytes,
    statement: Callable[[str], RiskStatement | None],
) -> MadeFile:
    """Return the loans that were drawn down in a year.

    Args:
        report: The report of the year's last month.
        before: That of the year before; None for the platform's first year.
        salt: What owners are hashed with.
        statement: Returns the risk statement of a hash.

    Returns:
        CSV, by offer; owners are salted hashes, and amounts minor units.

    Raises:
        InputError: FILES:INVALID when the sum is not what the reports say was drawn down.
    """
    document = report.document
    year = document["as_of"]["day"][:4]
    rows: list[tuple[object, ...]] = []
    raised = 0
    for loan in document["loans"]:
        terms = loan["terms"]
        if terms["drawn_down"][:4] != year:
            continue
        stated = statement(terms["disclosure_hash"])
        kind = None if stated is None else stated.document["borrower"]["kind"]
        raised += int(loan["principal"])
        rows.append(
            (year, offer_id(document, loan["number"]), pseudonym(salt, loan["borrower"]), kind,
             INSTRUMENT, loan["principal"], terms["rate_ppm"], terms["drawn_down"],
             terms["matures"], terms["risk_level"], loan["status"], loan["outstanding"],
             terms["disclosure_hash"])
        )  # fmt: skip
        _check(rows[-1])
    earlier = 0 if before is None else int(figures_of(before.document)["M01"]["value"])
    drawn = int(figures_of(document)["M01"]["value"]) - earlier
    require(raised == drawn, "amount_raised_minor", f"adds up to {drawn}, as M01 has grown")
    return MadeFile(table_text(COLUMNS, rows), "csv")


def _check(row: tuple[object, ...]) -> None:
    values = dict(zip(COLUMNS, row, strict=True))
    offer = values["offer_id"]
    require(
        values["project_owner_kind"] is not None, f"project_owner_kind of {offer}",
        "is known: its risk statement is kept",
    )  # fmt: skip
    require(int(str(values["amount_raised_minor"])) > 0, f"amount of {offer}", "is above zero")
    require(
        str(values["matures"]) > str(values["drawn_down"]), f"matures of {offer}",
        "is after drawn_down",
    )  # fmt: skip
