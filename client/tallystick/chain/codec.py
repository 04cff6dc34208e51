"""Calls and events of one contract: strict Python values in, named Python values out.

Integers are ints (a float or a bool is a TypeError, out of range an InputError), addresses are
checksummed strings, bytes32 are 32 bytes or their hex. Structs are given as mappings, dataclasses
or sequences and come back as dicts; several outputs come back as a tuple.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.address import is_address, to_checksum_address
from eth_utils.crypto import keccak

from tallystick.errors import InputError, TransportError

__all__ = ["EventShape", "Function", "Interface", "address_of", "bytes32_of"]


@dataclasses.dataclass(frozen=True, slots=True)
class Function:
    """One entry point: its selector and the types on both sides."""

    name: str
    selector: bytes
    inputs: tuple[Mapping[str, Any], ...]
    outputs: tuple[Mapping[str, Any], ...]
    writes: bool

    def encode(self, arguments: Sequence[Any]) -> bytes:
        """Return the data of a call.

        Args:
            arguments: One value for each input, in the order of the ABI.

        Returns:
            The selector and the encoded arguments.

        Raises:
            InputError: INPUT:ARGUMENTS for a wrong number of them, else as `encode_values`.
            TypeError: When an argument is of the wrong type; the message names it.
        """
        return self.selector + encode_values(self.name, self.inputs, arguments)

    def decode(self, data: bytes) -> Any:
        """Return what a call has returned.

        Args:
            data: What the contract returned, encoded.

        Returns:
            None, one value, or a tuple of values; a struct as a dict.

        Raises:
            TransportError: RPC:ANSWER when the data do not fit the outputs.
        """
        values = decode_values(self.outputs, data)
        if len(values) == 1:
            return values[0]
        return values or None


@dataclasses.dataclass(frozen=True, slots=True)
class EventShape:
    """One event: where each of its values stands."""

    name: str
    topic: bytes
    indexed: tuple[Mapping[str, Any], ...]
    plain: tuple[Mapping[str, Any], ...]
    names: tuple[str, ...]

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """Return the values of a log by name.

        Args:
            topics: The log's topics without the first, which names the event.
            data: The log's data.

        Returns:
            The values in the order of the declaration.

        Raises:
            TransportError: RPC:ANSWER when the data do not fit.
            ValueError: When the number of topics is not that of the indexed values.
        """
        values = {
            entry["name"]: decode_values((entry,), topic)[0]
            for entry, topic in zip(self.indexed, topics, strict=True)
        }
        plain = decode_values(self.plain, data)
        values |= {entry["name"]: value for entry, value in zip(self.plain, plain, strict=True)}
        return {name: values[name] for name in self.names}


class Interface:
    """What can be called on a contract and what it logs."""

    def __init__(self, name: str, abi: Sequence[Mapping[str, Any]]) -> None:
        self.name = name
        self.abi = tuple(abi)
        self.functions = {
            entry["name"]: _function(entry) for entry in abi if entry["type"] == "function"
        }
        shapes = [_event(entry) for entry in abi if entry["type"] == "event"]
        self.events = {shape.topic: shape for shape in shapes}
        constructors = [entry for entry in abi if entry["type"] == "constructor"]
        self.constructor_inputs = tuple(constructors[0]["inputs"]) if constructors else ()

    def function(self, name: str) -> Function:
        """Return a function of the contract by its name.

        Args:
            name: The name in the ABI.

        Returns:
            The function.

        Raises:
            InputError: INPUT:FUNCTION when there is none.
        """
        if name not in self.functions:
            raise InputError("INPUT:FUNCTION", f"{self.name} has no function {name!r}")
        return self.functions[name]

    def encode_constructor(self, arguments: Sequence[Any]) -> bytes:
        """Return the constructor's arguments, to be put behind the creation code.

        Args:
            arguments: One value for each input, in the order of the ABI.

        Returns:
            The encoded arguments.

        Raises:
            InputError: INPUT:ARGUMENTS for a wrong number of them, else as `encode_values`.
            TypeError: When an argument is of the wrong type; the message names it.
        """
        return encode_values("constructor", self.constructor_inputs, arguments)


def encode_values(
    scope: str, entries: Sequence[Mapping[str, Any]], arguments: Sequence[Any]
) -> bytes:
    """Return values encoded by their ABI entries.

    Args:
        scope: What the values belong to, for error messages.
        entries: ABI entries, each with `name` and `type`, a struct also with `components`.
        arguments: One value for each entry.

    Returns:
        The encoded values.

    Raises:
        InputError: INPUT:ARGUMENTS for a wrong number of values, INPUT:RANGE, INPUT:ADDRESS,
            INPUT:BYTES, INPUT:LENGTH or INPUT:FIELDS for a value that does not fit.
        TypeError: When a value is of the wrong type; the message names it.
    """
    if len(arguments) != len(entries):
        raise InputError(
            "INPUT:ARGUMENTS", f"{scope} takes {len(entries)} arguments, {len(arguments)} given"
        )
    values = [
        _checked(f"{scope}.{entry['name']}", entry["type"], entry.get("components", ()), value)
        for entry, value in zip(entries, arguments, strict=True)
    ]
    return encode([_signature_type(entry) for entry in entries], values)


def decode_values(entries: Sequence[Mapping[str, Any]], data: bytes) -> tuple[Any, ...]:
    """Return values decoded by their ABI entries.

    Args:
        entries: ABI entries, each with `name` and `type`, a struct also with `components`.
        data: The encoded values.

    Returns:
        One value for each entry: addresses in checksum form, structs as dicts, arrays as lists.

    Raises:
        TransportError: RPC:ANSWER when the data do not fit.
    """
    try:
        values = decode([_signature_type(entry) for entry in entries], data)
    except DecodingError as wrong:
        raise TransportError(
            "RPC:ANSWER", f"the answer is not what the contract promises: {wrong}", retryable=False
        ) from wrong
    return tuple(
        _named(entry["type"], entry.get("components", ()), value)
        for entry, value in zip(entries, values, strict=True)
    )


def address_of(name: str, value: object) -> str:
    """Return an address in checksum form.

    Args:
        name: What the address is called in the error.
        value: 0x and 40 hex digits; in letters of both cases with the checksum of EIP-55.

    Returns:
        The checksummed address.

    Raises:
        InputError: INPUT:ADDRESS when it is a string but not an address.
        TypeError: When it is not a string.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be an address, not {type(value).__name__}")
    if not (is_address(value) and value[:2] == "0x"):
        raise InputError("INPUT:ADDRESS", f"{name} must be an address of 0x and 40 hex digits")
    sure = to_checksum_address(value)
    if value != sure and value[2:] not in {value[2:].lower(), value[2:].upper()}:
        raise InputError(
            "INPUT:ADDRESS",
            f"{name} has letters whose case does not fit the address (EIP-55): it is mistyped",
        )
    return sure


def bytes32_of(name: str, value: object) -> bytes:
    """Return 32 bytes given as bytes or as hex.

    Args:
        name: What the value is called in the error.
        value: 32 bytes, or 64 hex digits with or without 0x.

    Returns:
        The 32 bytes.

    Raises:
        InputError: INPUT:BYTES when it is not hex, or not of 32 bytes.
        TypeError: When it is neither bytes nor a string.
    """
    if isinstance(value, str):
        try:
            value = bytes.fromhex(value.removeprefix("0x"))
        except ValueError:
            raise InputError("INPUT:BYTES", f"{name} must be hex") from None
    if not isinstance(value, bytes | bytearray):
        raise TypeError(f"{name} must be 32 bytes, not {type(value).__name__}")
    if len(value) != 32:
        raise InputError("INPUT:BYTES", f"{name} must be 32 bytes, not {len(value)}")
    return bytes(value)


def _function(entry: Mapping[str, Any]) -> Function:
    types = ",".join(_signature_type(parameter) for parameter in entry["inputs"])
    return Function(
        entry["name"],
        keccak(text=f"{entry['name']}({types})")[:4],
        tuple(entry["inputs"]),
        tuple(entry["outputs"]),
        entry["stateMutability"] not in {"view", "pure"},
    )


def _event(entry: Mapping[str, Any]) -> EventShape:
    inputs = entry["inputs"]
    types = ",".join(_signature_type(parameter) for parameter in inputs)
    return EventShape(
        entry["name"],
        keccak(text=f"{entry['name']}({types})"),
        tuple(parameter for parameter in inputs if parameter["indexed"]),
        tuple(parameter for parameter in inputs if not parameter["indexed"]),
        tuple(parameter["name"] for parameter in inputs),
    )


def _signature_type(entry: Mapping[str, Any]) -> str:
    kind: str = entry["type"]
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(_signature_type(component) for component in entry["components"])
    return f"({inner}){kind[len('tuple') :]}"


def _checked(name: str, kind: str, components: Sequence[Mapping[str, Any]], value: Any) -> Any:
    if kind.endswith("]"):
        return _checked_list(name, kind, components, value)
    if kind == "tuple":
        return _checked_struct(name, components, value)
    if kind.startswith(("uint", "int")):
        return _checked_int(name, kind, value)
    if kind == "address":
        return address_of(name, value)
    if kind == "bytes32":
        return bytes32_of(name, value)
    expected = {"bool": bool, "string": str}.get(kind, bytes)
    if not isinstance(value, expected):
        raise TypeError(f"{name} must be {expected.__name__}, not {type(value).__name__}")
    return value


def _checked_int(name: str, kind: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    bits = int(kind.removeprefix("u").removeprefix("int"))
    low, high = (0, 2**bits - 1) if kind[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    if not low <= value <= high:
        raise InputError("INPUT:RANGE", f"{name} must be {low} to {high}, not {value}")
    return int(value)


def _checked_list(
    name: str, kind: str, components: Sequence[Mapping[str, Any]], value: Any
) -> list[Any]:
    inner, _, length = kind[:-1].rpartition("[")
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise TypeError(f"{name} must be a list, not {type(value).__name__}")
    if length and len(value) != int(length):
        raise InputError("INPUT:LENGTH", f"{name} takes {length} values, {len(value)} given")
    return [_checked(f"{name}[{i}]", inner, components, item) for i, item in enumerate(value)]


def _checked_struct(
    name: str, components: Sequence[Mapping[str, Any]], value: Any
) -> tuple[Any, ...]:
    names = [component["name"] for component in components]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field: getattr(value, field, None) for field in names}
    if isinstance(value, Mapping):
        if set(value) != set(names):
            raise InputError("INPUT:FIELDS", f"{name} takes exactly {', '.join(names)}")
        value = [value[field] for field in names]
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise TypeError(f"{name} must be a mapping, not {type(value).__name__}")
    if len(value) != len(names):
        raise InputError("INPUT:FIELDS", f"{name} takes exactly {', '.join(names)}")
    return tuple(
        _checked(
            f"{name}.{component['name']}", component["type"], component.get("components", ()), field
        )
        for component, field in zip(components, value, strict=True)
    )


def _named(kind: str, components: Sequence[Mapping[str, Any]], value: Any) -> Any:
    if kind.endswith("]"):
        inner = kind[:-1].rpartition("[")[0]
        return [_named(inner, components, item) for item in value]
    if kind == "tuple":
        return {
            component["name"]: _named(component["type"], component.get("components", ()), item)
            for component, item in zip(components, value, strict=True)
        }
    return to_checksum_address(value) if kind == "address" else value
