"""Tallystick: peer-to-peer lending whose money rules are contracts that anyone can check.

Names are imported when they are first used, so that `import tallystick` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from tallystick.aio.borrower import AsyncBorrower, AsyncBorrowerView
    from tallystick.aio.connection import AsyncConnection
    from tallystick.aio.events import AsyncEventStream
    from tallystick.aio.investor import AsyncInvestor, AsyncInvestorView
    from tallystick.aio.operator import AsyncOperator, AsyncOperatorView
    from tallystick.aio.plan import AsyncPlan
    from tallystick.aio.platform import AsyncPlatform
    from tallystick.borrower import Borrower, BorrowerView
    from tallystick.calls import Receipt
    from tallystick.checkpoint import Checkpoint, Reorg
    from tallystick.connection import Connection
    from tallystick.decisions import Decision, Kind
    from tallystick.deployment import Deployment
    from tallystick.errors import (
        ConfigError,
        InputError,
        NodeRefused,
        Reverted,
        TallystickError,
        TransportError,
        VerificationFailed,
    )
    from tallystick.events import EventStream
    from tallystick.holdings import Note, Portfolio, Returns
    from tallystick.investor import Investor, InvestorView
    from tallystick.lending import Listing, LoanStatus
    from tallystick.loan import Mode
    from tallystick.logs import Event
    from tallystick.messages import (
        Ask,
        Credential,
        FreezeOrder,
        Offer,
        SignedAsk,
        SignedCredential,
        SignedOffer,
    )
    from tallystick.node import AsyncNodeClient, NodeClient
    from tallystick.operator import Operator, OperatorView
    from tallystick.plan import Plan
    from tallystick.platform import Platform
    from tallystick.quotes import PayoffQuote, Quote
    from tallystick.schedule import Method, Terms, schedule
    from tallystick.signer import AsyncSigner, KeystoreSigner, MemorySigner, Signer

__all__ = [
    "Ask",
    "AsyncBorrower",
    "AsyncBorrowerView",
    "AsyncConnection",
    "AsyncEventStream",
    "AsyncInvestor",
    "AsyncInvestorView",
    "AsyncNodeClient",
    "AsyncOperator",
    "AsyncOperatorView",
    "AsyncPlan",
    "AsyncPlatform",
    "AsyncSigner",
    "Borrower",
    "BorrowerView",
    "Checkpoint",
    "ConfigError",
    "Connection",
    "Credential",
    "Decision",
    "Deployment",
    "Event",
    "EventStream",
    "FreezeOrder",
    "InputError",
    "Investor",
    "InvestorView",
    "KeystoreSigner",
    "Kind",
    "Listing",
    "LoanStatus",
    "MemorySigner",
    "Method",
    "Mode",
    "NodeClient",
    "NodeRefused",
    "Note",
    "Offer",
    "Operator",
    "OperatorView",
    "PayoffQuote",
    "Plan",
    "Platform",
    "Portfolio",
    "Quote",
    "Receipt",
    "Reorg",
    "Returns",
    "Reverted",
    "SignedAsk",
    "SignedCredential",
    "SignedOffer",
    "Signer",
    "TallystickError",
    "Terms",
    "TransportError",
    "VerificationFailed",
    "__version__",
    "schedule",
]

_MODULES = {
    "aio.borrower": ("AsyncBorrower", "AsyncBorrowerView"),
    "aio.connection": ("AsyncConnection",),
    "aio.events": ("AsyncEventStream",),
    "aio.investor": ("AsyncInvestor", "AsyncInvestorView"),
    "aio.operator": ("AsyncOperator", "AsyncOperatorView"),
    "aio.plan": ("AsyncPlan",),
    "aio.platform": ("AsyncPlatform",),
    "borrower": ("Borrower", "BorrowerView"),
    "calls": ("Receipt",),
    "checkpoint": ("Checkpoint", "Reorg"),
    "connection": ("Connection",),
    "decisions": ("Decision", "Kind"),
    "deployment": ("Deployment",),
    "errors": (
        "ConfigError",
        "InputError",
        "NodeRefused",
        "Reverted",
        "TallystickError",
        "TransportError",
        "VerificationFailed",
    ),
    "events": ("EventStream",),
    "holdings": ("Note", "Portfolio", "Returns"),
    "investor": ("Investor", "InvestorView"),
    "lending": ("Listing", "LoanStatus"),
    "loan": ("Mode",),
    "logs": ("Event",),
    "messages": (
        "Ask",
        "Credential",
        "FreezeOrder",
        "Offer",
        "SignedAsk",
        "SignedCredential",
        "SignedOffer",
    ),
    "node": ("AsyncNodeClient", "NodeClient"),
    "operator": ("Operator", "OperatorView"),
    "plan": ("Plan",),
    "platform": ("Platform",),
    "quotes": ("PayoffQuote", "Quote"),
    "signer": ("AsyncSigner", "KeystoreSigner", "MemorySigner", "Signer"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
# These three share their module's name with it or stand beside one that does.
_HOME |= {"Method": "schedule", "Terms": "schedule", "schedule": "schedule"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'tallystick' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"tallystick.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
