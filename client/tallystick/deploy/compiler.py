"""Contracts into artifacts: what the SDK deploys, decodes with and audits against.

An artifact is one JSON file per deployable contract: `abi`, `bytecode` (creation code), `runtime`
(code without immutables), `compiler`, `source_hash` (over the contract and all modules it imports),
`storage_layout`, and `immutables`, whose offsets count from the end of `runtime` in deployed code.
Needs the extra `dev` (the compiler itself).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vyper
from vyper.compiler import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle
from vyper.compiler.settings import Settings
from vyper.exceptions import VyperException

from tallystick.documents import file_text

__all__ = ["EVM_VERSION", "CompileError", "Drift", "artifacts", "drift", "source_hashes", "write"]

EVM_VERSION = "prague"
_OUTPUTS = ("abi", "bytecode", "bytecode_runtime", "layout", "integrity", "settings_dict")


class CompileError(ValueError):
    """Raised when a contract does not compile or its folder holds none; the message says which."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How committed artifacts differ from the contracts; all three empty when they agree."""

    stale: tuple[str, ...]
    missing: tuple[str, ...]
    orphaned: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.stale or self.missing or self.orphaned)


def artifacts(contracts: Path) -> dict[str, str]:
    """Compile every deployable contract into the text of its artifact.

    Deployables are the CamelCase files of `contracts` and every file of its folder `mocks`, whose
    artifacts go to `mocks/`. The text depends on sources and compiler alone.

    Args:
        contracts: The folder of the sources.

    Returns:
        The text of each artifact by its path, in path order.

    Raises:
        CompileError: When a contract does not compile, or the folder holds none.
    """
    documents = {path: _document(output) for path, output in _compile(contracts, _OUTPUTS)}
    return {
        path: json.dumps({"contract": Path(path).stem, **document}, indent=1, sort_keys=True) + "\n"
        for path, document in documents.items()
    }


def source_hashes(contracts: Path) -> dict[str, str]:
    """Return the `source_hash` of each artifact without generating code, which is quick.

    Args:
        contracts: The folder of the sources.

    Returns:
        0x and 64 hex digits for each artifact by its path.

    Raises:
        CompileError: When a contract does not compile, or the folder holds none.
    """
    hashed = _compile(contracts, ("integrity",))
    return {path: f"0x{output['integrity']}" for path, output in hashed}


def drift(built: dict[str, str], folder: Path) -> Drift:
    """Compare freshly built artifacts with those committed.

    Args:
        built: The text of each artifact by its path, as from `artifacts`.
        folder: The folder of the committed artifacts.

    Returns:
        The paths that differ, are missing, or have no contract any more.
    """
    committed = _committed(folder)
    return Drift(
        stale=tuple(p for p in built if p in committed and _read(folder / p) != built[p]),
        missing=tuple(p for p in built if p not in committed),
        orphaned=tuple(p for p in committed if p not in built),
    )


def write(built: dict[str, str], folder: Path) -> Drift:
    """Make a folder hold exactly the built artifacts.

    Args:
        built: The text of each artifact by its path, as from `artifacts`.
        folder: The folder to write to.

    Returns:
        What had to change.
    """
    changes = drift(built, folder)
    for path in (*changes.stale, *changes.missing):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(built[path], encoding="utf-8")
    for path in changes.orphaned:
        (folder / path).unlink()
    return changes


def _committed(folder: Path) -> list[str]:
    files = [*folder.glob("*.json"), *(folder / "mocks").glob("*.json")]
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _read(path: Path) -> str:
    return file_text(path)


def _compile(contracts: Path, outputs: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    sources = {
        f"{source.stem}.json": source
        for source in sorted(contracts.glob("*.vy"))
        if source.stem[:1].isupper()
    }
    sources |= {
        f"mocks/{source.stem}.json": source for source in sorted((contracts / "mocks").glob("*.vy"))
    }
    if not sources:
        raise CompileError(f"no deployable contract in {contracts}")
    bundle = FilesystemInputBundle([contracts.resolve().parent, contracts.resolve()])
    for path, source in sources.items():
        try:
            output = compile_from_file_input(
                bundle.load_file(source.resolve()),
                input_bundle=bundle,
                settings=Settings(evm_version=EVM_VERSION),
                output_formats=outputs,
            )
        except VyperException as wrong:
            raise CompileError(f"{source}: {wrong}") from wrong
        yield path, output


def _document(output: dict[str, Any]) -> dict[str, Any]:
    settings = output["settings_dict"]
    layout = output["layout"]
    return {
        "abi": output["abi"],
        "bytecode": output["bytecode"],
        "compiler": {
            "name": "vyper",
            "version": vyper.__version__,
            "evm": settings["evm_version"],
            "optimize": settings["optimize"],
        },
        "immutables": _immutables(layout.get("code_layout", {})),
        "runtime": output["bytecode_runtime"],
        "source_hash": f"0x{output['integrity']}",
        "storage_layout": {
            "storage": layout.get("storage_layout", {}),
            "transient": layout.get("transient_storage_layout", {}),
        },
    }


def _immutables(layout: dict[str, Any], prefix: str = "") -> dict[str, dict[str, Any]]:
    """Flatten the compiler's nesting by module into dotted names."""
    flat: dict[str, dict[str, Any]] = {}
    for name, entry in layout.items():
        if isinstance(entry.get("offset"), int):
            flat[prefix + name] = {key: entry[key] for key in ("length", "offset", "type")}
        else:
            flat |= _immutables(entry, f"{prefix}{name}.")
    return flat
