"""Small markets for the tests of money laundering: one person, or a few, and what they move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from tallystick_node.aml.flows import DAY, Borrowing, Customer, Flow, FlowKind, Market
from tallystick_node.aml.rules.rule import Scene
from tallystick_node.aml.thresholds import RuleBounds
from tallystick_node.infrastructure.policy.packs import load_pack

HOUR = 3600
START = 20_600 * DAY  # a midnight of UTC
TODAY = date(2026, 6, 1)


@cache
def thresholds() -> RuleBounds:
    """Those of the pack cn-2017: large from 500,000.00 on, the floor at 10,000.00."""
    return RuleBounds.of(load_pack("cn-2017"), TODAY)


LARGE = 50_000_000
FLOOR = 1_000_000


def party(name: str, *marks: str, since: int = START - 30 * DAY, **more: object) -> Customer:
    """Return a person who lives in CN and has registered a month ago."""
    values = {"country": "CN", "monthly_income": None, **more}
    return Customer(name, since, marks=frozenset(marks), **values)  # type: ignore[arg-type]


def flow(
    number: int, at: int, kind: FlowKind, source: str, destination: str, amount: int, **more: object
) -> Flow:
    """Return a flow at so many seconds after the start."""
    return Flow(f"f{number:04d}", START + at, kind, source, destination, amount, **more)  # type: ignore[arg-type]


def deposits(person: str, *moves: tuple[int, int], first: int = 0, **more: object) -> list[Flow]:
    """Return deposits of a person: hours after the start, and amounts."""
    return [
        flow(first + n, at * HOUR, FlowKind.DEPOSIT, f"bank:{person}", person, amount, **more)
        for n, (at, amount) in enumerate(moves)
    ]


def withdrawals(
    person: str, *moves: tuple[int, int], first: int = 500, **more: object
) -> list[Flow]:
    """Return withdrawals of a person: hours after the start, and amounts."""
    return [
        flow(first + n, at * HOUR, FlowKind.WITHDRAWAL, person, f"bank:{person}", amount, **more)
        for n, (at, amount) in enumerate(moves)
    ]


def scene(
    flows: Iterable[Flow],
    *people: Customer,
    loans: Iterable[Borrowing] = (),
    listed: Iterable[str] = (),
) -> Scene:
    """Return a scene under the thresholds of cn-2017."""
    return Scene(Market.of(flows, people, loans, listed), thresholds())
