"""What has happened, in a sentence: every event of the contracts as people say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tallystick.loans.dates import date_from_day
from tallystick_node.web.acts.event_values import event_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tallystick_node.web.page import WebPage

__all__ = ["event_sentence"]

# Shown shortened: the transaction's page has them whole.
_WALLET_HEAD, _WALLET_TAIL = 6, 4
_SHARES = frozenset({"rate_ppm", "quorum_ppm"})
_DAYS = frozenset({"day", "issue_day", "last_day"})


def event_sentence(page: WebPage, contract: str, name: str, values: Mapping[str, Any]) -> Markup:
    """Return an event in the reader's language.

    Args:
        page: The reader's.
        contract: The contract's name.
        name: The event's.
        values: Its fields by name; numbers as such or as text.

    Returns:
        HTML; of an event that is not ours, contract and name alone.
    """
    texts = _sentences(page.texts.gettext)
    text = texts.get(f"{contract}.{name}") or texts.get(name)
    if text is None:
        return Markup("<code>{}.{}</code>").format(contract, name)
    shown = {field: _value(page, name, field, value) for field, value in values.items()}
    # The sentence is ours, the values are escaped by the markup that they are put into.
    return Markup(text) % shown  # noqa: S704


def _value(page: WebPage, name: str, field: str, value: Any) -> Any:
    """A field as the sentence takes it up."""
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if isinstance(value, bytes):
        value = "0x" + value.hex()
    if isinstance(value, str) and value.startswith("0x"):
        return _wallet(page, value)
    if isinstance(value, bool) or not isinstance(value, int):
        return event_value(page, field, value)
    words = _words(page.texts.gettext).get((name, field))
    if words is not None:
        return words.get(value, str(value))
    if field in _SHARES:
        return page.wording.share(value)
    if field in _DAYS:
        return page.wording.day(date_from_day(value))
    return event_value(page, field, value)


def _wallet(page: WebPage, value: str) -> Markup:
    """An address or a hash, shortened; whose it is where it is the reader's."""
    short = f"{value[:_WALLET_HEAD]}…{value[-_WALLET_TAIL:]}"
    shown = Markup('<code title="{}">{}</code>').format(value, short)
    own = page.reader is not None and value.lower() == page.reader.lower()
    return shown + Markup(" ({})").format(page.texts.gettext("you")) if own else shown


def _words(say: Callable[[str], str]) -> dict[tuple[str, str], dict[int, str]]:
    """Numbers that stand for a word, by event and field."""
    return {
        ("StatusChanged", "status"): {
            1: say("open for lenders"), 2: say("funded, not drawn down"), 3: say("active"),
            4: say("repaid"), 5: say("in default"), 6: say("recovered"), 7: say("written off"),
            8: say("expired"), 9: say("cancelled"),
        },
        ("Moved", "reason"): {
            1: say("lent"), 2: say("taken back before the loan was drawn down"),
            3: say("the loan paid out"), 4: say("origination fee"),
            5: say("contribution to the reserve"), 6: say("repaid"),
            7: say("collected when due"), 8: say("paid ahead"), 9: say("paid after the default"),
            10: say("what the note had coming"), 11: say("a note sold"), 12: say("market fee"),
            13: say("cover out of the reserve"), 14: say("cover given back to the reserve"),
            15: say("fees to the platform"), 16: say("given to the reserve"),
            17: say("a guarantor's stake locked"), 18: say("a guarantor's stake given back"),
            19: say("surplus of the reserve"), 20: say("last distribution of the reserve"),
            21: say("taken over by the recovery wallet"),
        },
        ("Paid", "reason"): {
            6: say("by the borrower's own call"), 7: say("collected when due"),
            8: say("ahead of time"),
        },
        ("Reamortised", "mode"): {0: say("smaller instalments"), 1: say("fewer instalments")},
        ("Voted", "vote"): {
            0: say("against"), 1: say("for"), 2: say("not counted: of the borrower's own group"),
        },
        ("BallotClosed", "result"): {
            0: say("not carried"), 1: say("carried"), 2: say("void: the loan has changed"),
        },
        ("Contributed", "source"): {
            1: say("from the platform's profit"), 2: say("as a third party's guarantee"),
        },
        ("SeatChanged", "state"): {0: say("none"), 1: say("active"), 2: say("suspended")},
    }  # fmt: skip


def _sentences(say: Callable[[str], str]) -> dict[str, str]:
    return {**_of_loans(say), **_of_money(say), **_of_notes(say), **_of_people(say)}


def _of_loans(say: Callable[[str], str]) -> dict[str, str]:
    return {
        "Listed": say("Loan %(loan)s was offered to lenders by %(borrower)s."),
        "OfferRevoked": say("The underwriter %(by)s took an offer back before it was listed."),
        "Funded": say("%(investor)s lent %(units)s; %(funded)s are lent in all."),
        "Retracted": say("%(investor)s took %(units)s back; %(funded)s are lent in all."),
        "StatusChanged": say("The loan's state from now on: %(status)s."),
        "Issued": say(
            "%(borrower)s drew down %(principal)s, of which %(origination)s went to the platform"
            " and %(contribution)s to the reserve."
        ),
        "Paid": say(
            "%(payer)s paid %(principal)s principal, %(interest)s interest and %(charges)s late"
            " charges (%(reason)s); instalments settled: %(settled)s."
        ),
        "Reamortised": say(
            "Money ahead lowered the balance to %(balance)s; from now on: %(mode)s, of"
            " %(level)s each."
        ),
        "Impaired": say("The servicer %(by)s doubts that the loan is repaid as agreed."),
        "ImpairmentLifted": say("The doubt about the loan was lifted by %(by)s."),
        "ImpairmentEnded": say("The doubt about the loan ended: all that was due is paid."),
        "Defaulted": say(
            "The loan is in default: %(principal)s principal, %(interest)s interest and"
            " %(charges)s late charges are owed."
        ),
        "Recovered": say(
            "%(payer)s paid after the default: %(principal)s principal, %(interest)s interest and"
            " %(charges)s late charges, less a collection fee of %(fee)s."
        ),
        "Covered": say("The lenders got %(amount)s of cover."),
        "Entered": say("The loan may be covered with %(cap)s at most by the reserve."),
        "RatioFixed": say("Defaults of a month, %(caps)s at most, share %(funds)s of the reserve."),
        "CoverPaid": say("The reserve paid %(amount)s of cover for the loan."),
        "Released": say("%(amount)s no longer count against the borrower's limits."),
        "FeesSwept": say("%(amount)s of fees went to the platform."),
        "LossNoted": say("Its lenders miss %(principal)s principal and %(interest)s interest."),
        "Distributed": say("The lenders got %(amount)s of the reserve's last distribution."),
        "Restructured": say(
            "By its lenders' vote, the loan runs on from %(day)s over %(n)s instalments at"
            " %(rate_ppm)s a year, of %(level)s each."
        ),
        "BallotOpened": say("%(by)s asked the lenders to vote; ballot %(ballot)s of the loan."),
        "Voted": say("%(holder)s voted %(vote)s, with %(units)s."),
        "BallotClosed": say("Ballot %(ballot)s is over: %(result)s."),
        "BorrowerChanged": say("The borrower goes on with wallet %(successor)s."),
        "Pledged": say("%(guarantor)s locked %(amount)s as a guarantee, until %(last_day)s."),
        "GuaranteePaid": say("The guarantor %(guarantor)s paid the lenders %(amount)s."),
        "StakeReleased": say("The guarantor %(guarantor)s got %(amount)s of the stake back."),
        "Locked": say(
            "%(borrower)s locked token %(token_id)s as security; it is not sold for less than"
            " %(floor_price)s."
        ),
        "Collateral.Released": say("The token that secured the loan went to %(receiver)s."),
        "AuctionStarted": say(
            "The token that secures the loan is being auctioned: from %(start_price)s down to"
            " %(floor_price)s."
        ),
        "Sold": say("%(buyer)s bought the token that secured the loan for %(price)s."),
        "FloorLowered": say("The least price of the token is now %(floor_price)s."),
    }  # fmt: skip


def _of_money(say: Callable[[str], str]) -> dict[str, str]:
    return {
        "Moved": say("%(amount)s from %(sender)s to %(receiver)s: %(reason)s."),
        "ClaimPaid": say("%(holder)s got %(principal)s principal and %(interest)s interest."),
        "SalePaid": say(
            "%(buyer)s paid %(seller)s %(price)s for a note, of which %(fee)s are the market fee."
        ),
        "Held": say("Money of %(owner)s cannot be withdrawn until %(until)s."),
        "Deposited": say("%(owner)s deposited %(amount)s; their cash is %(balance)s."),
        "Withdrawn": say("%(owner)s withdrew %(amount)s; %(balance)s of their cash are left."),
        "Contributed": say("%(contributor)s gave the reserve %(amount)s %(source)s."),
        "DistributionBegun": say(
            "The reserve is distributed for the last time: %(for_principal)s for lost principal,"
            " %(for_interest)s for interest, %(to_treasury)s to the platform."
        ),
    }  # fmt: skip


def _of_notes(say: Callable[[str], str]) -> dict[str, str]:
    return {
        "Token.Transfer": say("%(amount)s of the token: from %(sender)s to %(receiver)s."),
        "Token.Approval": say("%(owner)s let %(spender)s take %(amount)s of their tokens."),
        "Transfer": say("Note of loan %(id)s, %(amount)s: from %(sender)s to %(receiver)s."),
        "OperatorSet": say("%(owner)s let %(spender)s move all their notes, or stopped it."),
        "Approval": say("%(owner)s let %(spender)s move %(amount)s of the note of loan %(id)s."),
        "Filled": say("%(units)s of an order were traded, %(filled)s of it in all."),
        "Cancelled": say("%(maker)s ended an order for everybody."),
        "CancelledBelow": say("%(maker)s ended all their orders with a number below %(nonce)s."),
        "MandateBrought": say("%(owner)s brought a mandate to lend by its rules."),
        "MandateRevoked": say("%(owner)s ended a mandate."),
        "MandateExecuted": say("A mandate lent %(units)s to loan %(loan)s."),
        "ExposureRefreshed": say("%(returned)s less count as lent by %(wallet)s."),
    }  # fmt: skip


def _of_people(say: Callable[[str], str]) -> dict[str, str]:
    return {
        "Enrolled": say(
            "%(wallet)s is registered: risk class %(risk_class)s, lending up to %(lend_limit)s,"
            " borrowing up to %(borrow_limit)s, until %(expiry)s."
        ),
        "TakenOver": say("%(successor)s took over all that was %(wallet)s's."),
        "RecoveryNamed": say("%(wallet)s named %(recovery)s as their recovery wallet."),
        "RecoveryNoticed": say(
            "%(recovery)s asked to take over from %(wallet)s, from %(takes_over_at)s on."
        ),
        "RecoveryCancelled": say("%(wallet)s stopped the takeover."),
        "Frozen": say("%(head)s is frozen until %(until)s, by %(by)s."),
        "StaffMarked": say("%(key)s works for the platform, and can neither lend nor borrow."),
        "DebtRegrouped": say("%(owed)s of debt now count in another group of related people."),
        "SeatChanged": say("The attestor's seat %(seat)s: %(state)s."),
        "Published": say("%(publisher)s published a document, version %(version)s."),
        "Proposed": say("%(by)s made proposal %(decision)s to the council."),
        "Approved": say("%(by)s approved proposal %(decision)s."),
        "Executed": say("Proposal %(decision)s was carried out by %(by)s."),
        "DecisionCancelled": say("The guardian %(by)s stopped proposal %(decision)s."),
        "CollectionSet": say("The council decided about tokens of %(collection)s as security."),
        "RolesSet": say("The council changed the roles of %(account)s."),
        "TreasurySet": say("The platform's fees go to %(account)s from now on."),
        "MemberReplaced": say("%(successor)s sits on the council in place of %(member)s."),
        "ParameterSet": say("Parameter %(key)s is %(setting)s from now on."),
        "Paused": say("%(by)s paused an act of the platform until %(until)s."),
        "PauseEnded": say("A pause of the platform ended."),
        "PauseConfirmed": say("A pause of the platform was confirmed until %(until)s."),
        "WindDownBegun": say("The platform winds down: nobody can lend anew."),
        "GateSet": say("Whether new risk may be taken was written down again."),
    }  # fmt: skip
