"""The whole demonstration: chain, deployment, life, figures, plot, audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tallystick.audit.auditor import Auditor
from tallystick.audit.reports import load_reports
from tallystick.chain.contracts import Reserve
from tallystick.deploy import deploy
from tallystick.disclosure.opinion import stands_beside
from tallystick.platform._sync.platform import Platform
from tallystick_node.bootstrap.dev_people import enrol_underwriters
from tallystick_node.demo.batch import TransactionBatch
from tallystick_node.demo.cast import CastLoan, Position
from tallystick_node.demo.client import Client
from tallystick_node.demo.conduct import conduct_of
from tallystick_node.demo.crew import Crew
from tallystick_node.demo.figures import Figures, figures_of
from tallystick_node.demo.folder import Folder
from tallystick_node.demo.judgement import GradedLoans, Judging
from tallystick_node.demo.keys import lay_down
from tallystick_node.demo.life import DAY, FIRST_DAY, Life
from tallystick_node.demo.office import Office, open_office
from tallystick_node.demo.persons import person_of
from tallystick_node.demo.plot import plot
from tallystick_node.demo.reception import Reception
from tallystick_node.demo.sample import RealLoan, check_count
from tallystick_node.demo.second import SecondPlatform
from tallystick_node.demo.served import Served, served
from tallystick_node.demo.stage import BuilderStage, DemoChain
from tallystick_node.demo.telling import Telling
from tallystick_node.disclosure.report_store import AGREEMENTS, REPORTS
from tallystick_node.evm import BlockBuilder, Genesis

if TYPE_CHECKING:
    from tallystick.audit.verdict import Verdict
    from tallystick.platform.deployment import Deployment

__all__ = ["JUDGED", "REAL", "SIMULATED", "Demonstration", "play", "run_demo"]

REAL = "amount, term, good or bad"
JUDGED = "grade and rate, by a card that learned from the other loans of the sample"
SIMULATED = "days of payment, lateness, prepayment, month of default, recovery, prices of notes"
GAS_LIMIT = 16_000_000
BOLDEST = 5
INVESTOR_INCOME = 90_000 * 10**6
CARD, RULES = "card.json", "lending_rules.toml"
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
    judged: GradedLoans
    months: int
    calls: int
    referred: int
    refused: int
    served: Served
    open_loan: int | None
    second: SecondPlatform = field(default_factory=SecondPlatform)

    @property
    def passed(self) -> bool:
        """Whether both audits hold."""
        return self.verdict.passed and self.second.passed

    def document(self) -> dict[str, object]:
        """Return it as it is printed with --json.

        Returns:
            A document for JSON; amounts are decimal strings of minor units.
        """
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
            "node": {
                "calls": self.calls,
                "reports": self.months,
                "referred": self.referred,
                "refused": self.refused,
                "servicing": self.served.document(),
            },
            "open_loan": self.open_loan,
            "second_platform": self.second.document(),
            "last_day": self.last_day,
            "head": self.head,
            "blocks": self.blocks,
            "transactions": self.transactions,
            "audit": self.verdict.document(),
        }


def run_demo(
    loans: int,
    seed: int,
    out: Path | None,
    progress: Progress = lambda *_: None,
    judging: Judging | None = None,
) -> Demonstration:
    """Replay real loans on the embedded chain and audit the outcome.

    Args:
        loans: How many loans of the sample, at least 1; one more is left open at the end.
        seed: Decides which, and all chance; the same gives the same chain, to the last transaction.
        out: The folder that receives the chain, deployment.json, summary.json and returns.svg, None
            for none; it is refused when it holds another chain.
        progress: Is called with (phase, done, of).
        judging: What grades these loans, begun already; begun here without it.

    Returns:
        The demonstration.

    Raises:
        InputError: DEMO:FOLDER when the folder holds another chain; DEMO:LOANS for a wrong number.
    """
    check_count(loans)
    crew = Crew.gather(seed, loans)
    genesis = Genesis(FIRST_DAY * DAY, funded=tuple(signer.address for signer in crew.everyone))
    with closing(Telling()) as telling:
        if out is None:
            with TemporaryDirectory(prefix="tallystick-demo-") as place:
                stage = BuilderStage(BlockBuilder(genesis))
                played, _ = play(
                    stage, crew, loans, seed, Path(place), progress=progress, judging=judging,
                    telling=telling,
                )  # fmt: skip
                return replace(played, second=telling.result())
        folder = Folder(out)
        builder = folder.begin(genesis)
        try:
            played, _ = play(
                BuilderStage(builder), crew, loans, seed, folder.unfinished, progress=progress,
                judging=judging, telling=telling,
            )  # fmt: skip
        finally:
            builder.close()
        shown = replace(played, second=telling.result())
    folder.finish(shown.document(), plot(shown.figures, shown.seed))
    return shown


def play(
    stage: DemoChain,
    crew: Crew,
    loans: int,
    seed: int,
    folder: Path,
    *,
    progress: Progress = lambda *_: None,
    judging: Judging | None = None,
    telling: Telling | None = None,
) -> tuple[Demonstration, Deployment]:
    """Deploy on a chain that has begun on the first day, live all months, and audit it.

    Args:
        stage: The chain.
        crew: Everyone who signs something.
        loans: How many loans of the sample, at least 1.
        seed: Decides which, and all chance.
        folder: Where the node lives, empty but for the chain.
        progress: Is called with (phase, done, of).
        judging: What grades these loans, begun already; begun here without it.
        telling: Lets the second platform live meanwhile; begun here once the loans are graded.

    Returns:
        The demonstration, and where the platform is.
    """
    connection = stage.connection
    begun = connection.block_number()
    progress("deploy", 0, 1)
    with closing(judging or Judging(loans, seed)) as grading:
        deployment = deploy(
            connection, crew.deployer, crew.roles(), dev=True, gas_limit=GAS_LIMIT,
            progress=lambda _: progress("deploy", 0, 1),
        )  # fmt: skip
        platform = Platform.connect(connection, deployment, gas_limit=GAS_LIMIT)
        enrol_underwriters(platform, crew.attestors[:2], crew.underwriters)
        deployed_blocks = connection.block_number() - begun
        stage.gather()
        batch = TransactionBatch(stage, platform)
        lay_down(folder, crew)
        # Lenders come in while the loans are graded; then the node is begun anew with the card.
        with closing(_office(stage, platform, folder, None)) as reception:
            investors = _lenders(reception, batch, crew, seed)
            graded = grading.result()
    if telling:
        telling.begin()
    office = _office(stage, platform, folder, graded)
    office.calls = reception.calls
    *roles, applicant = _cast(office, crew, [*graded.loans, grading.apart], seed)
    life = Life(batch, crew, roles, seed, office, [each.at(office) for each in investors])
    last = FIRST_DAY + 31 * life.last_month()
    life.live(lambda day, _: progress("live", min(day, last) - FIRST_DAY, last - FIRST_DAY))
    life.close()
    open_loan = life.leave_open(applicant)
    stage.seal()
    office.pass_days()
    reports = load_reports(str(folder / REPORTS))
    verdict = _audited(platform, reports, folder, progress)
    done = served(office.node.foundation.database)
    office.close()
    roles = [role for role in roles if not role.refused]
    head = connection.block()
    assert head is not None, "a chain has a first block"
    shown = Demonstration(
        seed=seed,
        figures=figures_of(roles, life.lenders),
        persons=len(crew.borrowers) + 1 + len(crew.investors),
        assigned=life.resale.sales,
        reserve=platform.read(Reserve.free()),
        blocks=head.number,
        transactions=life.batch.transactions + done.sent + deployed_blocks,
        last_day=life.last_day().isoformat(),
        head="0x" + head.hash.hex(),
        verdict=verdict,
        judged=graded,
        months=len([name for name in reports if not stands_beside(name)]),
        calls=office.calls,
        referred=sum(role.referred for role in roles),
        refused=loans - len(roles),
        served=done,
        open_loan=open_loan,
    )
    return shown, deployment


def _audited(
    platform: Platform, reports: dict[str, bytes], folder: Path, progress: Progress
) -> Verdict:
    return Auditor(platform).verify(
        reports=reports,
        texts=str(folder / AGREEMENTS),
        progress=lambda block, final, _: progress("audit", block, final),
    )


def _lenders(office: Office, batch: TransactionBatch, crew: Crew, seed: int) -> list[Position]:
    """Let the investors become known, answer the questionnaire and be enrolled."""
    reception = Reception(office, batch, crew, seed)
    positions = [
        Position(Client(office, wallet, person_of(place, INVESTOR_INCOME)), BOLDEST)
        for place, wallet in enumerate(crew.investors)
    ]
    for position in positions:
        reception.take_investor(position.client)
    batch.seal()
    return positions


def _cast(office: Office, crew: Crew, loans: list[RealLoan], seed: int) -> list[CastLoan]:
    """Give each loan its borrower, a conduct, and what the bureau knows; the last is left open."""
    roles = []
    for place, (real, wallet) in enumerate(
        zip(loans, (*crew.borrowers, crew.applicant), strict=True)
    ):
        person = person_of(len(crew.investors) + place, real.income)
        office.bureau.rows[person.number] = real.columns
        roles.append(CastLoan(real, conduct_of(real, seed), Client(office, wallet, person)))
    return roles


def _office(
    stage: DemoChain, platform: Platform, folder: Path, graded: GradedLoans | None
) -> Office:
    """Open the node, with the card that graded the loans once there is one."""
    (folder / "deployment.json").write_text(
        json.dumps(platform.deployment.document(), indent=2) + "\n", "utf-8"
    )
    # As on a local chain: it is never reorganised.
    settings: dict[str, object] = {"sender": {"confirmations": 0}}
    if graded is not None:
        card, rules = folder / CARD, folder / RULES
        card.write_text(json.dumps(graded.card.document), "utf-8")
        packed = resources.files("tallystick_node.demo").joinpath("data", RULES)
        rules.write_bytes(packed.read_bytes())
        settings["underwriting"] = {"card_file": str(card), "rules_file": str(rules)}
    return open_office(stage, platform, folder, settings)
