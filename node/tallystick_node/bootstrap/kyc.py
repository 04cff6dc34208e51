"""The KYC service of a node, by its settings: sandboxes and generated keys in development alone."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.chain.remote_signers.signer_file import open_signer
from tallystick_node.bootstrap.dev_keys import dev_keys
from tallystick_node.bootstrap.foundation import RING_FILE, Foundation, pack_of
from tallystick_node.bootstrap.providers import provider_of
from tallystick_node.infrastructure.providers.connection import ProviderLine
from tallystick_node.infrastructure.settings.addresses import on_this_machine
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.kyc.checks import CARD, IDENTITY, LIVENESS, Providers
from tallystick_node.kyc.context import Context, commitment_key
from tallystick_node.kyc.cosigners import Cosigner, HttpCosigner
from tallystick_node.kyc.cosigning import Cosigning
from tallystick_node.kyc.providers.bureaus import (
    BaihangBureau,
    SesameBureau,
    private_key_of,
    public_key_of,
)
from tallystick_node.kyc.providers.sandbox import SANDBOX, SandboxProvider
from tallystick_node.kyc.service import Kyc, make_kyc

if TYPE_CHECKING:
    from tallystick.chain.signer import Signature, Signer
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.kyc.cosign_request import CosignRequest
    from tallystick_node.kyc.providers.protocols import CreditBureau

__all__ = ["COMMITMENT_FILE", "context_of", "open_kyc"]

COMMITMENT_FILE = Path("keys") / "commitment.key"


@dataclass(frozen=True, slots=True)
class _SecondDevKey:
    """The second attestor of a development platform, which has no second node."""

    cosigning: Cosigning
    place: str = "the second development key"

    def cosign(self, request: CosignRequest) -> Signature:
        """Look and sign as another node would."""
        return self.cosigning.cosign(request)


def context_of(foundation: Foundation) -> Context:
    """Return what the service works with.

    Args:
        foundation: Database, time, audit log and messages of the process.

    Returns:
        The context, with its vault and the commitment key, which is made where there is none.
    """
    settings = foundation.settings
    file = settings.data_dir / RING_FILE
    return Context(
        database=foundation.database,
        vault=Vault(foundation.database, foundation.ring, file, foundation.clock),
        audit_log=foundation.audit_log,
        outbox=foundation.outbox,
        clock=foundation.clock,
        business=foundation.business,
        pack=pack_of(foundation),
        commitments=commitment_key(settings.data_dir / COMMITMENT_FILE),
    )


def open_kyc(foundation: Foundation, context: Context, resources: ExitStack) -> Kyc:
    """Put the service together.

    Args:
        foundation: What the process stands on.
        context: What the service works with.
        resources: Closes the connections to bureaus and co-signers.

    Returns:
        The service.
    """
    settings, platform = foundation.settings, foundation.site.platform
    cosigners: list[Cosigner] = []
    for url in settings.people.cosigners:
        cosigner = HttpCosigner(url, loopback=settings.dev or on_this_machine(url))
        resources.callback(cosigner.close)
        cosigners.append(cosigner)
    bureaus, sandbox = _bureaus(settings, context.clock, resources), None
    if settings.dev:
        sandbox = SandboxProvider(dev=True, today=context.business.today)
        bureaus.setdefault(SANDBOX, sandbox)
    identity, card, liveness = (
        provider_of(settings, kind, context.clock, resources) or sandbox
        for kind in (IDENTITY, CARD, LIVENESS)
    )
    providers = Providers(identity, card, liveness)
    people = make_kyc(
        context, platform=platform, queue=foundation.queue, providers=providers, bureaus=bureaus,
        attestor=_attestor(settings), cosigners=cosigners, dev=settings.dev,
    )  # fmt: skip
    if settings.dev:
        second = dev_keys(settings.data_dir).signers["attestor-2"]
        cosigning = Cosigning(context, people.watchlist, platform, second, dev=True)
        cosigners.append(_SecondDevKey(cosigning))
    return people


def _attestor(settings: Settings) -> Signer | None:
    people = settings.people
    if people.attestor_key_file is not None:
        secret = people.attestor_password
        return open_signer(
            people.attestor_key_file, None if secret is None else secret.get_secret_value
        )
    return dev_keys(settings.data_dir).signers["attestor-1"] if settings.dev else None


def _bureaus(settings: Settings, clock: Clock, resources: ExitStack) -> dict[str, CreditBureau]:
    people = settings.people
    bureaus: dict[str, CreditBureau] = {}
    if people.sesame_url and people.sesame_app and people.sesame_key and people.sesame_bureau_key:
        line = ProviderLine(people.sesame_url)
        resources.callback(line.close)
        bureaus["sesame"] = SesameBureau(
            line, people.sesame_app, private_key_of(people.sesame_key.get_secret_value()),
            public_key_of(people.sesame_bureau_key), clock,
        )  # fmt: skip
    if people.baihang_url and people.baihang_client and people.baihang_secret:
        line = ProviderLine(people.baihang_url)
        resources.callback(line.close)
        secret = people.baihang_secret.get_secret_value().encode()
        bureaus["baihang"] = BaihangBureau(line, people.baihang_client, secret, clock)
    return bureaus
