"""One act before it is signed: what it does in words, its fields, its cost, and what refuses it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from tallystick.chain.artifacts import interface
from tallystick.chain.contracts import Token
from tallystick.platform.signable import Signable
from tallystick_node.web.page import WebPage

if TYPE_CHECKING:
    from fastapi import Response
    from markupsafe import Markup

    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform

__all__ = ["Act", "chain_of", "review", "written"]


@dataclass(frozen=True)
class Act:
    """What somebody is about to do.

    title and sentence: in words. rows: what it comes to, as a label and a value each. worst: what
    may follow at worst, empty where nothing can be lost. undo: until when and how it is taken back.
    back: where the form is. after: where somebody goes on when it is done; the form without it.
    """

    title: str
    sentence: str
    rows: Sequence[tuple[str, Markup | str]]
    back: str
    worst: str = ""
    undo: str = ""
    after: str = ""


def review(page: WebPage, platform: Platform, act: Act, plan: Plan[Any]) -> Response:
    """Return the page on which an act is read before it is signed.

    Args:
        page: The reader's page.
        platform: The platform.
        act: What the act is in words.
        plan: The call, simulated.

    Returns:
        The page: with the transaction for the wallet, or with the refusal.
    """
    allowance = plan.allowance
    step = plan
    approving = allowance is not None and bool(allowance.missing)
    if approving:
        assert allowance is not None
        approve = Token.approve(platform.address("Escrow"), allowance.needed)
        step = platform.plan(approve, plan.call.sender)
    call, arguments = step.call, _named(step)
    transaction = {
        "from": call.sender,
        "to": call.to,
        "data": "0x" + bytes(call.data).hex(),
        "value": "0x0",
        "chainId": hex(platform.chain_id),
        **({} if step.gas is None else {"gas": hex(step.gas)}),
    }
    return page(
        "review.html", act=act, plan=step, approving=approving, arguments=arguments,
        refusal=step.refusal, transaction=json.dumps(transaction),
        chain=chain_of(page, platform), coinless=_is_coinless(platform, step),
    )  # fmt: skip


def chain_of(page: WebPage, platform: Platform) -> dict[str, str]:
    """Return what a wallet has to know of the chain.

    Args:
        page: The reader's page.
        platform: The platform.

    Returns:
        Its number in hex, and the URL at which this node serves it, empty where another one does.
    """
    return {"id_hex": hex(platform.chain_id), "rpc": page.rpc}


def _is_coinless(platform: Platform, step: Plan[Any]) -> bool:
    """Whether the wallet cannot pay for the gas: it would say so late, and in words of its own."""
    if step.gas is None:
        return False
    fees = platform.connection.fees()
    return platform.connection.coin_balance(step.call.sender) < step.gas * fees.price_max


def _named(plan: Plan[Any]) -> list[tuple[str, str]]:
    """The arguments of a call by their names, as a wallet that reads the contract shows them."""
    inputs = interface(plan.call.contract).function(plan.call.function).inputs
    return [
        (str(entry["name"]), written(value))
        for entry, value in zip(inputs, plan.call.arguments, strict=True)
    ]


def written(value: Any) -> str:
    """Return a value as wallets show it.

    Args:
        value: Of a call's argument or an event's field.

    Returns:
        Bytes in hex, a message by its fields.
    """
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple | list):
        return ", ".join(map(written, value))
    if isinstance(value, Signable):
        return ", ".join(f"{name} {field}" for name, field in value.document().items())
    if is_dataclass(value) and not isinstance(value, type):
        named = ((part.name, getattr(value, part.name)) for part in fields(value))
        return ", ".join(f"{name} {written(inner)}" for name, inner in named)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {written(field)}" for name, field in value.items())
    return str(value)
