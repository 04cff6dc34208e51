"""The people room of a node, by its settings: sandboxes and own keys in development alone."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.signer import KeystoreSigner
from tallystick_node.identity.bureau_line import BureauLine
from tallystick_node.identity.bureaus import (
    BaihangBureau,
    SesameBureau,
    private_key_of,
    public_key_of,
)
from tallystick_node.identity.sandbox import SANDBOX, SandboxProvider
from tallystick_node.people.checks import Providers
from tallystick_node.people.cosigners import Cosigner, HttpCosigner
from tallystick_node.people.cosigning import Cosigning
from tallystick_node.people.room import People, make_people
from tallystick_node.people.surroundings import Surroundings, commitment_key
from tallystick_node.policy.packs import load_pack
from tallystick_node.service.dev_keys import dev_keys
from tallystick_node.vault.store import Vault

if TYPE_CHECKING:
    from tallystick.signer import Signature, Signer
    from tallystick_node.clock import BusinessClock, Clock
    from tallystick_node.configuration.settings import Settings
    from tallystick_node.identity.providers import CreditBureau
    from tallystick_node.jobs.queue import JobQueue
    from tallystick_node.journal.book import Journal
    from tallystick_node.outbox.messages import MessageBox
    from tallystick_node.people.cosign_request import CosignRequest
    from tallystick_node.service.network import ChainSite
    from tallystick_node.storage import Database
    from tallystick_node.vault.key_ring import KeyRing

__all__ = ["COMMITMENT_FILE", "RING_FILE", "open_people", "surroundings_of"]

RING_FILE = Path("keys") / "ring.json"
COMMITMENT_FILE = Path("keys") / "commitment.key"


@dataclass(frozen=True, slots=True)
class _SecondDevKey:
    """The second attestor of a development platform, which has no second node."""

    cosigning: Cosigning
    place: str = "the second development key"

    def cosign(self, request: CosignRequest) -> Signature:
        """Look and sign as another node would."""
        return self.cosigning.cosign(request)


def surroundings_of(
    settings: Settings, database: Database, ring: KeyRing, *, clock: Clock,
    business: BusinessClock, journal: Journal, box: MessageBox,
) -> Surroundings:  # fmt: skip
    """Return what the room works with."""
    vault = Vault(database, ring, settings.data_dir / RING_FILE, clock)
    key = commitment_key(settings.data_dir / COMMITMENT_FILE)
    pack = load_pack(settings.policy)
    return Surroundings(database, vault, journal, box, clock, business, pack, key)


def open_people(
    settings: Settings, around: Surroundings, site: ChainSite, queue: JobQueue, resources: ExitStack
) -> People:
    """Put the room together; connections are given back when `resources` is closed."""
    attestor = _attestor(settings)
    cosigners: list[Cosigner] = []
    for url in settings.people.cosigners:
        one = HttpCosigner(url, loopback=settings.dev)
        resources.callback(one.close)
        cosigners.append(one)
    providers, bureaus = Providers(), _bureaus(settings, around.clock, resources)
    if settings.dev:
        sandbox = SandboxProvider(dev=True, today=around.business.today)
        providers = Providers(sandbox, sandbox, sandbox)
        bureaus.setdefault(SANDBOX, sandbox)
    people = make_people(
        around, platform=site.platform, queue=queue, providers=providers, bureaus=bureaus,
        attestor=attestor, cosigners=cosigners, dev=settings.dev,
    )  # fmt: skip
    if settings.dev:
        second = dev_keys(settings.data_dir).signers["attestor-2"]
        cosigning = Cosigning(around, people.watchlist, site.platform, second, dev=True)
        cosigners.append(_SecondDevKey(cosigning))
    return people


def _attestor(settings: Settings) -> Signer | None:
    people = settings.people
    if people.attestor_key_file is not None:
        secret = people.attestor_password
        return KeystoreSigner(
            people.attestor_key_file, None if secret is None else secret.get_secret_value
        )
    return dev_keys(settings.data_dir).signers["attestor-1"] if settings.dev else None


def _bureaus(settings: Settings, clock: Clock, resources: ExitStack) -> dict[str, CreditBureau]:
    people = settings.people
    found: dict[str, CreditBureau] = {}
    if people.sesame_url and people.sesame_app and people.sesame_key and people.sesame_bureau_key:
        line = BureauLine(people.sesame_url)
        resources.callback(line.close)
        found["sesame"] = SesameBureau(
            line, people.sesame_app, private_key_of(people.sesame_key.get_secret_value()),
            public_key_of(people.sesame_bureau_key), clock,
        )  # fmt: skip
    if people.baihang_url and people.baihang_client and people.baihang_secret:
        line = BureauLine(people.baihang_url)
        resources.callback(line.close)
        secret = people.baihang_secret.get_secret_value().encode()
        found["baihang"] = BaihangBureau(line, people.baihang_client, secret, clock)
    return found
