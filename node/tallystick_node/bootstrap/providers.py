"""Contracted providers by their settings: the adapter that ships, or one that was installed."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.notifications.text_messages import SMS, ContractedSms
from tallystick_node.infrastructure.providers.adapter import SignedProvider
from tallystick_node.infrastructure.providers.connection import ProviderLine
from tallystick_node.infrastructure.providers.field_map import load_map
from tallystick_node.infrastructure.settings.providers import SIGNED_HTTP
from tallystick_node.kyc.providers.contracted import (
    EXCHANGES,
    ContractedCardCheck,
    ContractedLiveness,
    ContractedRegister,
)

if TYPE_CHECKING:
    from contextlib import ExitStack

    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.settings.providers import ProviderSettings
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["GROUP", "KINDS", "provider_of"]

GROUP = "tallystick.providers"
KINDS = ("identity", "card", "liveness", "sms")
_OWN = {
    "identity": ("compare",), "card": ("check",), "liveness": ("judge",), "sms": ("deliver",),
}  # fmt: skip


def provider_of(settings: Settings, kind: str, clock: Clock, resources: ExitStack) -> Any:
    """Return whoever is set up for a kind of question.

    Args:
        settings: The node's.
        kind: One of `identity`, `card`, `liveness` and `sms`.
        clock: Dates the questions.
        resources: Closes the connections.

    Returns:
        The provider (for `sms` a channel); None when nobody is set up.

    Raises:
        ConfigError: PROVIDER:ADAPTER when no such adapter is installed or it is none; PROVIDER:MAP
            or PROVIDER:TLS for a file.
    """
    chosen: ProviderSettings = getattr(settings.providers, kind)
    if not chosen.there:
        return None
    if chosen.adapter != SIGNED_HTTP:
        return _own(chosen, kind, clock, resources)
    assert chosen.url is not None, "settings are checked"
    assert chosen.fields is not None, "settings are checked"
    assert chosen.client is not None, "settings are checked"
    assert chosen.secret is not None, "settings are checked"
    exchange = SMS if kind == "sms" else EXCHANGES[kind]
    fields = load_map(chosen.fields, exchange)
    identity = None
    if chosen.certificate is not None and chosen.key is not None:
        identity = (chosen.certificate, chosen.key)
    line = ProviderLine(
        chosen.url.rstrip("/"), chosen.timeout_seconds, who=exchange.who, tries=chosen.tries,
        failures_max=chosen.failures_max, pause_seconds=chosen.pause_seconds,
        authority=chosen.authority, certificate=identity,
    )  # fmt: skip
    resources.callback(line.close)
    provider = SignedProvider(
        line, exchange, fields, chosen.client, chosen.secret.get_secret_value().encode(), clock,
        chosen.signed_answers,
    )  # fmt: skip
    name = chosen.name or kind
    if kind == "identity":
        return ContractedRegister(provider, name)
    if kind == "card":
        return ContractedCardCheck(provider, name)
    return ContractedSms(provider) if kind == "sms" else ContractedLiveness(provider, name)


def _own(chosen: ProviderSettings, kind: str, clock: Clock, resources: ExitStack) -> Any:
    """Make an adapter of somebody's own: its entry point takes kind, settings and clock."""
    points = {point.name: point for point in metadata.entry_points(group=GROUP)}
    point = points.get(chosen.adapter)
    if point is None:
        there = ", ".join([SIGNED_HTTP, *sorted(points)])
        raise ConfigError(
            "PROVIDER:ADAPTER", f"no adapter {chosen.adapter!r} is installed; there are: {there}"
        )
    adapter = point.load()(kind, chosen, clock)
    needed = _OWN[kind] if kind == "sms" else (*_OWN[kind], "name")
    missing = [name for name in needed if not hasattr(adapter, name)]
    if missing:
        raise ConfigError(
            "PROVIDER:ADAPTER", f"the adapter {chosen.adapter!r} has no {', '.join(missing)}"
        )
    if kind != "sms" and adapter.name == "sandbox":
        raise ConfigError("PROVIDER:ADAPTER", "no contracted provider is called sandbox")
    close = getattr(adapter, "close", None)
    if close is not None:
        resources.callback(close)
    return adapter
