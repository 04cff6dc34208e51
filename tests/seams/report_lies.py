"""What a publisher might write into a report: each lie, and the check that finds it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

__all__ = ["LIES", "figure", "rounds"]

Document = dict[str, Any]


def figure(document: Document, code: str) -> Document:
    result: Document = next(entry for entry in document["figures"] if entry["code"] == code)
    return result


def row(document: Document, identity: str) -> Document:
    result: Document = next(entry for entry in document["returns"] if entry["id"] == identity)
    return result


def fallen_window(document: Document) -> Document:
    """The window of all loans in which somebody defaulted."""
    result: Document = next(
        rate
        for rate in document["default_rates"]
        if rate["risk_level"] is None and rate["numerator"] != "0"
    )
    return result


LIES: dict[str, tuple[str, Callable[[Document], object]]] = {
    "less is overdue": ("figures", lambda d: figure(d, "M13").update(value="0")),
    "no loan is very late": ("figures", lambda d: figure(d, "M16").update(value="0")),
    "more was lent": ("figures", lambda d: figure(d, "M01").update(value="9" * 20)),
    "a share is smaller": ("figures", lambda d: figure(d, "R03").update(value="1")),
    "a denominator is larger": ("figures", lambda d: figure(d, "R03").update(denominator="9" * 18)),
    "a figure has another name": ("figures", lambda d: figure(d, "M15").update(name="late a bit")),
    "a figure is called attested": ("figures", lambda d: figure(d, "M15").update(label="attested")),
    "a figure is left out": ("figures", lambda d: d["figures"].remove(figure(d, "M17"))),
    "a figure is made up": (
        "figures", lambda d: d["figures"].append(figure(d, "M01") | {"code": "M99"})
    ),
    "nobody is related": ("figures", lambda d: figure(d, "M12").update(value="0")),
    "the related are left off the list": ("figures", lambda d: d.update(related=[])),
    "a fee is smaller": ("figures", lambda d: figure(d, "F03").update(value="0")),
    "all fees are smaller": ("figures", lambda d: figure(d, "M19").update(value="1")),
    "the reserve covers more": ("figures", lambda d: figure(d, "M20").update(numerator="9" * 12)),
    "less is expected of the reserve": (
        "figures", lambda d: d["attested"][0].update(value="1")
    ),
    "the headline of defaults is lower": ("figures", lambda d: figure(d, "R07").update(value="0")),
    "a window has fewer defaults": (
        "defaults", lambda d: fallen_window(d).update(numerator="0", rate_ppm="0")
    ),
    "a window has more loans": (
        "defaults", lambda d: fallen_window(d).update(denominator="999")
    ),
    "a window is left out": ("defaults", lambda d: d["default_rates"].remove(fallen_window(d))),
    "a cell of a vintage is better": (
        "vintages", lambda d: d["vintages"][0]["cells"][-1].update(ever_90="0")
    ),
    "a cell is left out": ("vintages", lambda d: d["vintages"][0]["cells"].pop()),
    "a cohort is larger": ("vintages", lambda d: d["vintages"][0].update(denominator="9" * 15)),
    "a cohort is left out": ("vintages", lambda d: d["vintages"].clear()),
    "lenders earned more": ("returns", lambda d: row(d, "nar").update(value_ppm="90000")),
    "lost principal is left out": ("returns", lambda d: row(d, "nar").update(numerator="90000")),
    "a month is left out": ("returns", lambda d: row(d, "nar").update(months=1)),
    "a cohort earned more": (
        "returns", lambda d: d["returns"][-1].update(value_ppm="120000")
    ),
    "a return is left out": ("returns", lambda d: d["returns"].pop()),
    "a loan's rate is lower": ("loans", lambda d: d["loans"][0]["terms"].update(rate_ppm=1)),
    "a loan has another risk statement": (
        "loans", lambda d: d["loans"][0]["terms"].update(disclosure_hash="0x" + "3" * 64)
    ),
    "a loan's fee is hidden": ("loans", lambda d: d["loans"][0]["terms"]["fees"].clear()),
    "a bad loan is left out": (
        "loans",
        lambda d: d["loans"].remove(next(loan for loan in d["loans"] if loan["overdue"] != "0")),
    ),
    "a loan is made up": ("loans", lambda d: d["loans"].append(d["loans"][0] | {"number": 999})),
    "a loan is said to be repaid": ("loans", lambda d: d["loans"][2].update(status="repaid")),
    "a loan is less late": ("loans", lambda d: d["loans"][2].update(days_past_due=3)),
    "a loan has another borrower": (
        "loans", lambda d: d["loans"][0].update(borrower="0x" + "1" * 40)
    ),
    "a loan has a word more": ("loans", lambda d: d["loans"][0].update(note="fine")),
    "an earlier block is taken": (
        "blocks", lambda d: d["as_of"].update(block=str(int(d["as_of"]["block"]) - 1))
    ),
    "a later block is taken": (
        "blocks", lambda d: d["as_of"].update(block=str(int(d["as_of"]["block"]) + 1))
    ),
    "another chain's block": ("blocks", lambda d: d["as_of"].update(block_hash="0x" + "0" * 64)),
    "a block that is not there": ("blocks", lambda d: d["as_of"].update(block=str(10**9))),
    "another chain": ("form", lambda d: d.update(chain_id=1)),
    "another platform": ("form", lambda d: d.update(book="0x" + "2" * 40)),
}  # fmt: skip


def rounds() -> list[tuple[str, ...]]:
    """The lies in rounds: no two of a round are found by the same check."""
    by_check: dict[str, list[str]] = {}
    for lie, (check, _) in LIES.items():
        by_check.setdefault(check, []).append(lie)
    rounds = zip_longest(*by_check.values())
    return [tuple(lie for lie in lies if lie is not None) for lies in rounds]
