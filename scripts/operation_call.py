"""One operation of the API as a method of the client."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import Any

from schema_types import AMOUNT, references, type_of
from tallystick.loans.schedule import Method

__all__ = ["Operation", "operations_of"]

# In this order they get the records that several of them need.
_GROUPS = {
    "platform": "platform", "sign-in": "sessions", "loans": "loans", "accounts": "accounts",
    "people": "people", "checks": "checks", "payments": "payments",
    "applications": "applications", "staff: lending": "staff_lending",
    "staff: people": "staff_people", "attestors": "attestors", "sponsorship": "sponsorship",
    "servicing": "servicing", "staff: servicing": "staff_servicing",
}  # fmt: skip
KEY = "Idempotency-Key"
# Names of Python's own that an argument does not hide.
_TAKEN = frozenset({"format"})


@dataclass(frozen=True)
class Argument:
    """An argument of a method; `text` is how it goes onto the wire."""

    name: str
    kind: str
    text: str
    default: str | None = None
    field: str = ""

    @property
    def written(self) -> str:
        """As it stands in the method's head."""
        return f"{self.name}: {self.kind}" + (f" = {self.default}" if self.default else "")


@dataclass(frozen=True)
class Operation:
    """What is asked, with what, and what comes back."""

    name: str
    verb: str
    path: str
    description: str
    places: tuple[Argument, ...]
    query: tuple[Argument, ...]
    body: tuple[Argument, ...]
    content: str | None
    document: bool
    keyed: bool
    answer: str | None
    item: str | None
    uses: tuple[str, ...]

    def method(self, said: str) -> str:
        """Return the method; said: its docstring."""
        address = re.sub(r"\{(\w+)\}", r"{segment(\1)}", self.path)
        prefix = "f" if self.places else ""
        act = {None: "await self.tell", "bytes": "return await self.fetch"}.get(
            self.answer, "return await self.ask"
        )
        call = [f'"{self.verb}"', f'{prefix}"{address}"']
        if act == "return await self.ask":
            call.append(str(self.answer))
        if self.query:
            call.append("query={" + ", ".join(f'"{q.field}": {q.text}' for q in self.query) + "}")
        if self.body:
            call.append("body={" + ", ".join(f'"{b.field}": {b.text}' for b in self.body) + "}")
        if self.document:
            call.append("body=document")
        if self.content:
            call.append(f'content=content, media_type="{self.content}"')
        if self.keyed:
            call.append("key=idempotency_key or self.new_key()")
        return (
            f"    async def {self.name}({self._head()}) -> {self.answer or 'None'}:\n{said}\n"
            f"        {act}({', '.join(call)})\n"
        )

    def every(self, said: str) -> str:
        """Return the iterator over all pages."""
        own = [one for one in self.query if one.name not in {"limit", "after"}]
        given = [*(one.name for one in self.places), *(f"{q.name}={q.name}" for q in own)]
        head = ", ".join(
            ["self", *(one.written for one in self.places), *(["*"] if own else []),
             *(one.written for one in own)]
        )  # fmt: skip
        return (
            f"    async def {self.name.replace('list_', 'all_')}({head})"
            f" -> AsyncIterator[{self.item}]:\n{said}\n"
            "        after: str | None = None\n"
            "        while True:\n"
            f"            page = await self.{self.name}"
            f"({', '.join([*given, 'limit=200', 'after=after'])})\n"
            "            for item in page.items:\n"
            "                yield item\n"
            "            if page.next is None:\n"
            "                return\n"
            "            after = page.next\n"
        )

    def _head(self) -> str:
        after = sorted((*self.query, *self.body), key=lambda one: one.default is not None)
        words = ["self", *(one.written for one in self.places)]
        if self.content:
            words.append("content: bytes")
        if self.document:
            words.append("document: dict[str, Any]")
        if after or self.keyed:
            words += ["*", *(one.written for one in after)]
        if self.keyed:
            words.append("idempotency_key: str | None = None")
        return ", ".join(words)


def operations_of(description: dict[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations under /v1 by their group; KeyError for a tag that is new."""
    schemas = description["components"]["schemas"]
    groups: dict[str, list[Operation]] = {name: [] for name in _GROUPS.values()}
    for path, operations in description["paths"].items():
        for verb, operation in operations.items():
            if path.startswith("/v1/"):
                found = _operation(path, verb, operation, schemas)
                groups[_GROUPS[operation["tags"][0]]].append(found)
    return groups


def _operation(
    path: str, verb: str, operation: dict[str, Any], schemas: dict[str, Any]
) -> Operation:
    stated = operation.get("parameters", [])
    bodies = operation.get("requestBody", {}).get("content", {})
    body = bodies.get("application/json", {}).get("schema")
    places = {one["name"] for one in stated if one["in"] == "path"}
    fields = _fields(body, schemas, places) if body and "$ref" in body else ()
    media = next((kind for kind in bodies if kind != "application/json"), None)
    answer, item = _answer(operation["responses"], schemas)
    uses = {name for one in stated for name in references(one)}
    written = " ".join(f"{one.kind} {one.default}" for one in fields)
    uses |= set(re.findall(r"\b[A-Z]\w+", f"{written} {answer} {item}"))
    return Operation(
        name=operation["operationId"], verb=verb.upper(), path=path,
        description=operation["description"],
        places=tuple(
            _argument(one["name"], one["schema"]) for one in stated if one["in"] == "path"
        ),
        query=tuple(
            _argument(one["name"], one["schema"], needed=one["required"])
            for one in stated if one["in"] == "query"
        ),
        body=fields, content=media, document=bool(body) and not fields,
        keyed=any(one["name"] == KEY for one in stated),
        answer=answer, item=item, uses=tuple(sorted(uses & set(schemas))),
    )  # fmt: skip


def _fields(
    body: dict[str, Any], schemas: dict[str, Any], places: set[str]
) -> tuple[Argument, ...]:
    (name,) = references(body)
    schema = schemas[name]
    needed = set(schema.get("required", ()))
    return tuple(
        # One person of the path, and one of the body.
        replace(
            _argument(f"other_{field}" if field in places else field, kind, needed=field in needed),
            field=field,
        )
        for field, kind in schema["properties"].items()
    )


def _argument(name: str, schema: dict[str, Any], *, needed: bool = True) -> Argument:
    kind = type_of(schema)
    wire, name = name, f"{name}_" if iskeyword(name) or name in _TAKEN else name
    text = name
    if schema.get("pattern") == AMOUNT:
        kind, text = "int", f'amount_text("{wire}", {name})'
    if needed:
        return Argument(name, kind, text, field=wire)
    default = schema.get("default")
    if default is not None and "$ref" in schema:
        known = Method(default).name if kind == Method.__name__ else default.upper()
        return Argument(name, kind, text, f"{kind}.{known}", wire)
    return Argument(name, kind, text, repr(default), wire)


def _answer(responses: dict[str, Any], schemas: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the type of the good answer, and of a page's items."""
    status, good = next((status, one) for status, one in responses.items() if status[0] == "2")
    content = good.get("content")
    if content is None:
        return "bytes" if status == "200" else None, None
    schema = content.get("application/json", {}).get("schema")
    if not schema:
        return None if "application/json" in content else "bytes", None
    answer = type_of(schema)
    properties = schemas.get(answer, {}).get("properties", {})
    item = type_of(properties["items"]["items"]) if {"items", "next"} <= set(properties) else None
    return answer, item
