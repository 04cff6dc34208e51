"""Checks of the keys that a node acts by: there, of the right role, and with coin for gas."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Governor, Registry, Token
from tallystick.errors import TallystickError
from tallystick.platform.messages import NOBODY
from tallystick_node.bootstrap.doctor.findings import Finding, setting_command
from tallystick_node.kyc.cosigning import active_seat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import SecretStr

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.bootstrap.doctor.findings import Premises
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = [
    "ATTESTOR", "CUSTODIAN", "PUBLISHER", "SENDER", "UNDERWRITER", "KeyUse", "attestors_at_hand",
    "key_use", "new_key_command",
]  # fmt: skip

_UNDERWRITER_BIT, _PUBLISHER_BIT = 2, 8


@dataclass(frozen=True, slots=True)
class KeyUse:
    """One key of a node. file and password: its settings. pays: whether it sends transactions."""

    name: str
    file: str
    password: str
    dev_name: str
    does: str
    pays: bool = False

    def chosen(self, settings: Settings) -> tuple[Path | None, SecretStr | None]:
        """Return the key's settings.

        Args:
            settings: The node's.

        Returns:
            The keystore and its password, each None where it is not set.
        """
        values = []
        for name in (self.file, self.password):
            group, member = name.split(".")
            values.append(getattr(getattr(settings, group), member))
        return values[0], values[1]


SENDER = KeyUse(
    "sender", "sender.key_file", "sender.password", "keeper",
    "pays for what the node sends", pays=True,
)  # fmt: skip
ATTESTOR = KeyUse(
    "attestor", "people.attestor_key_file", "people.attestor_password", "attestor-1",
    "signs credentials",
)  # fmt: skip
UNDERWRITER = KeyUse(
    "underwriter", "underwriting.key_file", "underwriting.password", "underwriter-1",
    "signs offers",
)  # fmt: skip
CUSTODIAN = KeyUse(
    "custodian", "payments.minter_key_file", "payments.minter_password", "custodian",
    "mints and burns by the custodian's word", pays=True,
)  # fmt: skip
PUBLISHER = KeyUse(
    "publisher", "publication.key_file", "publication.password", "publisher",
    "signs and anchors reports", pays=True,
)  # fmt: skip


def key_use(premises: Premises, use: KeyUse) -> Iterator[Finding]:
    """Look at one key: the file, its role on the chain, its coin.

    Args:
        premises: Settings, and what could be opened by them.
        use: What the key is for.

    Yields:
        What is not set up; of a key that does not open only that.
    """
    file, password = use.chosen(premises.settings)
    read = premises.keys.read(premises.settings, file, password, use.dev_name)
    if read.wrong is not None:
        mend = new_key_command(premises, use)
        if file is not None and file.exists():
            mend = setting_command(premises.folder, **{_name(use.password): "PASSWORD"})
        yield Finding(f"{use.name}.key", read.wrong, mend)
        return
    if read.address is None:
        yield Finding(
            f"{use.name}.key",
            f"no key {use.does}: {use.file} is not set",
            new_key_command(premises, use),
        )
        return
    if premises.platform is None:
        return
    try:
        yield from _on_chain(premises, premises.platform, use, read.address)
    except TallystickError as failed:
        yield Finding(
            f"{use.name}.role",
            f"what {read.address} may do is not to be read ({failed.code})",
            setting_command(premises.folder, rpc="URL"),
        )


def _on_chain(
    premises: Premises, platform: Platform, use: KeyUse, address: str
) -> Iterator[Finding]:
    if use.pays and not int(
        str(platform.connection.request("eth_getBalance", address, "latest")), 16
    ):
        rpc = shlex.quote(premises.settings.rpc or "URL")
        yield Finding(
            f"{use.name}.coin",
            f"{address}, which {use.does}, has no coin for gas",
            f"cast send --interactive --rpc-url {rpc} --value 0.1ether {address}",
        )
    elif not _holds_role(platform, use, address):
        yield Finding(
            f"{use.name}.role",
            f"{address} is no {use.name} of this platform",
            _role_command(premises, platform, use, address),
        )
    elif use is UNDERWRITER and platform.read(Registry.head_of(address)) == NOBODY:
        yield Finding(
            f"{use.name}.enrolled",
            f"{address} is not enrolled, so no offer that it signs can be listed",
            _enrol_command(premises, address),
        )


def _holds_role(platform: Platform, use: KeyUse, address: str) -> bool:
    if use is ATTESTOR:
        return active_seat(platform, address)
    if use is UNDERWRITER:
        return bool(platform.read(Governor.has_role(address, _UNDERWRITER_BIT)))
    if use is PUBLISHER:
        return bool(platform.read(Governor.has_role(address, _PUBLISHER_BIT)))
    if use is CUSTODIAN:
        return _may_mint(platform, address)
    return True


def _may_mint(platform: Platform, address: str) -> bool:
    return platform.plan(Token.mint(address, 1), address).refusal is None


def _role_command(premises: Premises, platform: Platform, use: KeyUse, address: str) -> str:
    if use is CUSTODIAN:  # a token's minter is whoever it was deployed with
        return setting_command(premises.folder, payments__minter_key_file="KEYSTORE.json")
    rpc = premises.settings.rpc or "URL"
    if use is ATTESTOR:
        seats = ", ".join(platform.deployment.roles.attestors)
        proposal = f"propose_attestor('SEAT', '{address}')"
        where = f"  # SEAT: one of {seats}"
    else:
        bits = platform.read(Governor.roles_of(address))
        bits |= _PUBLISHER_BIT if use is PUBLISHER else _UNDERWRITER_BIT
        proposal, where = f"propose_roles('{address}', {bits})", ""
    code = (
        "from tallystick import KeystoreSigner, Operator, Platform; from pathlib import Path;"
        f" platform = Platform.connect('{rpc}', '{premises.settings.deployment_file}');"
        " member = KeystoreSigner(Path('COUNCIL_MEMBER.json'));"
        f" print(Operator(platform, member).act.council.{proposal}.send().result)"
    )
    return f'python -c "{code}"{where}'


def _enrol_command(premises: Premises, address: str) -> str:
    file, rpc = premises.settings.underwriting.key_file, premises.settings.rpc or "URL"
    code = (
        "from tallystick import KeystoreSigner, NodeClient, Operator, Platform;"
        f" from pathlib import Path; key = KeystoreSigner(Path('{file}'));"
        " node = NodeClient('NODE', key); node.sign_in();"
        f" platform = Platform.connect('{rpc}', '{premises.settings.deployment_file}');"
        f" signed = node.signed_credential('{address}', borrow=True);"
        " Operator(platform, key).act.enrol(signed.consented(platform, key)).send()"
    )
    return f'python -c "{code}"  # NODE: where the underwriter has become known as a person'


def attestors_at_hand(platform: Platform, cosigners: int) -> tuple[int, int]:
    """Return how many signatures a credential needs, and how many this node can get.

    Args:
        platform: Whose Registry is read.
        cosigners: Other attestors that are asked.

    Returns:
        The threshold, and the attestors at hand with this one.
    """
    return int(platform.read(Registry.threshold())), cosigners + 1


def new_key_command(premises: Premises, use: KeyUse, **more: str) -> str:
    """Return the command that makes a key and lets the node use it.

    Args:
        premises: Whose directory the key goes into.
        use: What the key is for.
        more: Further settings that it needs, by their names with two underscores for a dot.

    Returns:
        A line for the shell.
    """
    file = premises.folder / "keys" / f"{use.name}.json"
    setting = setting_command(premises.folder, **{_name(use.file): file, **more})
    return f"tallystick keys new --out {shlex.quote(str(file))} && {setting}"


def _name(setting: str) -> str:
    return setting.replace(".", "__")
