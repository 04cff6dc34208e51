"""Why a mandate lends nothing, in words; how it stands; what its limits are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.matching.grammar import SentenceLanguage
from tallystick.matching.reasons import IdleReason
from tallystick_node.matching.rules import MandateStanding

if TYPE_CHECKING:
    from tallystick_node.web.page import WebPage

__all__ = ["language_of", "reasons_named", "standings_named"]


def language_of(page: WebPage) -> SentenceLanguage:
    """Return the language in which a reader's mandates are sentences.

    Args:
        page: The reader's page.

    Returns:
        The language.
    """
    return SentenceLanguage.ZH if page.language.startswith("zh") else SentenceLanguage.EN


def reasons_named(page: WebPage) -> dict[str, str]:
    """Return every reason in words.

    Args:
        page: The reader's page.

    Returns:
        The words by code.
    """
    say = page.texts.gettext
    words = {
        IdleReason.GATE: say("new risk is paused, or the platform winds down"),
        IdleReason.PERSON: say("this wallet is not the first wallet of an enrolled person"),
        IdleReason.CREDENTIAL: say("your credential has expired"),
        IdleReason.FROZEN: say("your account is frozen"),
        IdleReason.LIFETIME: say("it has lent what it may in all"),
        IdleReason.EXPOSURE: say("you have lent out as much as it allows"),
        IdleReason.LIMIT: say("you have lent out as much as your credential allows"),
        IdleReason.DAY: say("it has lent what it may today"),
        IdleReason.CASH: say("your cash, less what is to stay free, is below the least at once"),
        IdleReason.NONE: say("no loan seeks money now"),
        IdleReason.LEVEL: say("a worse grade than it takes"),
        IdleReason.CLASS: say("a higher risk level than your class"),
        IdleReason.RATE: say("a lower rate than it takes"),
        IdleReason.TERM: say("a longer term than it takes"),
        IdleReason.RELATED: say("you belong to the borrower, a signer or the guarantor"),
        IdleReason.RETRACTED: say("you took back what you had lent to it"),
        IdleReason.OTHERS: say("the borrower's group has too many loans"),
        IdleReason.BORROWER: say("you hold as much of this borrower as it allows"),
        IdleReason.GROUP: say("you hold as much of the borrower's group as it allows"),
        IdleReason.PLATFORM: say("all mandates together have lent what they may today"),
        IdleReason.OWNER: say("another mandate of yours lends to it"),
        IdleReason.FILLED: say("money that has waited longer filled it"),
        IdleReason.TICKET: say("what is left is below the least at once"),
    }
    return {reason.value: text for reason, text in words.items()}


def standings_named(page: WebPage) -> dict[str, str]:
    """Return every standing in words.

    Args:
        page: The reader's page.

    Returns:
        The words by standing.
    """
    say = page.texts.gettext
    words = {
        MandateStanding.COMING: say("on its way to the chain"),
        MandateStanding.REFUSED: say("refused by the contract"),
        MandateStanding.LIVE: say("in force"),
        MandateStanding.STOPPED: say("stopped by your exit plan"),
        MandateStanding.WITHDRAWN: say("taken back from this node"),
        MandateStanding.REVOKED: say("revoked"),
        MandateStanding.EXPIRED: say("expired"),
    }
    return {standing.value: text for standing, text in words.items()}
