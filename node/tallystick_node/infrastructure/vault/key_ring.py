"""The keys that wrap everybody's data keys: kept in one file, rotated, never overwritten."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tallystick.documents import file_text, read_json
from tallystick.errors import ConfigError

__all__ = ["KeyRing", "VaultRefused", "Wrapped"]

KEY_BYTES = 32
NONCE_BYTES = 12
_WRAP_CONTEXT = b"tallystick data key of a person "
_INDEX_CONTEXT = b"tallystick blind index"


class VaultRefused(ConfigError):  # noqa: N818 - named by what happened, as all errors are
    """A vault that cannot give what is asked: no key, another key, or changed data."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A person's data key as it may be stored: which ring key wraps it, nonce and ciphertext."""

    ring_key: int
    sealed: bytes


class KeyRing:
    """Numbered keys; the newest wraps, all unwrap. The index key never changes."""

    def __init__(self, keys: dict[int, bytes], index_secret: bytes) -> None:
        self._keys = keys
        self._index_secret = index_secret
        # Where it was read, and which state of that file.
        self._file: Path | None = None
        self._state: tuple[int, int] | None = None

    @classmethod
    def load_or_make(cls, file: Path) -> KeyRing:
        """Read the ring, or make one with its first key where there is none (mode 600).

        Args:
            file: The ring's file.

        Returns:
            The ring, which follows its file from now on.

        Raises:
            VaultRefused: VAULT:RING when the file cannot be read as what was written.
        """
        if not file.exists():
            cls({1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES)).save(file)
        state = _state_of(file)
        ring = cls(*_contents(file))
        ring.follow(file, state)
        return ring

    def follow(self, file: Path, state: tuple[int, int] | None) -> None:
        """Take in from now on what another process changes in a file.

        Args:
            file: The ring's file.
            state: The state of the file that is known.
        """
        self._file, self._state = file, state

    def save(self, file: Path) -> None:
        """Write the ring; the file has its name when it is whole and on disk.

        Args:
            file: The ring's file.
        """
        document = {
            "keys": {str(number): key.hex() for number, key in sorted(self._keys.items())},
            "index": self._index_secret.hex(),
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(file.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(document, stream)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.rename(file)
        if file == self._file:
            self._state = _state_of(file)

    @property
    def newest(self) -> int:
        """The number of the key that wraps from now on."""
        self._catch_up()
        return max(self._keys)

    def rotate(self) -> int:
        """Add a key, which wraps from now on; older ones still unwrap. Save the ring after it.

        Returns:
            The new key's number.

        Raises:
            VaultRefused: VAULT:RING when the file cannot be read as what was written.
        """
        number = self.newest + 1
        self._keys[number] = secrets.token_bytes(KEY_BYTES)
        return number

    def retire(self, number: int) -> None:
        """Forget an old key; what it still wraps is lost for good.

        Args:
            number: The key's number.

        Raises:
            VaultRefused: VAULT:NEWEST for the newest key.
        """
        if number == self.newest:
            raise VaultRefused("VAULT:NEWEST", "the newest key cannot be retired; rotate first")
        self._keys.pop(number, None)

    def knows(self, number: int) -> bool:
        """Return whether a key is in the ring.

        Args:
            number: The key's number.

        Returns:
            True when it is.

        Raises:
            VaultRefused: VAULT:RING when the file cannot be read as what was written.
        """
        self._catch_up()
        return number in self._keys

    def new_data_key(self, person: str) -> Wrapped:
        """Make a data key for a person.

        Args:
            person: Whose key it is; another's does not open.

        Returns:
            The wrapped key.

        Raises:
            VaultRefused: VAULT:RING when the file cannot be read as what was written.
        """
        return self._wrap(secrets.token_bytes(KEY_BYTES), person)

    def rewrap(self, wrapped: Wrapped, person: str) -> Wrapped:
        """Return the same data key under the newest key; no field has to be sealed again.

        Args:
            wrapped: The wrapped key.
            person: Whose key it is; another's does not open.

        Returns:
            The key wrapped anew.

        Raises:
            VaultRefused: VAULT:KEY, VAULT:DAMAGED or VAULT:RING, as for `unwrap`.
        """
        return self._wrap(self.unwrap(wrapped, person), person)

    def unwrap(self, wrapped: Wrapped, person: str) -> bytes:
        """Return a person's data key.

        Args:
            wrapped: The wrapped key.
            person: Whose key it is; another's does not open.

        Returns:
            32 bytes.

        Raises:
            VaultRefused: VAULT:KEY when the ring has no such key any more; VAULT:DAMAGED when it is
                another person's or was changed; VAULT:RING when the file cannot be read.
        """
        self._catch_up()
        key = self._keys.get(wrapped.ring_key)
        if key is None:
            raise VaultRefused("VAULT:KEY", f"the ring has no key {wrapped.ring_key} any more")
        nonce, sealed = wrapped.sealed[:NONCE_BYTES], wrapped.sealed[NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, sealed, self._context(person, wrapped.ring_key))
        except (InvalidTag, ValueError) as error:
            raise VaultRefused(
                "VAULT:DAMAGED", "a wrapped key is not what was written for this person"
            ) from error

    def index_key(self, field: str) -> bytes:
        """Return the key under which a field's values are looked up; one for each field.

        Args:
            field: The field's name.

        Returns:
            32 bytes, derived by HKDF-SHA-256.
        """
        derived = HKDF(SHA256(), KEY_BYTES, None, _INDEX_CONTEXT + b":" + field.encode())
        return derived.derive(self._index_secret)

    def _catch_up(self) -> None:
        """Read the file again when another process has rotated the ring since."""
        if self._file is None:
            return
        state = _state_of(self._file)
        if state not in {None, self._state}:
            self._keys, _ = _contents(self._file)
            self._state = state

    def _wrap(self, data_key: bytes, person: str) -> Wrapped:
        number = self.newest
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self._keys[number]).encrypt(nonce, data_key, self._context(person, number))
        return Wrapped(number, nonce + sealed)

    def _context(self, person: str, number: int) -> bytes:
        return _WRAP_CONTEXT + f"{number}:{person}".encode()


def _state_of(file: Path) -> tuple[int, int] | None:
    """Return what changes when the file is another one; None when there is none."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns


def _contents(file: Path) -> tuple[dict[int, bytes], bytes]:
    """Return the keys and the index secret of a ring's file."""
    try:
        document = read_json(file_text(file))
        keys = {int(number): bytes.fromhex(key) for number, key in document["keys"].items()}
        index_secret = bytes.fromhex(document["index"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VaultRefused(
            "VAULT:RING", f"the key ring in {file} cannot be read; put its backup in its place"
        ) from error
    if not keys or any(len(key) != KEY_BYTES for key in (*keys.values(), index_secret)):
        raise VaultRefused(
            "VAULT:RING", f"the key ring in {file} is not whole; put its backup in its place"
        )
    return keys, index_secret
