"""The services of publication, payments, agreements and lending, put together from a foundation.

Each is None where it is not set up: then nothing of it is done, and nothing of it is pretended.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tallystick.chain.contracts import Governor
from tallystick.documents import file_text, read_toml
from tallystick.errors import ConfigError
from tallystick.platform.deployment import defect_sentence
from tallystick_node.bootstrap.channels import channel_names
from tallystick_node.bootstrap.network import signer_of
from tallystick_node.disclosure.agreements.agreement import Archive, Currency, Setting
from tallystick_node.disclosure.agreements.service import Agreements
from tallystick_node.disclosure.agreements.templates import Templates
from tallystick_node.disclosure.publisher import Attested, Publisher
from tallystick_node.disclosure.report_store import AGREEMENTS, REPORTS, ReportStore
from tallystick_node.disclosure.watchers import Watchers
from tallystick_node.infrastructure.settings.written import read_strictly
from tallystick_node.kyc.chain_freezes import ChainFreezes
from tallystick_node.kyc.gas_sponsorship import Sponsorship
from tallystick_node.payments.arrivals import ArrivalBook
from tallystick_node.payments.custodian import Custodian, PaymentKind, Status
from tallystick_node.payments.finality import Finality
from tallystick_node.payments.http_custodian import FieldMap, HttpCustodian
from tallystick_node.payments.jobs import Reconciler
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.payments.service import PaymentsDesk
from tallystick_node.payments.token import TokenReader
from tallystick_node.servicing.service import Servicing, make_servicing
from tallystick_node.underwriting.service import Underwriting, make_underwriting

if TYPE_CHECKING:
    from contextlib import ExitStack

    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.bootstrap.senders import Senders
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.kyc.service import Kyc

__all__ = [
    "SANDBOX_BANK",
    "agreements_of",
    "desk_of",
    "field_map",
    "freezes_of",
    "minter_of",
    "publisher_of",
    "publishing_signer",
    "reconciler_of",
    "servicing_of",
    "sponsorship_of",
    "underwriting_of",
    "watchers_of",
]

BANK_DECIMALS_MAX = 18

SANDBOX_BANK = "sandbox-bank.sqlite"
PUBLISHER = 8  # the role's bit in the Governor


def publishing_signer(settings: Settings) -> Signer | None:
    """Return who signs and anchors reports.

    Args:
        settings: The node's.

    Returns:
        The signer, None when the node publishes nothing.
    """
    publication = settings.publication
    return signer_of(settings, publication.key_file, publication.password, "publisher")


def minter_of(settings: Settings) -> Signer | None:
    """Return the custodian's account that mints and burns.

    Args:
        settings: The node's.

    Returns:
        The signer, None for a node without payments.
    """
    payments = settings.payments
    return signer_of(settings, payments.minter_key_file, payments.minter_password, "custodian")


def publisher_of(foundation: Foundation, sends: SendBook, signer: Signer) -> Publisher:
    """Return the publisher.

    Args:
        foundation: What the process stands on.
        sends: Takes the transactions that anchor reports.
        signer: Who signs and anchors.

    Returns:
        The publisher.

    Raises:
        ConfigError: PUBLICATION:ROLE when the key may not publish.
    """
    settings, platform = foundation.settings, foundation.site.platform
    Attested.load(settings.publication.attested_file)
    if not platform.read(Governor.has_role(signer.address, PUBLISHER)):
        raise ConfigError(
            "PUBLICATION:ROLE", f"{signer.address} may not publish; the council gives that role"
        )
    return Publisher(
        database=foundation.database,
        platform=platform,
        sends=sends,
        audit_log=foundation.audit_log,
        report_store=ReportStore(settings.data_dir / REPORTS),
        signer=signer,
        business=foundation.business,
        attested_file=settings.publication.attested_file,
    )


def agreements_of(settings: Settings, platform: Platform) -> Agreements:
    """Return the agreements of a platform, in the units of its token.

    Args:
        settings: Their directory holds the archive of texts.
        platform: Its chain, its Book and its token are named in each text.

    Returns:
        The agreements.
    """
    setting = Setting(platform.deployment.chain_id, platform.address("Book"), _currency(platform))
    return Agreements(Templates(), Archive(settings.data_dir / AGREEMENTS), setting)


def _currency(platform: Platform) -> Currency:
    return Currency(*platform.token())


def underwriting_of(foundation: Foundation, kyc: Kyc, agreements: Agreements) -> Underwriting:
    """Return the underwriting service; it signs nothing without a key.

    Args:
        foundation: What the process stands on.
        kyc: Knows the applicants.
        agreements: Writes the texts that offers are bound to.

    Returns:
        The service.
    """
    underwriting = foundation.settings.underwriting
    return make_underwriting(
        kyc,
        queue=foundation.queue,
        platform=foundation.site.platform,
        agreements=agreements,
        signer=signer_of(
            foundation.settings, underwriting.key_file, underwriting.password, "underwriter-1"
        ),
        card_file=underwriting.card_file,
        rules_file=underwriting.rules_file,
        products_file=underwriting.products_file,
    )


def servicing_of(foundation: Foundation, kyc: Kyc, senders: Senders) -> Servicing:
    """Return the servicing service; it sends nothing without an account.

    Args:
        foundation: What the process stands on.
        kyc: Knows the borrowers.
        senders: Who sends what anyone may call.

    Returns:
        The service.
    """
    platform = foundation.site.platform
    return make_servicing(
        kyc,
        platform=platform,
        sends=senders.sends,
        account=senders.account,
        alerts=foundation.alerts,
        currency=_currency(platform),
        channels=channel_names(foundation.settings),
        language=foundation.settings.notices.language,
    )


def freezes_of(foundation: Foundation, kyc: Kyc, senders: Senders) -> ChainFreezes:
    """Return what freezes listed persons on the chain; it follows every match from now on.

    Args:
        foundation: What the process stands on.
        kyc: Knows who is listed.
        senders: Whose account may hold COMPLIANCE.

    Returns:
        The service; without an account that holds the role it names tasks for staff.
    """
    freezes = ChainFreezes(
        context=kyc.context, wallets=kyc.wallets, platform=foundation.site.platform,
        queue=foundation.queue, sends=senders.sends, alerts=foundation.alerts,
        account=senders.account,
    )  # fmt: skip
    kyc.context.followers.append(freezes.follow)
    return freezes


def sponsorship_of(foundation: Foundation, kyc: Kyc, senders: Senders) -> Sponsorship:
    """Return who pays for the gas of a person's first transactions.

    Args:
        foundation: What the process stands on.
        kyc: Knows who may ask.
        senders: Whose coin it is.

    Returns:
        The service; without an account it refuses.
    """
    settings = foundation.settings
    budget = settings.sponsorship
    return Sponsorship(
        database=foundation.database, book=senders.sends, levels=kyc.levels,
        clock=foundation.clock, account=senders.account,
        wei_per_person=budget.person(dev=settings.dev), wei_per_day=budget.day(dev=settings.dev),
    )  # fmt: skip


def watchers_of(foundation: Foundation) -> Watchers:
    """Return who takes the verdicts of independent watchers.

    Args:
        foundation: What the process stands on.

    Returns:
        The service; without watchers in the settings it refuses everybody's.
    """
    return Watchers(
        database=foundation.database, platform=foundation.site.platform, clock=foundation.clock,
        business=foundation.business, audit_log=foundation.audit_log,
        names=foundation.settings.publication.watcher_names,
    )  # fmt: skip


def desk_of(
    foundation: Foundation, sends: SendBook, signer: Signer, finality: Finality,
    resources: ExitStack,
) -> PaymentsDesk:  # fmt: skip
    """Return the desk with its custodian: the bank of the settings, or with dev the sandbox.

    Args:
        foundation: What the process stands on.
        sends: Takes the transactions that mint and burn.
        signer: The custodian's account.
        finality: Blocks on tokens that came before money is paid out for them.
        resources: Closes the connection to the bank.

    Returns:
        The desk.
    """
    settings = foundation.settings
    return PaymentsDesk(
        database=foundation.database,
        custodian=_custodian(foundation, resources),
        orders=OrderBook(foundation.clock, foundation.audit_log),
        sends=sends,
        token=TokenReader(foundation.site.platform, signer.address),
        business=foundation.business,
        currency=settings.payments.currency or _currency(foundation.site.platform).symbol,
        finality=finality,
        stop_on_difference=settings.payments.stop_on_difference,
    )


def finality_of(foundation: Foundation, confirmations: int) -> Finality:
    """Return how many blocks make a transfer of tokens final.

    Args:
        foundation: Its settings decide, else its chain.
        confirmations: Blocks on a transaction of the node's before it counts; the least. 0 says
            that the chain is never reorganised, as the local one inside.

    Returns:
        The rule.
    """
    payments = foundation.settings.payments
    if confirmations == 0:
        return Finality()
    return Finality(
        max(payments.final_blocks, confirmations),
        max(payments.final_blocks, payments.large_final_blocks, confirmations),
        payments.large_minor,
    )


def arrivals_of(foundation: Foundation, desk: PaymentsDesk | None) -> ArrivalBook | None:
    """Return what keeps the tokens that clients send to the custodian.

    Args:
        foundation: What the process stands on.
        desk: Whose custodian it is, None for a node without one.

    Returns:
        The follower of the index, None without a custodian.
    """
    if desk is None:
        return None
    return ArrivalBook(foundation.site.platform, desk.send_to, foundation.audit_log)


def reconciler_of(foundation: Foundation, desk: PaymentsDesk) -> Reconciler:
    """Return the daily comparison of a desk.

    Args:
        foundation: What the process stands on.
        desk: Whose ledger and bank are compared with the chain.

    Returns:
        The comparison.
    """
    return Reconciler(
        database=foundation.database,
        custodian=desk.custodian,
        orders=desk.orders,
        token=desk.token,
        audit_log=foundation.audit_log,
        alerts=foundation.alerts,
        business=foundation.business,
        clock=foundation.clock,
        opening=foundation.settings.payments.opening_minor,
    )


def _custodian(foundation: Foundation, resources: ExitStack) -> Custodian:
    payments = foundation.settings.payments
    if payments.bank_url is None or payments.bank_token is None or payments.bank_fields is None:
        return SandboxBank(foundation.settings.data_dir / SANDBOX_BANK, foundation.business.today)
    identity = None
    if payments.client_certificate is not None and payments.client_key is not None:
        identity = (payments.client_certificate, payments.client_key)
    bank = HttpCustodian(
        payments.bank_url,
        payments.bank_token.get_secret_value(),
        field_map(payments.bank_fields),
        authority=payments.bank_authority,
        certificate=identity,
    )
    resources.callback(bank.close)
    return bank


class _WrittenMap(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    names: dict[str, str]
    kinds: dict[str, PaymentKind]
    states: dict[str, Status]
    decimals: int = Field(default=0, ge=0, le=BANK_DECIMALS_MAX)


def field_map(file: Path) -> FieldMap:
    """Read how a bank's API names fields, kinds and states, and how many decimals its amounts have.

    Args:
        file: TOML with the tables `names`, `kinds` and `states`, and `decimals` (0 without it).

    Returns:
        The map.

    Raises:
        ConfigError: BANK:MAP, which names what is wrong with the file.
    """
    try:
        written = read_strictly(_WrittenMap, read_toml(file_text(file)))
    except ValidationError as wrong:
        defects = "; ".join(defect_sentence(defect) for defect in wrong.errors())
        raise ConfigError("BANK:MAP", f"{file} is not a field map: {defects}") from wrong
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError("BANK:MAP", f"{file} is not a field map ({error})") from error
    return FieldMap(written.names, written.kinds, written.states, written.decimals)
