"""What the checklist looks at, opened for reading: nothing of the node runs, nothing is written."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from tallystick_node.auth.second_factor import wallets_with_factor
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.network import open_site, require_deployment
from tallystick_node.evm.opening import lives_in_past
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock, machine_time
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.kyc.list_versions import newest_versions
from tallystick_node.storage.upgrade import require_served
from tallystick_node.supervision.ground import CheckGround
from tallystick_node.underwriting.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick_node.bootstrap.network import ChainSite
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["check_ground"]

# Whose work in the node is about clients.
_CASE_ROLES = ("underwriters", "compliance", "servicers")


@contextmanager
def check_ground(settings: Settings) -> Iterator[CheckGround]:
    """Open what a node's checks look at.

    Args:
        settings: The node's; a local chain must not be open elsewhere, or `rpc` names the node's.

    Yields:
        The ground, closed at the end.

    Raises:
        ConfigError: When there is no node's database of this version; NODE:DEPLOYMENT; POLICY:….
        TransportError: When the chain's node does not answer.
    """
    require_deployment(settings)
    with ExitStack() as opened:
        database = database_of(settings)
        opened.callback(database.close)
        database.check()
        require_served(database)
        site = open_site(settings)
        opened.callback(site.close)
        platform, roles = site.platform, site.platform.deployment.roles
        clock, chain_clock = _clocks(settings, site)
        today = BusinessClock(chain_clock, roles.utc_offset_seconds).today()
        staff = {wallet for role in _CASE_ROLES for wallet in getattr(roles, role)}
        with database.reading() as connection:
            versions = newest_versions(connection)
            factors = wallets_with_factor(connection)
        pack = load_pack(settings.policy, platform.token().decimals)
        yield CheckGround(
            platform=platform, database=database, data_dir=settings.data_dir,
            policy=Policy(pack, today), now=clock(), audit_log=AuditLog(clock),
            queue=JobQueue(database, clock),
            lists={
                name: version.published_at
                or datetime.combine(version.read_on, time(), tzinfo=UTC)
                for name, version in versions.items()
            },
            public_url=settings.public_url,
            purposes_refused=frozenset(
                map(str, load_rules(settings.underwriting.rules_file).purposes_refused)
            ),
            without_factor=sorted(staff - factors),
        )  # fmt: skip


def _clocks(settings: Settings, site: ChainSite) -> tuple[Clock, Clock]:
    """The time of the business and the chain's.

    A chain of this directory that lives in the past dates both, also where a running node has it
    open and is asked over HTTP.
    """
    if site.is_past:
        return site.clock, site.clock
    if settings.rpc is None or not lives_in_past(settings.data_dir):
        return machine_time, site.clock
    block = site.platform.connection.block()
    assert block is not None, "a chain has a first block"
    head = datetime.fromtimestamp(block.timestamp, UTC)
    return (lambda: head), (lambda: head)
