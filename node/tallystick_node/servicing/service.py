"""The servicing service, put together: one object that routes and jobs ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.servicing.active_loans import Rounds
from tallystick_node.servicing.collection import Collection
from tallystick_node.servicing.contacts import Contacts
from tallystick_node.servicing.context import ServicingDesk
from tallystick_node.servicing.delinquency import Delinquency
from tallystick_node.servicing.due_calls import Cranks
from tallystick_node.servicing.dues import Dues
from tallystick_node.servicing.letters import TEMPLATES, Letters, packaged_templates
from tallystick_node.servicing.promises import Promises
from tallystick_node.servicing.reminders import Reminders
from tallystick_node.servicing.statements import Statements
from tallystick_node.servicing.tasks import Agencies, Tasks
from tallystick_node.servicing.use_of_proceeds import Proceeds
from tallystick_node.servicing.warnings import Warnings
from tallystick_node.servicing.wind_down import WindDownWatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.disclosure.agreements.agreement import Currency
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.kyc.service import Kyc

__all__ = ["Servicing", "make_servicing"]


@dataclass(frozen=True, slots=True)
class Servicing:
    """Every part of the servicing service, by its noun."""

    desk: ServicingDesk
    reminders: Reminders
    contacts: Contacts
    promises: Promises
    delinquency: Delinquency
    letters: Letters
    proceeds: Proceeds
    tasks: Tasks
    agencies: Agencies
    warnings: Warnings
    rounds: Rounds
    collection: Collection
    cranks: Cranks
    statements: Statements
    wind_down: WindDownWatch


def make_servicing(
    people: Kyc,
    *,
    platform: Platform,
    sends: SendBook,
    account: str | None,
    alerts: Alerts,
    currency: Currency,
    channels: Iterable[str],
    language: str = "en",
) -> Servicing:
    """Put the servicing service together.

    Args:
        people: The people service.
        platform: The deployed platform.
        sends: Where transactions are asked for.
        account: The account that sends what anyone may call; None: nothing is sent.
        alerts: Where the operator is alerted.
        currency: How amounts are written.
        channels: The outbox's channels that are set up.
        language: In which letters are written, `en` or `zh-CN`.

    Returns:
        The service.
    """
    desk = ServicingDesk(
        people, Dues(platform, people.context.database), alerts, currency, frozenset(channels)
    )
    contacts = Contacts(desk)
    letters = Letters(desk, contacts, packaged_templates(), TEMPLATES[language])
    reminders, promises, proceeds = Reminders(desk, contacts), Promises(desk), Proceeds(desk)
    warnings, delinquency = Warnings(desk), Delinquency(desk, contacts, letters)
    return Servicing(
        desk=desk,
        reminders=reminders,
        contacts=contacts,
        promises=promises,
        delinquency=delinquency,
        letters=letters,
        proceeds=proceeds,
        tasks=Tasks(desk),
        agencies=Agencies(desk, contacts),
        warnings=warnings,
        rounds=Rounds(desk, reminders, promises, proceeds, warnings, delinquency),
        collection=Collection(desk, sends, account),
        cranks=Cranks(desk, sends, account),
        statements=Statements(desk),
        wind_down=WindDownWatch(desk),
    )
