"""The operating data in the layout of the association (T/NIFA 1-2017, as far as it is known)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.supervision.layout import MadeFile, figures_of, require, table_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tallystick.disclosure.report import Report

__all__ = ["COLUMNS", "Institution", "nifa_file"]

COLUMNS = ("code", "item", "unit", "value", "numerator", "denominator")
PPM = 1_000_000
# In the words of the annex of the Disclosure Guidelines.
_ITEMS = {
    "M01": "累计借贷金额", "M02": "累计借贷笔数", "M03": "借贷余额", "M04": "借贷余额笔数",
    "M05": "利息余额", "M06": "累计出借人数量", "M07": "累计借款人数量", "M08": "当前出借人数量",
    "M09": "当前借款人数量", "M10": "前十大借款人待还金额占比",
    "M11": "最大单一借款人待还金额占比", "M12": "关联关系借款余额", "M12C": "关联关系借款笔数",
    "M13": "逾期金额", "M14": "逾期笔数", "M15": "逾期90天以上金额", "M16": "逾期90天以上笔数",
    "M17": "累计代偿金额", "M18": "累计代偿笔数", "R01": "金额逾期率", "R02": "项目逾期率",
}  # fmt: skip
# Of what is overdue: up to 90 days, 91 to 180, and longer.
_TIERS = ((1, 90, "90天（含）以下"), (91, 180, "91天至180天"), (181, 10**9, "181天以上"))


@dataclass(frozen=True, slots=True)
class Institution:
    """Who reports, by full and short name."""

    name: str
    short_name: str


def nifa_file(report: Report, institution: Institution, made_on: date) -> MadeFile:
    """Return a month's operating data as the association's items.

    Args:
        report: The month's published report.
        institution: Who reports.
        made_on: The day of the file.

    Returns:
        CSV; amounts in minor units, shares in ppm rounded down, each share with numerator and
        denominator.

    Raises:
        InputError: FILES:INVALID when the report's figures contradict its loans or each other.
    """
    document = report.document
    figures = figures_of(document)
    _check(figures, document)
    rows: list[tuple[object, ...]] = [
        ("C01", "平台名称", "text", institution.name, None, None),
        ("C02", "平台简称", "text", institution.short_name, None, None),
        ("C03", "数据截止日期", "date", document["as_of"]["day"], None, None),
        ("C04", "报告日期", "date", made_on.isoformat(), None, None),
    ]
    for code, item in _ITEMS.items():
        figure = figures[code]
        rows.append(
            (code, item, figure["unit"], figure["value"], figure.get("numerator"),
             figure.get("denominator"))
        )  # fmt: skip
    return MadeFile(table_text(COLUMNS, [*rows, *_tiers(document), *_heads(figures)]), "csv")


def _tiers(document: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """What is overdue by how long; of a loan all that is overdue counts under its oldest day."""
    loans = document["loans"]
    payable = sum(int(loan["outstanding"]) + int(loan["interest_left"]) for loan in loans)
    count = sum(1 for loan in loans if int(loan["outstanding"]))
    rows: list[tuple[object, ...]] = []
    for place, (least, most, words) in enumerate(_TIERS, 1):
        late = [
            loan for loan in loans
            if int(loan["overdue"]) and least <= max(1, loan["days_past_due"]) <= most
        ]  # fmt: skip
        amount = sum(int(loan["overdue"]) for loan in late)
        rows += [
            (f"T{place}A", f"金额逾期率（{words}）", "ppm", _share(amount, payable), amount,
             payable),
            (f"T{place}C", f"项目逾期率（{words}）", "ppm", _share(len(late), count), len(late),
             count),
        ]  # fmt: skip
    return rows


def _heads(figures: Mapping[str, Mapping[str, Any]]) -> list[tuple[object, ...]]:
    """For each person ever; rounded down, and nothing where there is nobody."""
    total = int(figures["M01"]["value"])
    rows: list[tuple[object, ...]] = []
    for code, item, people in (
        ("P01", "人均累计借款金额", int(figures["M07"]["value"])),
        ("P02", "人均累计出借金额", int(figures["M06"]["value"])),
    ):
        rows.append((code, item, "minor", total // people if people else None, total, people))
    return rows


def _share(part: int, whole: int) -> int | None:
    return part * PPM // whole if whole else None  # down


def _check(figures: Mapping[str, Mapping[str, Any]], document: Mapping[str, Any]) -> None:
    """What a file is refused for: an item is missing, or two of them cannot both be."""
    for code in _ITEMS:
        require(code in figures, code, "is missing")
    value = {code: int(figures[code]["value"] or 0) for code in _ITEMS}
    loans = document["loans"]
    outstanding = [int(loan["outstanding"]) for loan in loans]
    require(value["M02"] == len(loans), "M02", "is the number of loans")
    require(
        value["M01"] == sum(int(loan["principal"]) for loan in loans), "M01",
        "is the sum of principal",
    )  # fmt: skip
    require(value["M03"] == sum(outstanding), "M03", "is the sum of what is outstanding")
    require(value["M04"] == sum(map(bool, outstanding)), "M04", "counts loans outstanding")
    require(
        value["M13"] == sum(int(loan["overdue"]) for loan in loans), "M13", "is what is overdue"
    )
    for less, more in (
        ("M15", "M03"), ("M16", "M04"), ("M11", "M10"), ("M08", "M06"), ("M09", "M07"),
        ("M12", "M03"),
    ):  # fmt: skip
        require(value[less] <= value[more], less, f"is at most {more}")
