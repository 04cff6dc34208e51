"""Supervision on a test's database, reports without a chain, and the keys of supervisors."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.disclosure.figures import Figure, Statement
from tallystick.disclosure.items import LoanItem
from tallystick.disclosure.report import Report, make_report
from tallystick.disclosure.statement import Borrower, Judgement, RiskStatement
from tallystick.loans.dates import day_from_date
from tallystick.platform.deployment import SandboxLimits
from tallystick.platform.messages import Offer
from tallystick_node.disclosure.report_store import AGREEMENTS, REPORTS
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.vault.key_ring import KeyRing
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.storage.tables import journal, messages
from tallystick_node.supervision.desk import SupervisionDesk
from tallystick_node.supervision.key_book import IssuedKey, RegulatorRequest
from tallystick_node.supervision.service import Supervision, make_supervision

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.supervision.rules import RegulatorScope

__all__ = [
    "ALL_SCOPES",
    "BORROWERS",
    "PLAN",
    "SANDBOX",
    "acts",
    "asked",
    "issue",
    "keep_report",
    "keep_statement",
    "loan_of",
    "report_of",
    "sent",
    "statement_of",
    "supervision_on",
]  # fmt: skip

OPERATOR_URL = "https://operator.example/alerts"
ALL_SCOPES = ["portfolio", "operations", "incidents", "files", "questions", "alerts"]
BORROWERS = ("0x" + "a1" * 20, "0x" + "b2" * 20)
FEES = dict.fromkeys(
    ("origination_ppm", "reserve_ppm", "servicing_ppm", "late_rate_ppm", "late_cap_ppm",
     "late_share_ppm", "market_fee_ppm", "recovery_ppm", "cover_cap_ppm"), 10_000,
)  # fmt: skip
# The last second of 9 March 2026.
SANDBOX = SandboxLimits(persons_max=200, amount_max=10**9, ends_at=1_773_100_799)
PLAN = """title = "Small loans"
authority = "Authority"
starts_on = 2026-01-05
ends_on = 2026-03-09
persons_max = 200
amount_max = 1000000000
protection = ["Losses up to the caps are <b>repaid</b> by the operator."]

[[hypotheses]]
id = "H1"
text = "Small loans harm nobody."
metrics = ["M1", "M2"]

[[metrics]]
id = "M1"
text = "Complaints stay few."
measure = "complaints"
at_most = 5

[[metrics]]
id = "M2"
text = "Nobody loses anything."
measure = "losses"
at_most = 0

[[metrics]]
id = "M3"
text = "Clients understand the risk, by interviews."
measure = "by_people"
at_least = 90

[[exit]]
id = "E1"
text = "Everything holds."
metrics = ["M1", "M2", "M3"]
"""
RATE_PPM, PD_PPM = 100_000, 240_000


def supervision_on(
    database: Database, time: Time, folder: Path, sandbox: SandboxLimits | None = None
) -> Supervision:
    """The service, its operator told by webhook, its days those of UTC."""
    ring_file = folder / "keys" / "ring.json"
    return make_supervision(
        SupervisionDesk(
            database=database,
            vault=Vault(database, KeyRing.load_or_make(ring_file), ring_file, time),
            audit_log=AuditLog(time),
            alerts=Alerts(Outbox(database, time), OPERATOR_URL),
            clock=time,
            business=BusinessClock(time, 0),
            data_dir=folder,
            sandbox=sandbox,
        )
    )


def issue(supervision: Supervision, **changes: Any) -> IssuedKey:
    """A key of everything from 192.0.2.0/24, for a year."""
    fields: dict[str, Any] = {
        "name": "Authority", "scopes": ALL_SCOPES, "networks": ["192.0.2.0/24"],
        "expires_on": supervision.desk.today + timedelta(days=365), "by": "operator",
    }  # fmt: skip
    with supervision.desk.database.writing() as connection:
        return supervision.keys.add(connection, **(fields | changes))


def asked(
    scope: RegulatorScope | None = None, address: str = "192.0.2.7", path: str = "/v1/regulator/key"
) -> RegulatorRequest:
    """A request of somebody at the authority."""
    return RegulatorRequest(address, "GET", path, scope)


def acts(database: Database) -> list[tuple[str, str, str, Any]]:
    """Actor, act, subject and details of every entry of the journal."""
    columns = journal.c
    with database.reading() as connection:
        rows = connection.execute(
            select(columns.actor, columns.act, columns.subject, columns.details).order_by(
                columns.number
            )
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def sent(database: Database) -> list[Any]:
    """What waits for the operator."""
    with database.reading() as connection:
        return list(connection.scalars(select(messages.c.key).order_by(messages.c.key)))


def statement_of(number: int, level: int = 3, **changes: Any) -> RiskStatement:
    """A loan's risk statement: 10 % for a year in twelve months, defaulting with 24 %."""
    fields: dict[str, Any] = {
        "borrower": "0x" + "a1" * 20, "project": number.to_bytes(32, "big"),
        "principal": 1_000_000, "rate_ppm": RATE_PPM, "n": 12, "period": 1, "risk_level": level,
        "disclosure_hash": bytes(32), "agreement_hash": bytes(32), "expiry": 1,
    }  # fmt: skip
    borrower = Borrower("natural", "farming", "regular", "none", "none", "none")
    return RiskStatement.of(
        Offer(**(fields | changes)), borrower, Judgement(PD_PPM, 500_000), purpose="seed",
        source_of_repayment="harvest", safeguards="none", possible_results="rain or none",
    )  # fmt: skip


def loan_of(number: int, statement: RiskStatement, **changes: Any) -> LoanItem:
    """A loan of a million that is in time."""
    drawn = changes.pop("drawn_down", "2026-02-10")
    level = statement.document["risk_level"]
    terms = {
        "rate_ppm": RATE_PPM, "method": "annuity", "instalments": 12, "period": 1,
        "unit": "months", "interest_only_first": 0, "risk_level": level, "drawn_down": drawn,
        "matures": f"{int(drawn[:4]) + 1}{drawn[4:]}", "fees": FEES,
        "disclosure_hash": "0x" + statement.hash.hex(), "agreement_hash": "0x" + "00" * 32,
    }  # fmt: skip
    fields: dict[str, Any] = {
        "number": number, "status": "active", "borrower": BORROWERS[number % 2],
        "principal": 1_000_000, "outstanding": 600_000, "interest_left": 30_000, "overdue": 0,
        "days_past_due": 0, "covered": 0,
    }  # fmt: skip
    return LoanItem(**(fields | changes), terms=terms)


def report_of(
    loans: list[LoanItem], month: str = "2026-12", version: int = 1, *,
    rates: tuple[dict[str, Any], ...] = (), changed: dict[str, int] | None = None,
) -> Report:  # fmt: skip
    """A month's report of some loans; `changed` are figures that are other than the loans say."""
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    statement = Statement(
        day_from_date(after - timedelta(days=1)), _figures(loans, changed or {}), tuple(loans),
        rates, (), ({"id": "nar", "value_ppm": "70000"},),
    )  # fmt: skip
    return make_report(
        f"monthly:{month}", version, statement, chain_id=1337, book="0x" + "cc" * 20, block=9,
        block_hash="0x" + "dd" * 32, amends=None if version == 1 else "a figure",
    )  # fmt: skip


def keep_report(folder: Path, report: Report) -> None:
    """Put a report where the published ones are."""
    file = folder / REPORTS / report.file_name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(report.data)


def keep_statement(folder: Path, statement: RiskStatement) -> None:
    """Put a risk statement where they are kept."""
    file = folder / AGREEMENTS / f"{statement.hash.hex()}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(statement.data)


def _figures(loans: list[LoanItem], changed: dict[str, int]) -> tuple[Figure, ...]:
    outstanding = sum(loan.outstanding for loan in loans)
    late = [loan for loan in loans if loan.overdue]
    very = [loan for loan in loans if loan.days_past_due > 90]
    people = len({loan.borrower for loan in loans})
    overdue = sum(loan.overdue for loan in late)
    running = sum(1 for loan in loans if loan.outstanding)
    values = {
        "M01": sum(loan.principal for loan in loans), "M02": len(loans), "M03": outstanding,
        "M04": running, "M05": sum(loan.interest_left for loan in loans), "M06": 9,
        "M07": people, "M08": 8, "M09": people, "M12": 0, "M12C": 0, "M13": overdue,
        "M14": len(late), "M15": sum(loan.outstanding for loan in very), "M16": len(very),
        "M17": 0, "M18": 0,
    } | changed  # fmt: skip
    payable = outstanding + values["M05"]
    shares = {
        "M10": (outstanding, outstanding), "M11": (outstanding // 2, outstanding),
        "R01": (overdue, payable), "R02": (len(late), running), "R07": (0, 0),
    }  # fmt: skip
    return (
        *(Figure(code, value) for code, value in values.items()),
        *(
            Figure(code, part * 1_000_000 // whole if whole else None, part, whole)
            for code, (part, whole) in shares.items()
        ),
    )
