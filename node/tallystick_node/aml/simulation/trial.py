"""The rules on a simulated market: what was planted, what they saw, whom they took wrongly."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick_node.aml.rules.catalogue import RULES, look
from tallystick_node.aml.rules.rule import PPM, RuleHit, Scene
from tallystick_node.aml.simulation.habits import live
from tallystick_node.aml.simulation.plants import plant
from tallystick_node.aml.simulation.stage import MONTH_DAYS, Stage
from tallystick_node.aml.thresholds import RuleBounds

if TYPE_CHECKING:
    from tallystick_node.aml.flows import Market
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["MONTHS_MAX", "PEOPLE_MAX", "PEOPLE_MIN", "SimulatedMarket", "Trial", "simulate"]

PEOPLE_MIN, PEOPLE_MAX, MONTHS_MAX = 200, 100_000, 60
_FIRST_DAY = date(2026, 1, 1)
# One case of each pattern for so many people, and two at least.
_PEOPLE_PER_CASE = 400


@dataclass(frozen=True, slots=True)
class SimulatedMarket:
    """A market of which it is known who launders money.

    planted: the people of each case, by the rule that has to see it. clean: everybody else.
    """

    market: Market
    thresholds: RuleBounds
    planted: dict[str, list[frozenset[str]]]
    clean: frozenset[str]

    @classmethod
    def of(cls, people: int, months: int, seed: int, pack: Pack) -> SimulatedMarket:
        """Put a market together.

        Args:
            people: How many, `PEOPLE_MIN` to `PEOPLE_MAX`.
            months: How many of 30 days, 1 to `MONTHS_MAX`.
            seed: The same one makes the same market.
            pack: The policy pack with the thresholds.

        Returns:
            The market.

        Raises:
            InputError: AML:SIMULATION for people or months out of bounds.
            ConfigError: AML:WINDOW or POLICY:DAY when the pack's thresholds are not sound.
        """
        if not PEOPLE_MIN <= people <= PEOPLE_MAX or not 1 <= months <= MONTHS_MAX:
            raise InputError(
                "AML:SIMULATION",
                f"a market has {PEOPLE_MIN} to {PEOPLE_MAX} people and 1 to {MONTHS_MAX} months,"
                f" not {people} and {months}",
            )
        thresholds = RuleBounds.of(pack, _FIRST_DAY)
        start = int(datetime.combine(_FIRST_DAY, datetime.min.time(), UTC).timestamp())
        rng = random.Random(seed)  # noqa: S311 - a market that anybody can make again
        stage = Stage(rng, thresholds, start, months * MONTH_DAYS)
        cases = max(2, people // _PEOPLE_PER_CASE)
        planted = {rule: [frozenset(plant(stage, rule)) for _ in range(cases)] for rule in RULES}
        clean = live(stage, people - len(stage.people))
        return cls(stage.market(), thresholds, planted, frozenset(clean))


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rules saw of a simulated market."""

    simulated: SimulatedMarket
    hits: tuple[RuleHit, ...]

    def seen(self, rule: str) -> int:
        """Return how many planted cases of a rule it saw.

        Args:
            rule: The rule's code.

        Returns:
            The number.
        """
        people = {person for hit in self.hits if hit.rule == rule for person in hit.people}
        return sum(not case.isdisjoint(people) for case in self.simulated.planted[rule])

    @property
    def clean_alerted(self) -> frozenset[str]:
        """The clean people whom an alert is about."""
        theirs = {person for hit in self.hits for person in hit.people}
        return self.simulated.clean & theirs

    def document(self) -> dict[str, Any]:
        """Return the trial's figures.

        Returns:
            People, alerts, what was planted and seen, clean people and how many were alerted; of
            each rule its alerts, precision and recall in ppm.
        """
        planted, rules = {}, {}
        for rule, cases in self.simulated.planted.items():
            seen, own = self.seen(rule), [hit for hit in self.hits if hit.rule == rule]
            right = sum(self.simulated.clean.isdisjoint(hit.people) for hit in own)
            planted[rule] = {"planted": len(cases), "found": seen}
            rules[rule] = {
                "version": RULES[rule].version, "alerts": len(own),
                "precision_ppm": right * PPM // len(own) if own else None,
                "recall_ppm": seen * PPM // len(cases),
            }  # fmt: skip
        return {
            "people": len(self.simulated.market.people),
            "flows": len(self.simulated.market.flows),
            "alerts": len(self.hits),
            "planted": planted,
            "clean_alerted": len(self.clean_alerted),
            "clean": len(self.simulated.clean),
            "rules": rules,
        }


def simulate(people: int, months: int, seed: int, pack: Pack) -> Trial:
    """Make a market and try all rules on it.

    Args:
        people: How many, `PEOPLE_MIN` to `PEOPLE_MAX`.
        months: How many of 30 days, 1 to `MONTHS_MAX`.
        seed: The same one gives the same figures.
        pack: The policy pack with the thresholds.

    Returns:
        The trial.

    Raises:
        InputError: AML:SIMULATION for people or months out of bounds.
        ConfigError: AML:WINDOW or POLICY:DAY when the pack's thresholds are not sound.
    """
    simulated = SimulatedMarket.of(people, months, seed, pack)
    return Trial(simulated, tuple(look(Scene(simulated.market, simulated.thresholds))))
