"""What an operator asks and orders beside a node, running or not: through the database alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tallystick.chain.codec import address_of
from tallystick.errors import ConfigError, InputError
from tallystick.platform.deployment import Deployment
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.jobs import daily_kinds
from tallystick_node.bootstrap.services import SANDBOX_BANK
from tallystick_node.disclosure.jobs import ask_amendment
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock, machine_time
from tallystick_node.infrastructure.jobs.planner import JobPlanner
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.outgoing import again
from tallystick_node.payments.jobs import compared_days, kept_report
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.storage.upgrade import require_served

if TYPE_CHECKING:
    from datetime import date

    from tallystick_node.infrastructure.jobs.queue import OpenJob
    from tallystick_node.infrastructure.jobs.rules import JobKey
    from tallystick_node.infrastructure.notifications.messages import StuckMessage
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database

__all__ = [
    "amend", "deliver_again", "given_up", "open_jobs", "outlook", "reconciled", "resume_account",
    "revive_job", "say_yes", "send_again",
]  # fmt: skip


def outlook(settings: Settings, day: date) -> list[JobKey]:
    """Return the jobs that planning a day would add.

    Args:
        settings: The node's.
        day: A business date of the platform.

    Returns:
        The keys of the jobs; nothing is written.

    Raises:
        ConfigError: When there is no node's database of this version.
    """
    deployment = Deployment.load(settings.deployment_file)
    with _opened(settings) as database:
        queue = JobQueue(database, machine_time)
        business = BusinessClock(machine_time, deployment.roles.utc_offset_seconds)
        return JobPlanner(queue, daily_kinds(settings, database), business).preview(day)


def open_jobs(settings: Settings) -> list[OpenJob]:
    """Return the jobs that are not done, dead ones with them.

    Args:
        settings: The node's.

    Returns:
        The jobs.

    Raises:
        ConfigError: When there is no node's database of this version.
    """
    with _opened(settings) as database:
        return JobQueue(database, machine_time).open_jobs()


def revive_job(settings: Settings, key: JobKey) -> bool:
    """Let a dead job be tried again.

    Args:
        settings: The node's.
        key: The job's business date, kind and subject.

    Returns:
        False when there is no dead job of that key.

    Raises:
        ConfigError: When there is no node's database of this version.
    """
    with _opened(settings) as database, database.writing() as connection:
        revived = JobQueue(database, machine_time).revive(connection, key)
        if revived:
            AuditLog(machine_time).add(
                connection, actor="operator", act="job.revived",
                subject=f"{key.kind} {key.business_date}", details={"subject": key.subject},
            )  # fmt: skip
    return revived


def given_up(settings: Settings) -> list[StuckMessage]:
    """Return the messages that were given up.

    Args:
        settings: The node's.

    Returns:
        The messages, the oldest first.

    Raises:
        ConfigError: When there is no node's database of this version.
    """
    with _opened(settings) as database:
        return Outbox(database, machine_time).given_up()


def deliver_again(settings: Settings, key: str) -> bool:
    """Let a message that was given up be tried again.

    Args:
        settings: The node's.
        key: The message's key.

    Returns:
        False when there is none of that key.

    Raises:
        ConfigError: When there is no node's database of this version.
    """
    with _opened(settings) as database, database.writing() as connection:
        return Outbox(database, machine_time).again(connection, key)


def resume_account(settings: Settings, account: str) -> bool:
    """Let a halted account send again.

    Args:
        settings: The node's.
        account: The account's address.

    Returns:
        False when it is not halted.

    Raises:
        InputError: When the account is not a valid address.
        ConfigError: When there is no node's database of this version.
    """
    address = address_of("--account", account)
    with _opened(settings) as database:
        audit_log = AuditLog(machine_time)
        return SendLedger(database, machine_time, audit_log, address, 0).ask_resume()


def amend(settings: Settings, subject: str, reason: str) -> bool:
    """Ask a node for a further version of a month's report.

    Args:
        settings: The node's.
        subject: The report, such as monthly:2026-10.
        reason: What was wrong with the version before; it is published.

    Returns:
        False when it was asked for today already.

    Raises:
        InputError: When subject or reason is not valid.
        ConfigError: When there is no node's database of this version.
    """
    offset = Deployment.load(settings.deployment_file).roles.utc_offset_seconds
    today = BusinessClock(machine_time, offset).today()
    with _opened(settings) as database:
        queue = JobQueue(database, machine_time)
        return ask_amendment(queue, AuditLog(machine_time), subject, reason, today)


def reconciled(settings: Settings, day: date) -> Mapping[str, Any]:
    """Return the report of a day's reconciliation.

    Args:
        settings: The node's.
        day: A business date of the platform.

    Returns:
        The report with its totals and differences.

    Raises:
        ConfigError: When there is no node's database of this version.
        InputError: PAYMENT:DAY when the day was not compared; says which ones were.
    """
    with _opened(settings) as database, database.reading() as connection:
        report, days = kept_report(connection, day), compared_days(connection)
    if report is not None:
        return report
    there = "no day was compared yet"
    if days is not None:
        there = f"the days that were are {days[0]}"
        there += f" to {days[1]}" if days[1] > days[0] else " alone"
    raise InputError(
        "PAYMENT:DAY", f"{day} was not compared; {there}, and a day is compared once it is over"
    )


def send_again(settings: Settings, key: str) -> bool:
    """Let a transaction that failed be tried again.

    Args:
        settings: The node's.
        key: The transaction's key.

    Returns:
        False when none of that key has failed.

    Raises:
        ConfigError: When there is no node's database of this version.
    """
    with _opened(settings) as database, database.writing() as connection:
        failed = again(connection, key)
        if failed:
            AuditLog(machine_time).add(connection, actor="operator", act="send.again", subject=key)
    return failed


def say_yes(settings: Settings, key: str) -> str:
    """Authorise an order at the sandbox bank of a directory.

    The node books it, on its own day: the chain of a developer may be ahead of this machine.

    Args:
        settings: The node's.
        key: The order's key.

    Returns:
        The status of the order at the bank.

    Raises:
        ConfigError: NODE:SANDBOX when there is no such bank.
        CustodianRefused: When the order does not wait for authorisation.
    """
    file = settings.data_dir / SANDBOX_BANK
    if not file.is_file():
        raise ConfigError("NODE:SANDBOX", f"there is no sandbox bank at {file}; it needs --dev")
    offset = Deployment.load(settings.deployment_file).roles.utc_offset_seconds
    today = BusinessClock(machine_time, offset).today
    return SandboxBank(file, today, books=False).authorise(key).status


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = database_of(settings)
    try:
        database.check()
        require_served(database)
        yield database
    finally:
        database.close()
