"""A class for each contract, generated from its ABI: what can be asked and done, with types.

scripts/contract_classes.py            write client/tallystick/chain/contracts
scripts/contract_classes.py --check    exit 1 when a file is not what this makes, and name it

What a function says of itself is its `@notice` in the source.
"""

from __future__ import annotations

import keyword
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

from contract_pages import meaning
from contract_sources import CONTRACTS, source_of
from node_client import formatted, stale
from tallystick.chain.artifacts import COLLECTION, TOKEN, interface

FOLDER = Path(__file__).resolve().parents[1] / "client" / "tallystick" / "chain" / "contracts"
MADE = "# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.\n"
WIDTH = 90
PLAIN = {"address": "str", "bool": "bool", "string": "str"}
# The settlement token is not ours: its functions are ERC-20's and EIP-2612's.
OF_THE_TOKEN = {
    "name": "The token's name.",
    "symbol": "The token's symbol.",
    "decimals": "How many decimals an amount of the main unit has.",
    "totalSupply": "All there is, in minor units.",
    "balanceOf": "What an account has, in minor units.",
    "allowance": "What a spender may still take from an owner, in minor units.",
    "approve": "Let a spender take so many minor units.",
    "transfer": "Send minor units.",
    "transferFrom": "Send an owner's minor units within the allowance.",
    "mint": "Make minor units; the custodian alone may.",
    "burn": "Destroy the caller's own minor units.",
    "nonces": "The next nonce of an owner's permit (EIP-2612).",
    "DOMAIN_SEPARATOR": "What permits are bound to (EIP-712).",
}

# Nor is a collection ours: ERC-721's.
OF_THE_COLLECTION = {
    "ownerOf": "Who owns a token.",
    "getApproved": "Who may move a token besides its owner; the zero address: nobody.",
    "approve": "Let an account move a token of the caller's.",
}


def made() -> dict[Path, str]:
    """Return every file that is made, with its text.

    Returns:
        The texts by file, formatted.
    """
    names = (*CONTRACTS, TOKEN, COLLECTION)
    files = {FOLDER / f"{name.lower()}.py": _module(name) for name in names}
    imports = "".join(f"from tallystick.chain.contracts.{n.lower()} import {n}\n" for n in names)
    listed = "".join(f'    "{n}",\n' for n in sorted((*names, "Command", "Query")))
    files[FOLDER / "__init__.py"] = (
        '"""The contracts of a platform as classes: their functions, typed."""\n\n'
        + MADE
        + "\nfrom __future__ import annotations\n\n"
        + "from tallystick.chain.contracts.call import Command, Query\n"
        + imports
        + f"\n__all__ = [\n{listed}]\n"
    )
    return {file: formatted(text, file) for file, text in files.items()}


def _module(contract: str) -> str:
    structs: list[str] = []
    functions = [entry for entry in interface(contract).abi if entry["type"] == "function"]
    # A struct within another is named after the function that returns it alone, where one does.
    for entry in functions:
        if entry["stateMutability"] in {"view", "pure"} and not _is_nested(entry["outputs"]):
            _given(contract, entry["name"], entry["outputs"], structs)
    methods = [_method(contract, entry, structs) for entry in functions]
    body = "\n".join(methods)
    names = [n for n in ("Command", "Query") if re.search(rf"\b{n}\b", body)]
    typing = [
        name
        for name, used in (("Any", r"\bAny\b"), ("TypedDict", r"\(TypedDict\)"))
        if re.search(used, body + "".join(structs))
    ]
    head = "from __future__ import annotations\n\n"
    if "Sequence[" in body:
        head += "from collections.abc import Sequence\n"
    if typing:
        head += f"from typing import {', '.join(typing)}\n"
    head += f"\nfrom tallystick.chain.contracts.call import {', '.join(names)}\n"
    listed = sorted([contract, *re.findall(r"^class (\w+)", "".join(structs), re.MULTILINE)])
    return (
        f'"""The contract {contract} as a class."""\n\n{MADE}\n{head}\n__all__ = {listed}\n\n\n'
        + "".join(structs)
        + f'class {contract}:\n    """Calls of the contract {contract}."""\n\n'
        + body
    )


def _is_nested(outputs: Any) -> bool:
    """Whether a struct of the answer holds another."""
    return any(
        field["type"].startswith("tuple")
        for output in outputs
        for field in output.get("components", ())
    )


def _method(contract: str, entry: Any, structs: list[str]) -> str:
    name, views = entry["name"], entry["stateMutability"] in {"view", "pure"}
    inputs = [
        (_argument(value["name"], at), _taken(value)) for at, value in enumerate(entry["inputs"])
    ]
    arguments = "".join(f"{argument}, " for argument, _ in inputs)
    place = ""
    if contract == COLLECTION:  # there are many: the call says which
        inputs, place = [("at", "str"), *inputs], ", at"
    signature = ", ".join(f"{argument}: {kind}" for argument, kind in inputs)
    result = f"Query[{_given(contract, name, entry['outputs'], structs)}]" if views else "Command"
    kind = "Query" if views else "Command"
    text = _docstring(contract, name, [argument for argument, _ in inputs], views=views)
    return (
        f"    @staticmethod\n    def {name}({signature}) -> {result}:\n"
        f'        """{text}"""\n'
        f'        return {kind}("{contract}", "{name}", ({arguments}){place})\n'
    )


def _docstring(contract: str, name: str, arguments: list[str], *, views: bool) -> str:
    """Return the docstring of a method: what the NatSpec says, in sections."""
    foreign = {TOKEN: OF_THE_TOKEN, COLLECTION: OF_THE_COLLECTION}.get(contract)
    written = None if foreign else source_of(contract, name)
    sentence = foreign[name] if foreign else meaning(contract, name)
    lines = _summary(name, sentence)
    if arguments:
        known = {} if written is None else written[0].arguments
        lines += ["", "Args:"]
        for argument in arguments:
            meant = known.get(argument.rstrip("_"), "As the contract says.")
            lines += _entry(argument, "The collection's address." if argument == "at" else meant)
    answers = [] if written is None else written[0].answers
    value = " ".join(answers) if answers else sentence
    lines += ["", "Returns:"]
    if views:
        lines += _wrapped(f"The query. Its answer: {value}", 4)
    else:
        lines += _wrapped("The command, which a plan carries out.", 4)
        if answers:
            lines[-1] += f" It returns: {answers[0]}" if len(answers[0]) < 40 else ""
    codes = [] if written is None else written[0].errors
    if codes:
        lines += ["", *_wrapped(f"The contract refuses with {', '.join(codes)}.", 0)]
    indented = [("        " + line).rstrip() if at else line for at, line in enumerate(lines)]
    return "\n".join(indented) + "\n        "


def _summary(name: str, sentence: str) -> list[str]:
    """Return what a function promises: a line, or a first sentence and a paragraph."""
    if len(sentence) <= WIDTH - 8:
        return [sentence]
    first, _, rest = sentence.partition(". ")
    if len(first) > WIDTH - 8 or not rest:
        first, rest = f"Call `{name}` of the contract", sentence
    return [first.rstrip(".") + ".", "", *_wrapped(rest, 0)]


def _entry(argument: str, meant: str) -> list[str]:
    first, *more = _wrapped(f"{argument}: {meant}", 4)
    return [first, *("    " + line for line in more)]


def _wrapped(text: str, indent: int) -> list[str]:
    lines = textwrap.wrap(text, WIDTH - indent - 4)
    return [" " * indent + line for line in lines]


def _argument(name: str, at: int) -> str:
    if re.fullmatch(r"arg\d", name) or not name:
        return "key" if at == 0 else f"key_{at + 1}"
    return name + "_" if keyword.iskeyword(name) else name


def _taken(entry: Any) -> str:
    """Return the type of an argument: structs may come as mappings, dataclasses or sequences."""
    kind = str(entry["type"])
    array = re.fullmatch(r"(.+)\[\d*\]", kind)
    if array:
        return f"Sequence[{_taken({**entry, 'type': array.group(1)})}]"
    if kind == "tuple":
        return "Any"
    return "bytes | str" if kind == "bytes32" else _plain(kind)


def _given(contract: str, function: str, outputs: Any, structs: list[str]) -> str:
    kinds = [_returned(contract, function, output, structs) for output in outputs]
    if not kinds:
        return "None"
    return kinds[0] if len(kinds) == 1 else f"tuple[{', '.join(kinds)}]"


def _returned(contract: str, function: str, entry: Any, structs: list[str]) -> str:
    kind = str(entry["type"])
    array = re.fullmatch(r"(.+)\[\d*\]", kind)
    if array:
        return f"list[{_returned(contract, function, {**entry, 'type': array.group(1)}, structs)}]"
    if kind != "tuple":
        return _plain(kind)
    name = contract + "".join(part[:1].upper() + part[1:] for part in function.split("_"))
    before = sum(f"class {name}" in struct for struct in structs)
    name += str(before + 1) if before else ""
    fields = ""
    for field in entry["components"]:
        inner = f"{function}_{field['name']}"
        fields += f"    {field['name']}: {_returned(contract, inner, field, structs)}\n"
    same = next((struct for struct in structs if struct.endswith(f'"""\n\n{fields}\n\n')), None)
    if same is not None:
        return same.removeprefix("class ").partition("(")[0]
    structs.append(
        f'class {name}(TypedDict):\n    """{_struct_says(contract, function)}"""\n\n{fields}\n\n'
    )
    return name


def _struct_says(contract: str, function: str) -> str:
    """Say of which function a struct is the answer, or a part of it."""
    functions = [entry["name"] for entry in interface(contract).abi if entry["type"] == "function"]
    if function in functions:
        return f"What `{function}` returns."
    whole = max((name for name in functions if function.startswith(f"{name}_")), key=len)
    return f"The {function.removeprefix(f'{whole}_')} in what `{whole}` returns."


def _plain(kind: str) -> str:
    if kind.startswith("bytes"):
        return "bytes"
    return PLAIN.get(kind, "int")


def main(arguments: list[str]) -> int:
    """Write or check the files.

    Args:
        arguments: `--check`, or nothing.

    Returns:
        The exit code: 1 when a file is stale.
    """
    files = made()
    if arguments == ["--check"]:
        lines = stale(files, (FOLDER,), {"call.py"})
        print("\n".join(lines))
        return 1 if lines else 0
    FOLDER.mkdir(exist_ok=True)
    for file, text in files.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
