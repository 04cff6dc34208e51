"""Flows of money and whom they are of, without a database.

A flow runs from one node to another: a person (their id), a loan (`loan:7`), an account at a bank
(`bank:…`) or a wallet that is nobody's here (`wallet:0x…`). So the flows are the edges of one
graph, in which any coin can be followed from where it came in to where it left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

__all__ = ["DAY", "Borrowing", "Customer", "Flow", "FlowKind", "Market", "loan_node", "wallet_node"]

DAY = 86_400


class FlowKind(StrEnum):
    """What money moved for."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"  # from person to person, or to and from a wallet outside
    LENDING = "lending"
    DRAW = "draw"  # from a loan to its borrower
    REPAYMENT = "repayment"
    CLAIM = "claim"  # from a loan to its lender
    SALE = "sale"  # from a note's buyer to its seller


# What crosses the platform's border, or passes between people without a loan behind it.
_COMING = frozenset({FlowKind.DEPOSIT, FlowKind.TRANSFER})
_GOING = frozenset({FlowKind.WITHDRAWAL, FlowKind.TRANSFER})


def loan_node(number: int) -> str:
    """Return the node of a loan.

    Args:
        number: The loan's number.

    Returns:
        Its name in the graph.
    """
    return f"loan:{number}"


def wallet_node(address: str) -> str:
    """Return the node of a wallet that is nobody's here.

    Args:
        address: The wallet, in any case of letters.

    Returns:
        Its name in the graph.
    """
    return f"wallet:{address.lower()}"


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that moved once.

    id: what the flow is known by; unique. at: seconds since 1970. amount: minor units, above 0.
    country: of the bank or wallet outside, ISO 3166 alpha-2; empty where it is not known.
    cash: whether it was paid in or out in cash.
    """

    id: str
    at: int
    kind: FlowKind
    source: str
    destination: str
    amount: int
    loan: int | None = None
    country: str = ""
    cash: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """A person as the rules see them.

    since: when they registered, seconds since 1970. monthly_income: as declared, minor units; None
    where it is not known. country: where they live. marks: what ties people together, such as
    `device:…`, `card:…`, `telephone:…`, `address:…`, `wallet:…`; keyed marks, never the value.
    wallets: their own, lower case.
    """

    id: str
    since: int
    legal: bool = False
    monthly_income: int | None = None
    country: str = ""
    marks: frozenset[str] = frozenset()
    wallets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Borrowing:
    """A loan as the rules see it; times in seconds since 1970, None while it is not repaid."""

    number: int
    borrower: str
    principal: int
    issued_at: int
    ends_at: int
    repaid_at: int | None = None


@dataclass(frozen=True)
class Market:
    """Flows and people, indexed; what the rules are asked of.

    utc_offset_seconds: of the platform's days. listed: wallets on a sanctions list, lower case.
    """

    flows: tuple[Flow, ...]
    people: Mapping[str, Customer]
    loans: Mapping[int, Borrowing] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    utc_offset_seconds: int = 0

    @classmethod
    def of(
        cls,
        flows: Iterable[Flow],
        people: Iterable[Customer],
        loans: Iterable[Borrowing] = (),
        listed: Iterable[str] = (),
        utc_offset_seconds: int = 0,
    ) -> Market:
        """Return a market with its flows in their order.

        Args:
            flows: In any order.
            people: Each once.
            loans: Those that flows name, as far as they are known.
            listed: Wallets on a sanctions list.
            utc_offset_seconds: Of the platform's days.

        Returns:
            The market.
        """
        return cls(
            tuple(sorted(flows, key=lambda flow: (flow.at, flow.id))),
            {party.id: party for party in people},
            {loan.number: loan for loan in loans},
            frozenset(address.lower() for address in listed),
            utc_offset_seconds,
        )

    def day(self, at: int) -> int:
        """Return the platform's day of a moment.

        Args:
            at: Seconds since 1970.

        Returns:
            Days since 1970.
        """
        return (at + self.utc_offset_seconds) // DAY

    @cached_property
    def by_person(self) -> Mapping[str, tuple[Flow, ...]]:
        """Each person's flows in both directions, in their order."""
        flows: dict[str, list[Flow]] = defaultdict(list)
        for flow in self.flows:
            for node in {flow.source, flow.destination}:
                if node in self.people:
                    flows[node].append(flow)
        return {person: tuple(own) for person, own in flows.items()}

    @cached_property
    def repayments(self) -> Mapping[int, tuple[Flow, ...]]:
        """Each loan's repayments, in their order."""
        flows: dict[int, list[Flow]] = defaultdict(list)
        for flow in self.flows:
            if flow.kind is FlowKind.REPAYMENT and flow.loan is not None:
                flows[flow.loan].append(flow)
        return {loan: tuple(own) for loan, own in flows.items()}


def comes_to(flow: Flow, members: frozenset[str]) -> bool:
    """Return whether money came in to people from outside of them, other than out of loans.

    Args:
        flow: The flow.
        members: The people.

    Returns:
        True when it did.
    """
    return flow.kind in _COMING and flow.destination in members and flow.source not in members


def leaves(flow: Flow, members: frozenset[str]) -> bool:
    """Return whether money went from people to outside of them, other than into loans.

    Args:
        flow: The flow.
        members: The people.

    Returns:
        True when it did.
    """
    return flow.kind in _GOING and flow.source in members and flow.destination not in members
