"""Every table about persons: which rows are someone's, shown to them, forgotten with them.

A table that is named nowhere here is a mistake, which the tests find.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.storage.tables import (
    agency_cases,
    applications,
    asks,
    assessments,
    bids,
    blacklist,
    care_steps,
    challenges,
    checks,
    client_origins,
    complaint_acts,
    complaint_letters,
    complaint_redress,
    complaints,
    confirmed_matches,
    consents,
    contact_pauses,
    contacts,
    credentials,
    credit_offers,
    credit_reviews,
    delinquencies,
    documents,
    doubles,
    enterprises,
    evidence,
    exam_attempts,
    exit_plans,
    findings,
    guarantees,
    hook_deliveries,
    hook_endpoints,
    idempotency_keys,
    institutions,
    invoices,
    letters,
    loan_warnings,
    loans,
    mandates,
    match_lifts,
    messages,
    onsite_photos,
    onsite_reports,
    partner_consents,
    partner_referrals,
    passkeys,
    payment_orders,
    person_wallets,
    promises,
    rating_reviews,
    ratings,
    reminders,
    rescores,
    review_acts,
    reward_codes,
    reward_devices,
    reward_requests,
    saved_filters,
    screening_votes,
    screenings,
    second_factors,
    service_tasks,
    sessions,
    survey_invitations,
    ticket_words,
    tickets,
    use_proofs,
    vouches,
    wind_down_notices,
)  # fmt: skip

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Table

__all__ = ["RECORDS", "Record", "Whose", "whose"]


@dataclass(frozen=True, slots=True)
class Whose:
    """What a person is known by in the tables."""

    person: str
    wallets: Sequence[str]
    loans: Sequence[int]
    applications: Sequence[str]


_Where = Callable[["Table", Whose], "ColumnElement[bool]"]


@dataclass(frozen=True, slots=True)
class Record:
    """A table with rows of persons. withheld, kept: why they are not shown, or not forgotten.

    hidden: columns that would name a rule of fraud or screening; what the person was told is shown.
    """

    name: str
    table: Table
    of: _Where
    withheld: str = ""
    kept: str = ""
    hidden: frozenset[str] = frozenset()

    def rows(self, who: Whose) -> ColumnElement[bool]:
        """Return which rows are somebody's.

        Args:
            who: What the person is known by in the tables.

        Returns:
            A condition for a query of the table.
        """
        return self.of(self.table, who)


def whose(connection: Connection, person: str) -> Whose:
    """Return what the tables know a person by now.

    Args:
        connection: An open database transaction.
        person: The person's identifier.

    Returns:
        The person, their wallets, their loans and their applications.
    """
    wallets = connection.scalars(
        select(person_wallets.c.wallet).where(person_wallets.c.person == person)
    ).all()
    return Whose(
        person=person,
        wallets=wallets,
        loans=connection.scalars(select(loans.c.loan).where(loans.c.borrower.in_(wallets))).all(),
        applications=connection.scalars(
            select(applications.c.id).where(applications.c.person == person)
        ).all(),
    )


def _person(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.person == who.person


def _wallet(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.wallet.in_(who.wallets)


def _mandate_owner(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.owner.in_(who.wallets)


def _holder(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.holder.in_([who.person, *who.wallets])


def _seller(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.seller.in_(who.wallets)


def _buyer(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.buyer.in_(who.wallets)


def _caller(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.caller.in_(who.wallets)


def _loan(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.loan.in_(who.loans)


def _application(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.application.in_(who.applications)


def _seen_findings(table: Table, who: Whose) -> ColumnElement[bool]:
    return and_(_application(table, who), table.c.stage.not_in(_UNSEEN))


def _screened(table: Table, who: Whose) -> ColumnElement[bool]:
    return and_(_application(table, who), table.c.stage.in_(_UNSEEN))


def _lifts(table: Table, who: Whose) -> ColumnElement[bool]:
    mine = select(confirmed_matches.c.id).where(confirmed_matches.c.person == who.person)
    return table.c.match.in_(mine)


def _doubled(table: Table, who: Whose) -> ColumnElement[bool]:
    return or_(_person(table, who), table.c.other == who.person)


def _recipient(table: Table, who: Whose) -> ColumnElement[bool]:
    return table.c.recipient == PERSON_HOLDER + who.person


def _complaint(table: Table, who: Whose) -> ColumnElement[bool]:
    mine = select(complaints.c.id).where(complaints.c.person == who.person)
    return table.c.complaint.in_(mine)


def _complaint_shown(table: Table, who: Whose) -> ColumnElement[bool]:
    return and_(_complaint(table, who), table.c.shown)


def _complaint_work(table: Table, who: Whose) -> ColumnElement[bool]:
    return and_(_complaint(table, who), table.c.shown.is_(False))


def _ticket(table: Table, who: Whose) -> ColumnElement[bool]:
    mine = select(tickets.c.id).where(tickets.c.person == who.person)
    return table.c.ticket.in_(mine)


def _visit(table: Table, who: Whose) -> ColumnElement[bool]:
    mine = select(onsite_reports.c.id).where(onsite_reports.c.person == who.person)
    return table.c.report.in_(mine)


def _guaranteed(table: Table, who: Whose) -> ColumnElement[bool]:
    return or_(_person(table, who), _application(table, who))


def _vouched(table: Table, who: Whose) -> ColumnElement[bool]:
    return or_(_person(table, who), table.c.by == who.person)


def _endpoint(table: Table, who: Whose) -> ColumnElement[bool]:
    mine = select(hook_endpoints.c.id).where(hook_endpoints.c.person == who.person)
    return table.c.endpoint.in_(mine)


def _votes(table: Table, who: Whose) -> ColumnElement[bool]:
    mine = select(screenings.c.id).where(screenings.c.person == who.person)
    return table.c.screening.in_(mine)


# The decision gathers the reasons of all stages.
_UNSEEN = ("screen", "fraud", "decision")
# What other attestors are asked names the rating and the lists.
_ASKED = frozenset({"request"})
_CAUSES = frozenset({"reason", "reasons"})
_LOOKED_FOR = "who is looked for must not learn of it"
_LISTED = "none is ever lost from the list that is anchored; its words go with the person's key"
# What staff have proposed to each other before the client was answered.
_STAFFS = frozenset({"assignee", "proposed", "proposed_by", "proposed_redress", "proposed_act"})
# By what was drawn and chosen, the right options could be worked out while an exam is open.
_DRAWN = frozenset({"seed", "drawn", "answers", "right_count"})
# Who has invited whom is the other's, and a cause would teach whoever abuses rewards.
_REWARDED = frozenset({"subject", "reason", "identity", "paid_by"})
# Who of staff looked and proposed: what came of it is shown.
_VISITORS = frozenset({"reported_by"})
_PROPOSERS = frozenset({"proposed_by", "confirmed_by"})
_BUDGETS = "budgets and caps are counted by it, and a reward is had once"
_COUNTED = "figures stand still, or two looks would tell a score; a text goes with the key"
_BOOKS = "the platform's books have to come to what bank and chain say"

# In an order in which they can be deleted: what points to something before it.
RECORDS = (
    Record("screening_votes", screening_votes, _votes, withheld=_LOOKED_FOR),
    Record("screenings", screenings, _person, withheld=_LOOKED_FOR),
    Record("match_lifts", match_lifts, _lifts, withheld=_LOOKED_FOR),
    Record("confirmed_matches", confirmed_matches, _person, withheld=_LOOKED_FOR),
    Record("doubles", doubles, _doubled, withheld="it names somebody else"),
    Record("ratings", ratings, _person, withheld=_LOOKED_FOR),
    Record("rating_reviews", rating_reviews, _person, withheld=_LOOKED_FOR),
    Record("findings of screening", findings, _screened, withheld=_LOOKED_FOR),
    Record("challenges", challenges, _person, withheld="a question that is asked at the moment"),
    Record("findings", findings, _seen_findings),
    Record("rescores", rescores, _application),
    Record("review_acts", review_acts, _application, hidden=_CAUSES),
    Record("credit_reviews", credit_reviews, _application, hidden=_CAUSES),
    Record("credit_offers", credit_offers, _application),
    Record("onsite_photos", onsite_photos, _visit),
    Record("onsite_reports", onsite_reports, _person, hidden=_VISITORS),
    Record("invoices", invoices, _person),
    Record("guarantees", guarantees, _guaranteed),
    Record("applications", applications, _person, hidden=_CAUSES),
    Record("blacklist", blacklist, _person, hidden=_CAUSES),
    Record("assessments", assessments, _person),
    Record("care", care_steps, _person),
    Record("credentials", credentials, _person, hidden=_ASKED),
    Record("checks", checks, _person),
    Record("consents", consents, _person),
    Record("documents", documents, _person),
    Record("evidence", evidence, _person),
    Record("messages", messages, _recipient),
    Record("sessions", sessions, _wallet),
    Record("passkeys", passkeys, _wallet),
    Record("second_factors", second_factors, _wallet, withheld="a secret of the reader's own app"),
    Record("idempotency_keys", idempotency_keys, _caller),
    Record("asks", asks, _seller),
    Record("bids", bids, _buyer),
    Record("mandates", mandates, _mandate_owner),
    Record("vouches", vouches, _vouched, withheld="it names somebody else"),
    Record("enterprises", enterprises, _person),
    Record("institutions", institutions, _person, hidden=_PROPOSERS),
    Record("exit_plans", exit_plans, _wallet),
    Record("saved_filters", saved_filters, _wallet),
    Record("complaint_redress", complaint_redress, _complaint, kept=_LISTED),
    Record("complaint_letters", complaint_letters, _complaint, kept=_LISTED),
    Record("complaint_acts", complaint_acts, _complaint_shown, kept=_LISTED),
    Record(
        "complaint_work",
        complaint_acts,
        _complaint_work,
        withheld="the work of staff",
        kept=_LISTED,
    ),
    Record("complaints", complaints, _person, kept=_LISTED, hidden=_STAFFS),
    Record("ticket_words", ticket_words, _ticket),
    Record("tickets", tickets, _person),
    Record("surveys", survey_invitations, _person, kept=_COUNTED),
    Record("exams", exam_attempts, _holder, hidden=_DRAWN),
    Record("rewards", reward_requests, _person, kept=_BUDGETS, hidden=_REWARDED),
    Record("reward_codes", reward_codes, _person),
    Record("reward_devices", reward_devices, _person),
    Record("origins", client_origins, _person),
    Record("hook_deliveries", hook_deliveries, _endpoint),
    Record("hook_endpoints", hook_endpoints, _person),
    Record("partner_consents", partner_consents, _person),
    Record("partner_referrals", partner_referrals, _person),
    Record("payment_orders", payment_orders, _wallet, kept=_BOOKS),
    Record("reminders", reminders, _loan),
    Record("tasks", service_tasks, _loan),
    Record("contacts", contacts, _loan),
    Record("pauses", contact_pauses, _loan),
    Record("promises", promises, _loan),
    Record("delays", delinquencies, _loan),
    Record("letters", letters, _loan),
    Record("agencies", agency_cases, _loan),
    Record("warnings", loan_warnings, _loan),
    Record("use_proofs", use_proofs, _loan),
    Record("wind_down", wind_down_notices, _person),
    Record("wallets", person_wallets, _person),
)
