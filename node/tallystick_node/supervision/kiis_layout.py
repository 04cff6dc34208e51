"""A loan's key investment information sheet: the parts A to I of Regulation (EU) 2022/2119."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.statement import WORST
from tallystick_node.supervision.ecspr_layout import offer_id
from tallystick_node.supervision.layout import MadeFile, require
from tallystick_node.supervision.rules import pseudonym

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.disclosure.report import Report
    from tallystick.disclosure.statement import RiskStatement

__all__ = ["PARTS", "WARNING", "kiis_file"]

PARTS = tuple("ABCDEFGHI")
# The text of Article 21(4) and of the sheet's own warning begins so.
WARNING = (
    "An investment in a crowdfunding project includes the risk of losing the entirety of the money"
    " invested."
)
_NOT_A_SECURITY = "Not applicable: a loan is offered, and no transferable security."


def kiis_file(report: Report, loan: int, statement: RiskStatement, salt: bytes) -> MadeFile:
    """Return the sheet of a loan.

    Args:
        report: A published report that has the loan.
        loan: The loan's number.
        statement: The risk statement that its offer names.
        salt: What owners are hashed with.

    Returns:
        JSON: the parts A to I, each of them there; amounts in minor units, shares in ppm.

    Raises:
        InputError: FILES:INVALID when the statement is of other terms than the loan's, or a part is
            empty.
    """
    row = next((each for each in report.document["loans"] if each["number"] == loan), None)
    require(row is not None, f"loan {loan}", "is in the report")
    assert row is not None, "it was looked for"
    stated, terms = statement.document, row["terms"]
    require(
        (stated["terms"]["principal"], stated["terms"]["rate_ppm"], stated["risk_level"])
        == (row["principal"], terms["rate_ppm"], terms["risk_level"]),
        "the risk statement", "is of the loan's principal, rate and risk level",
    )  # fmt: skip
    document = {
        "format": 1,
        "regulation": "(EU) 2022/2119",
        "offer_id": offer_id(report.document, loan),
        "risk_statement": terms["disclosure_hash"],
        "agreement": terms["agreement_hash"],
        "warning": WARNING,
        "A": _owner_and_project(row, stated, salt),
        "B": {
            "target": stated["terms"]["principal"],
            "drawn_down": terms["drawn_down"],
            "if_missed": "A loan that is not funded whole expires, and every lender gets all back.",
        },
        "C": {
            "risk_level": stated["risk_level"],
            "possible_results": stated["possible_results"],
            "expected": stated["expected"],
            "worst_case": stated["worst_case"],
        },
        "D": _NOT_A_SECURITY,
        "E": "Not applicable: no special purpose vehicle stands between lender and borrower.",
        "F": "A lender holds units of the loan's claim and votes on a restructuring by them.",
        "G": {
            "nature": "loan",
            "terms": stated["terms"],
            "matures": terms["matures"],
            "source_of_repayment": stated["source_of_repayment"],
            "safeguards": stated["safeguards"],
            "servicing": "by the platform; payments are made and divided by its contracts",
        },
        "H": {"fees_ppm": terms["fees"], "redress": "complaints are taken by the platform"},
        "I": "Not applicable: this sheet is of one loan, and of no portfolio.",
    }
    for part in PARTS:
        require(bool(document[part]), f"part {part}", "is there")
    require(stated["worst_case"]["words"] == WORST, "part C", "says the worst case")
    return MadeFile(canonical(document), "json")


def _owner_and_project(
    row: Mapping[str, Any], stated: Mapping[str, Any], salt: bytes
) -> dict[str, Any]:
    return {
        "project_owner_hash": pseudonym(salt, row["borrower"]),
        "project_owner": stated["borrower"],
        "project": stated["project"],
        "purpose": stated["purpose"],
    }
