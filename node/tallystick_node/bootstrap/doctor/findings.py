"""What the checks of a node's setup look at, and what they say."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.errors import SigningError
from tallystick_node.bootstrap.network import signer_of

if TYPE_CHECKING:
    from pydantic import SecretStr

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database

__all__ = ["Finding", "KeyRead", "Keys", "Premises", "setting_command"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not set up: its name, what is wrong, and the command that mends it."""

    id: str
    sentence: str
    command: str

    def document(self) -> dict[str, str]:
        """Return it for JSON.

        Returns:
            `id`, `sentence` and `command`.
        """
        return {"id": self.id, "sentence": self.sentence, "command": self.command}


@dataclass(frozen=True, slots=True)
class KeyRead:
    """What a keystore came to: an address, or why it does not open; neither where none is set."""

    address: str | None = None
    wrong: str | None = None


@dataclass
class Keys:
    """Opens keystores once: a look costs a second of hashing, until a file changes."""

    _known: dict[tuple[Path, int], KeyRead] = field(default_factory=dict)

    def read(
        self, settings: Settings, file: Path | None, password: SecretStr | None, dev_name: str
    ) -> KeyRead:
        """Return whose key a role of the node has.

        Args:
            settings: The node's.
            file: The keystore of the settings.
            password: Of the keystore.
            dev_name: The name of the development key.

        Returns:
            The address or what is wrong; neither when no key is set.
        """
        try:
            if file is None:
                signer = signer_of(settings, None, None, dev_name) if settings.dev else None
                return KeyRead() if signer is None else KeyRead(signer.address)
            place = (file, file.stat().st_mtime_ns)
            if place not in self._known:
                signer = signer_of(settings, file, password, dev_name)
                assert signer is not None, "there is a file"
                self._known[place] = KeyRead(signer.address)
            return self._known[place]
        except SigningError as wrong:
            return KeyRead(wrong=wrong.sentence)
        except OSError as wrong:
            return KeyRead(wrong=f"{file} cannot be read ({wrong.strerror})")


@dataclass(frozen=True, slots=True)
class Premises:
    """Settings, and what could be opened by them.

    platform: None while the chain or the deployment is not there. database: None before the first
    start. keys: what is known of keystores. outside: whether those outside are asked too, for
    whose silence this node is no less ready.
    """

    settings: Settings
    platform: Platform | None
    database: Database | None
    keys: Keys = field(default_factory=Keys)
    outside: bool = False

    @property
    def folder(self) -> Path:
        """The node's own directory."""
        return self.settings.data_dir


def setting_command(folder: Path, **named: object) -> str:
    """Return the command that writes settings down, which the node reads at its next start.

    Args:
        folder: The node's directory.
        named: Values by the settings' names, with two underscores for a dot; words in capitals
            are for the operator to replace.

    Returns:
        A line for the shell.
    """
    secrets = folder / "secrets"
    written = [
        f"printf %s {shlex.quote(str(value))} > {shlex.quote(str(secrets / name))}"
        for name, value in named.items()
    ]
    return " && ".join([f"mkdir -p -m 700 {shlex.quote(str(secrets))}", *written])
