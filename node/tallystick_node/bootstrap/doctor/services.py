"""Checks of what each duty of a node needs: providers, channels, lists, rules, the custodian."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from tallystick.errors import TallystickError
from tallystick_node.bootstrap.channels import codes_reach_people
from tallystick_node.bootstrap.doctor.findings import Finding, setting_command
from tallystick_node.bootstrap.doctor.keys import (
    ATTESTOR,
    CUSTODIAN,
    PUBLISHER,
    SENDER,
    UNDERWRITER,
    attestors_at_hand,
    key_use,
    new_key_command,
)
from tallystick_node.bootstrap.providers import provider_of
from tallystick_node.bootstrap.services import field_map
from tallystick_node.credit.card import Card
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.kyc.list_versions import newest_versions
from tallystick_node.products.catalogue import load_catalogue
from tallystick_node.storage.upgrade import head, revision
from tallystick_node.underwriting.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tallystick_node.bootstrap.doctor.findings import Premises
    from tallystick_node.infrastructure.settings.settings import Duty

__all__ = ["DUTIES"]

_BANK = {
    "payments__bank_url": "URL", "payments__bank_token": "TOKEN",
    "payments__bank_fields": "FIELDS.toml",
}  # fmt: skip
_CHECKED = {
    "identity": "compares names and numbers with the register",
    "card": "checks bank cards",
    "liveness": "judges faces",
}


def _people(premises: Premises) -> Iterator[Finding]:
    yield from key_use(premises, ATTESTOR)
    yield from _cosigners(premises)
    for kind, does in _CHECKED.items():
        yield from _provider(premises, kind, f"nobody {does}")
    yield from _provider(premises, "sms", "")
    if not codes_reach_people(premises.settings):
        yield Finding(
            "codes.channel",
            "one-time codes reach nobody: no carrier of text messages is set up",
            _provider_command(premises, "sms"),
        )
    yield from _lists(premises)


def _cosigners(premises: Premises) -> Iterator[Finding]:
    if premises.platform is None or premises.settings.dev:
        return
    try:
        needed, at_hand = attestors_at_hand(
            premises.platform, len(premises.settings.people.cosigners)
        )
    except TallystickError:
        return  # the chain's silence is a finding of its own
    if at_hand < needed:
        yield Finding(
            "attestor.cosigners",
            f"a credential needs {needed} attestors, and {at_hand} are set up with this one",
            "export TALLYSTICK_NODE_PEOPLE__COSIGNERS='[\"https://OTHER-NODE/v1/cosign\"]'",
        )


def _provider(premises: Premises, kind: str, nobody: str) -> Iterator[Finding]:
    settings = premises.settings
    try:
        with ExitStack() as resources:
            provider = provider_of(settings, kind, machine_time, resources)
    except TallystickError as wrong:
        mend = _provider_command(premises, kind)
        yield Finding(f"provider.{kind}", wrong.sentence, mend)
        return
    if provider is None and nobody and not settings.dev:
        sentence = f"{nobody}: providers.{kind} is not set"
        yield Finding(f"provider.{kind}", sentence, _provider_command(premises, kind))


def _provider_command(premises: Premises, kind: str) -> str:
    before = f"providers__{kind}__"
    values = {"url": "URL", "client": "CLIENT", "secret": "SECRET", "fields": "FIELDS.toml"}
    return setting_command(
        premises.folder, **{before + name: value for name, value in values.items()}
    )


def _lists(premises: Premises) -> Iterator[Finding]:
    database = premises.database
    url = shlex.quote(premises.settings.public_url or "URL")
    mend = (
        "curl -X POST -H 'authorization: Bearer TOKEN' -H 'content-type: application/xml'"
        f" --data-binary @LIST.xml {url}/v1/staff/sanctions/un"
    )
    there = False
    try:
        schema = None if database is None else revision(database)
        if database is not None and schema is not None:
            if schema != head():
                return  # a finding of its own
            with database.reading() as connection:
                there = bool(newest_versions(connection))
    except (TallystickError, SQLAlchemyError):
        return  # likewise
    if not there:
        yield Finding("sanctions.lists", "no sanctions list was imported", mend)


def _lending(premises: Premises) -> Iterator[Finding]:
    yield from key_use(premises, UNDERWRITER)
    chosen = premises.settings.underwriting
    reads: list[tuple[str, str, Callable[[], object]]] = []
    if chosen.card_file is not None:
        card = chosen.card_file
        reads.append(("credit.card", "underwriting__card_file", lambda: Card.load(card)))
    reads.append(
        ("lending.rules", "underwriting__rules_file", lambda: load_rules(chosen.rules_file))
    )
    templates = chosen.products_file
    reads.append(
        ("lending.products", "underwriting__products_file", lambda: load_catalogue(templates))
    )
    for name, setting, read in reads:
        try:
            read()
        except (TallystickError, OSError) as wrong:
            sentence = wrong.sentence if isinstance(wrong, TallystickError) else str(wrong)
            yield Finding(name, sentence, setting_command(premises.folder, **{setting: "FILE"}))


def _payments(premises: Premises) -> Iterator[Finding]:
    settings = premises.settings
    payments = settings.payments
    if payments.bank_url is None and not settings.dev:
        yield Finding(
            "custodian.bank",
            "no custodian holds clients' money: payments.bank_url is not set",
            new_key_command(premises, CUSTODIAN, **_BANK),
        )
        return
    if payments.bank_fields is not None:
        try:
            field_map(payments.bank_fields)
        except TallystickError as wrong:
            mend = setting_command(premises.folder, payments__bank_fields="FIELDS.toml")
            yield Finding("custodian.fields", wrong.sentence, mend)
    for name in ("bank_authority", "client_certificate", "client_key"):
        file = getattr(payments, name)
        if file is not None and not file.is_file():
            mend = setting_command(premises.folder, **{f"payments__{name}": "FILE.pem"})
            yield Finding("custodian.tls", f"there is no file {file}", mend)
    yield from key_use(premises, CUSTODIAN)


def _publication(premises: Premises) -> Iterator[Finding]:
    yield from key_use(premises, PUBLISHER)


def _servicing(premises: Premises) -> Iterator[Finding]:
    yield from key_use(premises, SENDER)


# In the order in which they are set up.
DUTIES: dict[Duty, Callable[[Premises], Iterator[Finding]]] = {
    "servicing": _servicing,
    "people": _people,
    "lending": _lending,
    "payments": _payments,
    "publication": _publication,
}
