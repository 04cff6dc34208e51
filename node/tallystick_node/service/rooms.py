"""The rooms of publication, payments, agreements and lending, put together from what a node has.

Each is None where it is not set up: then nothing of it is done, and nothing of it is pretended.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.artifacts import TOKEN
from tallystick.errors import ConfigError
from tallystick_node.agreements.agreement import Archive, Currency, Setting
from tallystick_node.agreements.service import Agreements
from tallystick_node.agreements.templates import Templates
from tallystick_node.payments.custodian import Custodian, PaymentKind, Status
from tallystick_node.payments.daily import Reconciler
from tallystick_node.payments.desk import Desk
from tallystick_node.payments.http_custodian import FieldMap, HttpCustodian
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.payments.token import TokenReader
from tallystick_node.publication.publisher import Attested, Publisher
from tallystick_node.publication.shelf import AGREEMENTS, REPORTS, Shelf
from tallystick_node.service.channels import channel_names
from tallystick_node.service.network import signer_of
from tallystick_node.servicing.room import Servicing, make_servicing
from tallystick_node.underwriting.room import Underwriting, make_underwriting

if TYPE_CHECKING:
    from contextlib import ExitStack

    from tallystick.platform import Platform
    from tallystick.signer import Signer
    from tallystick_node.configuration.settings import Settings
    from tallystick_node.jobs.queue import JobQueue
    from tallystick_node.people.room import People
    from tallystick_node.sender.sends import SendBook
    from tallystick_node.service.alerts import Alerts
    from tallystick_node.service.composition import Node

__all__ = [
    "SANDBOX_BANK",
    "agreements_of",
    "desk_of",
    "field_map",
    "minter_of",
    "publisher_of",
    "publishing_signer",
    "reconciler_of",
    "servicing_of",
    "underwriting_of",
]

SANDBOX_BANK = "sandbox-bank.sqlite"
PUBLISHER = 8  # the role's bit in the Governor


def publishing_signer(settings: Settings) -> Signer | None:
    """Return who signs and anchors reports."""
    given = settings.publication
    return signer_of(settings, given.key_file, given.password, "publisher")


def minter_of(settings: Settings) -> Signer | None:
    """Return the custodian's account that mints and burns."""
    given = settings.payments
    return signer_of(settings, given.minter_key_file, given.minter_password, "custodian")


def publisher_of(node: Node, signer: Signer) -> Publisher:
    """Return the publisher; ConfigError when his key may not publish or a file is not whole."""
    settings = node.settings
    Attested.load(settings.publication.attested_file)
    if not node.site.platform.read("Governor", "has_role", signer.address, PUBLISHER):
        raise ConfigError(
            "PUBLICATION:ROLE", f"{signer.address} may not publish; the council gives that role"
        )
    return Publisher(
        database=node.database,
        platform=node.site.platform,
        sends=node.sends,
        journal=node.journal,
        shelf=Shelf(settings.data_dir / REPORTS),
        signer=signer,
        business=node.business,
        attested_file=settings.publication.attested_file,
    )


def agreements_of(settings: Settings, platform: Platform) -> Agreements:
    """Return the agreements of a platform, in the units of its token."""
    setting = Setting(platform.deployment.chain_id, platform.address("Book"), _currency(platform))
    return Agreements(Templates(), Archive(settings.data_dir / AGREEMENTS), setting)


def _currency(platform: Platform) -> Currency:
    return Currency(str(platform.read(TOKEN, "symbol")), int(platform.read(TOKEN, "decimals")))


def underwriting_of(
    settings: Settings, people: People, queue: JobQueue, platform: Platform, agreements: Agreements
) -> Underwriting:
    """Return the room of underwriting; it signs nothing without a key."""
    given = settings.underwriting
    return make_underwriting(
        people,
        queue=queue,
        platform=platform,
        agreements=agreements,
        signer=signer_of(settings, given.key_file, given.password, "underwriter-1"),
        card_file=given.card_file,
        rules_file=given.rules_file,
    )


def servicing_of(
    settings: Settings, people: People, sends: SendBook, alerts: Alerts, account: str | None
) -> Servicing:
    """Return the room of servicing; it sends nothing without an account."""
    platform = sends.platform
    return make_servicing(
        people,
        platform=platform,
        sends=sends,
        account=account,
        alerts=alerts,
        currency=_currency(platform),
        channels=channel_names(settings),
    )


def desk_of(node: Node, signer: Signer, confirmations: int, resources: ExitStack) -> Desk:
    """Return the desk with its custodian: the bank of the settings, or with dev the sandbox."""
    settings = node.settings
    return Desk(
        database=node.database,
        custodian=_custodian(node, resources),
        orders=OrderBook(node.clock, node.journal),
        sends=node.sends,
        token=TokenReader(node.site.platform, signer.address),
        business=node.business,
        currency=settings.payments.currency,
        confirmations=confirmations,
        stop_on_difference=settings.payments.stop_on_difference,
    )


def reconciler_of(node: Node, desk: Desk) -> Reconciler:
    """Return the daily comparison of a desk."""
    return Reconciler(
        database=node.database,
        custodian=desk.custodian,
        orders=desk.orders,
        token=desk.token,
        journal=node.journal,
        alerts=node.alerts,
        business=node.business,
        clock=node.clock,
        opening=node.settings.payments.opening_minor,
    )


def _custodian(node: Node, resources: ExitStack) -> Custodian:
    given = node.settings.payments
    if given.bank_url is None or given.bank_token is None or given.bank_fields is None:
        return SandboxBank(node.settings.data_dir / SANDBOX_BANK, node.business.today)
    shown = None
    if given.client_certificate is not None and given.client_key is not None:
        shown = (given.client_certificate, given.client_key)
    bank = HttpCustodian(
        given.bank_url,
        given.bank_token.get_secret_value(),
        field_map(given.bank_fields),
        authority=given.bank_authority,
        certificate=shown,
    )
    resources.callback(bank.close)
    return bank


def field_map(file: Path) -> FieldMap:
    """Read names, kinds, states and decimals; ConfigError names what is wrong."""
    try:
        document = tomllib.loads(file.read_text("utf-8"))
        return FieldMap(
            {str(ours): str(theirs) for ours, theirs in document["names"].items()},
            {str(word): PaymentKind(ours) for word, ours in document["kinds"].items()},
            {str(word): Status(ours) for word, ours in document["states"].items()},
            int(document.get("decimals", 0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError("BANK:MAP", f"{file} is no field map ({error})") from error
