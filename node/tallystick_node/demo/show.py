"""The whole demonstration: chain, deployment, life, figures, plot, audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.auditor import Auditor
from tallystick.connection import Connection
from tallystick.deploy import deploy
from tallystick.platform import Platform
from tallystick_node.chain import BlockBuilder, EmbeddedProvider, Genesis
from tallystick_node.demo.batch import Batch
from tallystick_node.demo.cast import Role
from tallystick_node.demo.conduct import conduct_of
from tallystick_node.demo.crew import Crew
from tallystick_node.demo.figures import Figures, figures_of
from tallystick_node.demo.folder import Folder
from tallystick_node.demo.judgement import Judged, judged
from tallystick_node.demo.life import DAY, FIRST_DAY, Life
from tallystick_node.demo.plot import plot
from tallystick_node.demo.sample import choose

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.audit.verdict import Verdict
    from tallystick.deployment import Deployment

__all__ = ["JUDGED", "REAL", "SIMULATED", "Demonstration", "run_demo"]

REAL = "amount, term, good or bad"
JUDGED = "grade and rate, by a card that learned from the other loans of the sample"
SIMULATED = "days of payment, lateness, prepayment, month of default, recovery, prices of notes"
GAS_LIMIT = 16_000_000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a run has come to; amounts in minor units of a token with six decimals."""

    seed: int
    figures: Figures
    persons: int
    assigned: int
    reserve: int
    blocks: int
    transactions: int
    last_day: str
    head: str
    verdict: Verdict
    judged: Judged

    def document(self) -> dict[str, object]:
        """Return it as it is printed with --json: amounts as decimal strings."""
        figures = self.figures
        return {
            "seed": self.seed,
            "real": REAL,
            "judged": JUDGED,
            "simulated": SIMULATED,
            "loans": figures.loans,
            "persons": self.persons,
            "investors_per_loan": figures.lenders_per_loan_min,
            "repaid": figures.repaid,
            "late": figures.late,
            "defaulted": figures.defaulted,
            "covered": figures.covered,
            "assigned": self.assigned,
            "lent": str(figures.lent),
            "principal_paid": str(figures.principal_paid),
            "interest_paid": str(figures.interest_paid),
            "cover_paid": str(figures.cover_paid),
            "lost": str(figures.lost),
            "reserve": str(self.reserve),
            "grades": [
                {
                    "grade": line.grade,
                    "loans": line.loans,
                    "defaulted": line.defaulted,
                    "lent": str(line.lent),
                    "received": str(line.received),
                    "lost": str(line.lost),
                    "promised_ppm": line.promised_ppm,
                    "returned_ppm": line.returned_ppm,
                }
                for line in figures.grades
            ],
            "judgement": {
                "card": self.judged.card.hash,
                "features": self.judged.card.features,
                "auc": self.judged.auc,
                "platform_auc": self.judged.platform_auc,
            },
            "last_day": self.last_day,
            "head": self.head,
            "blocks": self.blocks,
            "transactions": self.transactions,
            "audit": self.verdict.document(),
        }


def run_demo(
    loans: int, seed: int, out: Path | None, progress: Progress = lambda *_: None
) -> Demonstration:
    """Replay real loans on the embedded chain and audit the outcome.

    With `out` the folder receives the chain, deployment.json, summary.json and returns.svg; it is
    refused when it holds another chain. progress hears (phase, done, of). The same loans and seed
    give the same chain, to the last transaction.
    """
    found = judged(choose(loans, seed))
    crew = Crew.gather(seed, loans)
    genesis = Genesis(FIRST_DAY * DAY, funded=tuple(one.address for one in crew.everyone))
    if out is None:
        return _play(BlockBuilder(genesis), crew, found, seed, progress)[0]
    folder = Folder(out)
    builder = folder.begin(genesis)
    try:
        shown, deployment = _play(builder, crew, found, seed, progress)
    finally:
        builder.close()
    folder.finish(shown.document(), deployment.document(), plot(shown.figures, shown.seed))
    return shown


def _play(
    builder: BlockBuilder, crew: Crew, found: Judged, seed: int, progress: Progress
) -> tuple[Demonstration, Deployment]:
    connection = Connection(EmbeddedProvider(builder))
    progress("deploy", 0, 1)
    deployment = deploy(
        connection, crew.deployer, crew.roles(), dev=True, gas_limit=GAS_LIMIT,
        progress=lambda _: progress("deploy", 0, 1),
    )  # fmt: skip
    platform = Platform(connection, deployment, gas_limit=GAS_LIMIT)
    deployed_blocks = builder.number
    builder.instant = False
    roles = [
        Role(real, conduct_of(real, seed), borrower)
        for real, borrower in zip(found.loans, crew.borrowers, strict=True)
    ]
    life = Life(Batch(builder, platform), crew, roles, seed)
    last = FIRST_DAY + 31 * life.last_month()
    life.live(lambda day, _: progress("live", min(day, last) - FIRST_DAY, last - FIRST_DAY))
    life.close()
    verdict = Auditor(platform).verify(
        progress=lambda block, final, _: progress("audit", block, final)
    )
    shown = Demonstration(
        seed=seed,
        figures=figures_of(roles, life.lenders),
        persons=len(crew.borrowers) + len(crew.investors),
        assigned=life.sales,
        reserve=int(platform.read("Reserve", "free")),
        blocks=builder.number,
        transactions=life.batch.transactions + deployed_blocks,
        last_day=life.last_day().isoformat(),
        head="0x" + bytes(builder.head().hash).hex(),
        verdict=verdict,
        judged=found,
    )
    return shown, deployment
