"""Partners, put together: one object that routes, pages and the job ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.partners.consents import PortfolioConsents
from tallystick_node.partners.desk import PartnersDesk
from tallystick_node.partners.hook_book import HookBook
from tallystick_node.partners.hook_post import HookPost
from tallystick_node.partners.hook_watch import HookWatch
from tallystick_node.partners.key_book import PartnerKeys
from tallystick_node.partners.referrals import Referrals

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import BusinessClock
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.underwriting.drafts import Drafts

__all__ = ["Partners", "make_partners"]


@dataclass(frozen=True, slots=True)
class Partners:
    """Every part of the room, by its noun."""

    desk: PartnersDesk
    keys: PartnerKeys
    referrals: Referrals
    consents: PortfolioConsents
    endpoints: HookBook
    post: HookPost
    watch: HookWatch


def make_partners(
    kyc: Kyc, business: BusinessClock, drafts: Drafts, index: ChainIndex, *, loopback: bool
) -> Partners:
    """Put the room together.

    Args:
        kyc: Knows the people and their wallets.
        business: The platform's days.
        drafts: The drafts of clients' applications.
        index: What was read of the chain.
        loopback: Whether endpoints may be on this machine, for development.

    Returns:
        The service.
    """
    desk, wallets = PartnersDesk(kyc.context, business), kyc.wallets

    def same_person(wallet: str, other: str) -> bool:
        person = wallets.owner(wallet)
        return person is not None and person == wallets.owner(other)

    keys = PartnerKeys(desk, same_person)
    endpoints = HookBook(desk, loopback)
    post = HookPost(endpoints, kyc.context.outbox)
    kyc.context.outbox.followers.append(post.heard)
    return Partners(
        desk, keys, Referrals(desk, drafts), PortfolioConsents(desk, keys, wallets), endpoints,
        post, HookWatch(post, index, wallets),
    )  # fmt: skip
