"""Portfolios for tests of risk."""

from __future__ import annotations

from random import Random

from tallystick_node.risk.exposures import Exposure, Portfolio

__all__ = ["exposure", "portfolio"]


def exposure(number: int = 1, **changes: int | str) -> Exposure:
    """A loan of 1,000 at a chance of a tenth."""
    fields: dict[str, int | str] = {
        "number": number, "group": f"group {number}", "outstanding": 1_000, "pd_ppm": 100_000,
        "lgd_ppm": 600_000, "level": 3, "vintage": "2025-01", "cover_cap": 200,
    }  # fmt: skip
    return Exposure(**(fields | changes))  # type: ignore[arg-type]


def portfolio(count: int, seed: int = 7, reserve: int = 10**6) -> Portfolio:
    """Different loans, some of one group."""
    random = Random(seed)
    loans = tuple(
        exposure(
            number, group=f"group {random.randrange(1 + count * 2 // 3)}",
            outstanding=random.randrange(1, 10**7), pd_ppm=random.randrange(0, 400_000),
            lgd_ppm=random.randrange(1, 1_000_000), level=random.randrange(1, 6),
            vintage=f"20{random.randrange(20, 26)}-0{random.randrange(1, 10)}",
            cover_cap=random.randrange(0, 10**6),
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    return Portfolio(None, reserve, loans)
