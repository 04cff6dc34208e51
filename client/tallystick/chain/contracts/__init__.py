"""The contracts of a platform as classes: their functions, typed."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from tallystick.chain.contracts.ballots import Ballots
from tallystick.chain.contracts.book import Book
from tallystick.chain.contracts.call import Command, Query
from tallystick.chain.contracts.collateral import Collateral
from tallystick.chain.contracts.collection import Collection
from tallystick.chain.contracts.disclosures import Disclosures
from tallystick.chain.contracts.escrow import Escrow
from tallystick.chain.contracts.freezes import Freezes
from tallystick.chain.contracts.governor import Governor
from tallystick.chain.contracts.keyrecovery import KeyRecovery
from tallystick.chain.contracts.lens import Lens
from tallystick.chain.contracts.mandates import Mandates
from tallystick.chain.contracts.market import Market
from tallystick.chain.contracts.offers import Offers
from tallystick.chain.contracts.registry import Registry
from tallystick.chain.contracts.reserve import Reserve
from tallystick.chain.contracts.servicing import Servicing
from tallystick.chain.contracts.token import Token
from tallystick.chain.contracts.workouts import Workouts

__all__ = [
    "Ballots",
    "Book",
    "Collateral",
    "Collection",
    "Command",
    "Disclosures",
    "Escrow",
    "Freezes",
    "Governor",
    "KeyRecovery",
    "Lens",
    "Mandates",
    "Market",
    "Offers",
    "Query",
    "Registry",
    "Reserve",
    "Servicing",
    "Token",
    "Workouts",
]
