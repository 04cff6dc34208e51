"""Where a node's messages go: webhooks, text messages, push, mail, or a developer's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.bootstrap.providers import provider_of
from tallystick_node.infrastructure.notifications.console import ConsoleNotices
from tallystick_node.infrastructure.notifications.gateway import Gateway
from tallystick_node.infrastructure.notifications.sandbox import SandboxNotices
from tallystick_node.infrastructure.notifications.smtp import SmtpChannel
from tallystick_node.infrastructure.notifications.webhooks import WebhookChannel, WebhookSender
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.message_languages import ChosenLanguageNotices
from tallystick_node.kyc.notices import SealedNotices
from tallystick_node.partners.hook_channel import HookChannel
from tallystick_node.partners.hook_post import HOOK_CHANNEL
from tallystick_node.web.notice_language import TranslatedNotices

if TYPE_CHECKING:
    from contextlib import ExitStack

    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.infrastructure.notifications.courier import Channel
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.infrastructure.vault.store import Vault
    from tallystick_node.partners.hook_post import HookPost

__all__ = ["NOTICE_CHANNELS", "channel_names", "channels_of", "codes_reach_people", "hook_channel"]

NOTICE_CHANNELS = ("notice", "email", "push")


def channel_names(settings: Settings) -> frozenset[str]:
    """Return the channels to people that a node with these settings has.

    Args:
        settings: The node's.

    Returns:
        Some of notice, email and push; all of them with the console or in development.
    """
    notices = settings.notices
    if notices.console or settings.dev:
        return frozenset(NOTICE_CHANNELS)
    there = {
        "notice": notices.sms_url is not None or settings.providers.sms.there,
        "email": notices.smtp_host is not None,
        "push": notices.push_url is not None,
    }
    return frozenset(name for name, is_there in there.items() if is_there)


def codes_reach_people(settings: Settings) -> bool:
    """Return whether one-time codes leave the node for a telephone.

    Args:
        settings: The node's.

    Returns:
        False with the console alone, which leaves codes out; True in development, where they are
        in the sandbox's file.
    """
    gateway = settings.notices.sms_url is not None or settings.providers.sms.there
    return gateway or (settings.dev and not settings.notices.console)


def channels_of(foundation: Foundation, vault: Vault, resources: ExitStack) -> dict[str, Channel]:
    """Return every channel of a node, webhooks among them.

    What is set up decides; then the console; then, with dev alone, the sandbox's file. Telephone
    numbers and addresses are decrypted by the channel that needs them, and nowhere else.

    Args:
        foundation: The node's foundation.
        vault: Decrypts telephone numbers and addresses.
        resources: Closes the connection of the webhooks.

    Returns:
        The channels by the names that messages have for them.
    """
    settings, channels = foundation.settings, dict[str, "Channel"]()

    def opened(inner: Channel, field: Field) -> Channel:
        return chosen(SealedNotices(foundation.database, vault, translated(inner), field))

    def translated(inner: Channel) -> Channel:
        return TranslatedNotices(inner, settings.notices.language)

    def chosen(inner: Channel) -> Channel:
        return ChosenLanguageNotices(foundation.database, inner)

    if settings.dev:
        sandbox = SandboxNotices(settings.data_dir / "sandbox-notices.jsonl")
        channels = {
            "notice": opened(sandbox, Field.PHONE),
            "email": opened(sandbox, Field.EMAIL),
            "push": chosen(translated(sandbox)),
        }
    if settings.notices.console:
        channels = dict.fromkeys(NOTICE_CHANNELS, ConsoleNotices())
    if settings.outbox.webhook_secret is not None:
        secret = settings.outbox.webhook_secret.get_secret_value()
        webhooks = WebhookChannel(secret, foundation.clock, loopback=settings.dev)
        resources.callback(webhooks.close)
        channels["webhook"] = webhooks
        if settings.notices.sms_url is not None:
            gateway = Gateway(webhooks, settings.notices.sms_url)
            channels["notice"] = opened(gateway, Field.PHONE)
        if settings.notices.push_url is not None:
            # A push service knows people by our reference; it needs no number.
            channels["push"] = chosen(translated(Gateway(webhooks, settings.notices.push_url)))
    carrier = provider_of(settings, "sms", foundation.clock, resources)
    if carrier is not None:
        channels["notice"] = opened(carrier, Field.PHONE)
    mail = _mail(settings)
    if mail is not None:
        channels["email"] = opened(mail, Field.EMAIL)
    return channels


def hook_channel(
    foundation: Foundation, post: HookPost, resources: ExitStack
) -> dict[str, Channel]:
    """Return the channel to clients' own systems.

    Args:
        foundation: The node's foundation.
        post: What is sent there.
        resources: Closes its connections.

    Returns:
        The channel by its name.
    """
    sender = WebhookSender(foundation.clock, loopback=foundation.settings.dev)
    resources.callback(sender.close)
    return {HOOK_CHANNEL: HookChannel(post, sender)}


def _mail(settings: Settings) -> SmtpChannel | None:
    notices = settings.notices
    if notices.smtp_host is None or notices.smtp_from is None:
        return None
    password = notices.smtp_password
    return SmtpChannel(
        notices.smtp_host,
        notices.smtp_port,
        notices.smtp_from,
        notices.smtp_tls,
        notices.smtp_user,
        None if password is None else password.get_secret_value(),
    )
