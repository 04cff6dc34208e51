"""Rounds for tests: a market of mandates, lenders and loans out of a few numbers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tallystick.loans.mandates import Limits
from tallystick.matching.inputs import Lender, QueuedMandate, RoundInput, SeekingLoan
from tallystick.matching.reasons import IdleReason
from tallystick.replay.history import History
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, read_logs, time_of
from tallystick.replay.waiting import WaitingMoney

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.replay.replay import Replay

__all__ = ["NOW", "crowd", "lender", "limits", "loan", "mandate", "market", "replayed", "rounds"]

NOW = 1_800_000_000


def limits(**changed: int) -> Limits:
    usual = {
        "level_max": 3, "statement": 3, "rate_min_ppm": 90_000, "days_max": 744, "ticket": 50,
        "person_max": 250, "group_max": 400, "day_max": 2_000, "exposure_max": 10_000,
        "lifetime_max": 5_000, "cash_floor": 100, "expiry": NOW,
    }  # fmt: skip
    return Limits(**(usual | changed))


def mandate(name: str = "a", since: int = 1, **changed: Any) -> QueuedMandate:
    own = {key: changed.pop(key) for key in ("owner", "lent", "lent_today") if key in changed}
    return QueuedMandate(
        f"0x{name}", own.pop("owner", f"0x{name}{name}"), limits(**changed), (since, 0), **own
    )


def lender(name: str = "a", **changed: Any) -> Lender:
    usual: dict[str, Any] = {
        "owner": f"0x{name}{name}", "balance": 10_000, "exposure": 0, "lend_limit": 10**6,
        "risk_class": 5, "group": 100 + ord(name[-1]),
    }  # fmt: skip
    return Lender(**(usual | changed))


def loan(number: int = 1, **changed: Any) -> SeekingLoan:
    usual: dict[str, Any] = {
        "loan": number, "person": f"0xb{number}", "group": number, "level": 2, "least_class": 2,
        "rate_ppm": 100_000, "days": 372, "open_units": 1_000, "ticket_min": 20,
        "disclosure_hash": "0x00",
    }  # fmt: skip
    return SeekingLoan(**(usual | changed))


def market(
    mandates: list[QueuedMandate], loans: list[SeekingLoan], *lenders: Lender, **changed: Any
) -> RoundInput:
    known = {each.owner: each for each in lenders}
    for entry in mandates:
        known.setdefault(entry.owner, lender(entry.owner[2:][: len(entry.owner[2:]) // 2]))
    usual: dict[str, Any] = {"now": NOW, "day_room": 10**12, "closed": False}
    return RoundInput(
        **(usual | changed),
        mandates=tuple(mandates),
        lenders=tuple(known.values()),
        loans=tuple(loans),
    )


_SUMS = (*[2_000] * 12, 1_000, 400, 400, 250, 250, 120, 100, 0)


def rounds() -> st.SearchStrategy[RoundInput]:
    """Any market of a few owners, mandates and loans whose limits cross each other.

    Drawn by dice from one number: drawn one by one, small values would leave most markets idle.
    """
    return st.integers(0, 2**32 - 1).map(lambda seed: _round(random.Random(seed)))


def _round(dice: random.Random) -> RoundInput:
    lenders = [_lender(dice, f"{name}") for name in range(dice.randint(1, 4))]
    mandates = [
        QueuedMandate(
            f"0x{number:02x}",
            dice.choice(lenders).owner,
            limits(
                level_max=dice.randint(2, 5), statement=dice.randint(2, 5),
                rate_min_ppm=dice.choice([0, 0, 90_000, 110_000]),
                days_max=dice.choice([800, 800, 400, 100]), ticket=dice.randint(1, 60),
                person_max=dice.choice(_SUMS), group_max=dice.choice(_SUMS),
                day_max=dice.choice(_SUMS), exposure_max=dice.choice(_SUMS),
                lifetime_max=dice.choice(_SUMS), cash_floor=dice.randint(0, 60),
            ),
            (dice.randint(1, 3), 0),
            dice.randint(0, 60),
            dice.randint(0, 60),
        )
        for number in range(dice.choice([0, 2, 4, 6, 8]))
    ]  # fmt: skip
    loans = [_seeking(dice, number) for number in range(1, dice.choice([0, 2, 3, 4, 5]) + 1)]
    room = dice.choice([*[10**6] * 8, 900, 100])
    closed = dice.randint(1, 20) == 1
    return RoundInput(NOW, room, closed, tuple(mandates), tuple(lenders), tuple(loans))


def _lender(dice: random.Random, name: str) -> Lender:
    return lender(
        name, owner=f"0x{name}{name}", balance=dice.choice([1_500, 1_500, 900, 300, 90]),
        exposure=dice.randint(0, 60), lend_limit=dice.choice([5_000, 5_000, 5_000, 1_500, 500, 0]),
        risk_class=dice.randint(2, 5), group=dice.randint(3, 9),
        bar=dice.choice([*[""] * 12, IdleReason.FROZEN.value]),
        by_person={f"0xb{dice.randint(1, 3)}": dice.randint(0, 60)},
        by_group={dice.randint(1, 3): dice.randint(0, 60)},
        retracted=frozenset({dice.randint(1, 20)}),
    )  # fmt: skip


def _seeking(dice: random.Random, number: int) -> SeekingLoan:
    level = dice.randint(1, 3)
    return loan(
        number, person=f"0xb{dice.randint(1, 3)}", group=dice.randint(1, 3), level=level,
        least_class=level, rate_ppm=dice.choice([80_000, 100_000, 120_000]),
        days=dice.choice([93, 372, 744]), open_units=dice.randint(1, 600),
        ticket_min=dice.randint(1, 60), others=dice.choice([(), (), (), (), (), None]),
    )  # fmt: skip


def crowd(mandates: int, loans: int, seed: int = 1) -> RoundInput:
    """A large market: every mandate its own owner."""
    dice = random.Random(seed)
    sought = [
        loan(
            number, level=(level := dice.randint(1, 5)), least_class=level,
            rate_ppm=dice.randint(50_000, 200_000), days=dice.choice([186, 372, 744, 1116]),
            open_units=dice.randint(5_000, 50_000), group=1_000 + number,
        )
        for number in range(1, loans + 1)
    ]  # fmt: skip
    waiting, known = [], []
    for number in range(mandates):
        owner = f"0x{number:040x}"
        known.append(
            lender("a", owner=owner, balance=dice.randint(0, 20_000), group=10_000 + number)
        )
        waiting.append(
            QueuedMandate(
                f"0x{number:064x}", owner,
                limits(
                    level_max=dice.randint(1, 5), statement=5,
                    rate_min_ppm=dice.randint(50_000, 150_000),
                    days_max=dice.choice([372, 744, 1116]), day_max=10**6, exposure_max=10**6,
                    lifetime_max=10**6,
                ),
                (dice.randint(1, 10**6), dice.randint(0, 50)),
            )
        )  # fmt: skip
    return RoundInput(NOW, 10**12, False, tuple(waiting), tuple(known), tuple(sought))


def replayed(platform: Platform) -> tuple[Replay, int]:
    """Every event of a platform with history and queue, and the last block's second."""
    connection, deployment = platform.connection, platform.deployment
    block = connection.block_number()
    replay = begin(deployment, BlockClock(connection), history=History(), waiting=WaitingMoney())
    addresses = list(deployment.addresses().values())
    for _, logs in read_logs(connection, addresses, deployment.block, block):
        replay.feed(logs)
    replay.close()
    return replay, time_of(connection, block)
