"""One operation of the API as a method of the client."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import Any

from call_docstring import argument_note, key_note, method_docstring, pages_docstring
from schema_types import AMOUNT, references, type_of
from tallystick.loans.schedule import Method

__all__ = ["Operation", "operations_of"]

# In this order they get the records that several of them need.
_GROUPS = {
    "platform": "platform", "sign-in": "sessions", "loans": "loans", "accounts": "accounts",
    "people": "people", "checks": "checks", "payments": "payments",
    "resale": "resale", "mandates": "mandates", "matching": "matching",
    "products": "products", "staff: products": "staff_products",
    "quote": "quotes", "figures": "figures", "papers": "papers",
    "applications": "applications", "staff: lending": "staff_lending",
    "staff: people": "staff_people", "attestors": "attestors", "sponsorship": "sponsorship",
    "servicing": "servicing", "staff: servicing": "staff_servicing",
    "staff: risk": "staff_risk",
    "staff: money laundering": "staff_aml", "staff: laundering cases": "staff_aml_cases",
    "staff: laundering reports": "staff_aml_reports", "watchers": "watchers",
    "staff: laundering papers": "staff_aml_papers",
    "staff: laundering freezes": "staff_aml_freezes",
    "status": "status", "staff: outages": "staff_outages",
    "auditing": "auditing", "complaints": "complaints",
    "staff: complaints": "staff_complaints", "staff: complaint work": "staff_complaint_work",
    "tickets": "tickets", "staff: tickets": "staff_tickets",
    "surveys": "surveys", "staff: surveys": "staff_surveys",
    "staff: mentions": "staff_mentions",
    "learning": "learning", "staff: learning": "staff_learning",
    "rewards": "rewards", "staff: growth": "staff_growth",
    "regulator": "regulator", "regulator: alerts": "regulator_alerts",
    "staff: supervision": "staff_supervision",
    "staff: regulator keys": "staff_regulator_keys",
    "partner": "partner", "partners": "partners", "endpoints": "partners",
    "staff: partners": "staff_partners",
}  # fmt: skip
KEY = "Idempotency-Key"
STREAM = "text/event-stream"
# Names of Python's own that an argument does not hide.
_TAKEN = frozenset({"format"})
_CONTENT = "The bytes of the file."
_DOCUMENT = "The JSON document."


@dataclass(frozen=True)
class Argument:
    """An argument of a method; `text` is how it goes onto the wire."""

    name: str
    kind: str
    text: str
    default: str | None = None
    field: str = ""
    note: str = ""

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
    returned: str
    refusals: tuple[int, ...]

    @property
    def arguments(self) -> list[Argument]:
        """All arguments of the method, in the order of its head."""
        named = sorted((*self.query, *self.body), key=lambda each: each.default is not None)
        arguments = [*self.places]
        if self.content:
            arguments.append(Argument("content", "bytes", "content", note=_CONTENT))
        if self.document:
            arguments.append(Argument("document", "dict[str, Any]", "document", note=_DOCUMENT))
        arguments += named
        if self.keyed:
            arguments.append(Argument("idempotency_key", "str | None", "", "None", note=key_note()))
        return arguments

    def method(self) -> str:
        """Return the method.

        Returns:
            Its lines, indented as a class has them.
        """
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
            f"    async def {self.name}({self._head()}) -> {self.answer or 'None'}:\n"
            f"{method_docstring(self)}\n"
            f"        {act}({', '.join(call)})\n"
        )

    def every(self) -> str:
        """Return the iterator over all pages.

        Returns:
            Its lines, indented as a class has them.
        """
        filters = [each for each in self.query if each.name not in {"limit", "after"}]
        passed = [
            *(each.name for each in self.places),
            *(f"{each.name}={each.name}" for each in filters),
        ]
        head = ", ".join(
            ["self", *(each.written for each in self.places), *(["*"] if filters else []),
             *(each.written for each in filters)]
        )  # fmt: skip
        return (
            f"    async def {self.name.replace('list_', 'all_')}({head})"
            f" -> AsyncIterator[{self.item}]:\n{pages_docstring(self)}\n"
            "        after: str | None = None\n"
            "        while True:\n"
            f"            page = await self.{self.name}"
            f"({', '.join([*passed, 'limit=200', 'after=after'])})\n"
            "            for item in page.items:\n"
            "                yield item\n"
            "            if page.next is None:\n"
            "                return\n"
            "            after = page.next\n"
        )

    def _head(self) -> str:
        named = sorted((*self.query, *self.body), key=lambda each: each.default is not None)
        words = ["self", *(each.written for each in self.places)]
        if self.content:
            words.append("content: bytes")
        if self.document:
            words.append("document: dict[str, Any]")
        if named or self.keyed:
            words += ["*", *(each.written for each in named)]
        if self.keyed:
            words.append("idempotency_key: str | None = None")
        return ", ".join(words)


def operations_of(description: dict[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations under /v1 by their group.

    Args:
        description: The OpenAPI document.

    Returns:
        The operations of each group, in the document's order, without streams; KeyError for a tag
        that is new.
    """
    schemas = description["components"]["schemas"]
    groups: dict[str, list[Operation]] = {name: [] for name in _GROUPS.values()}
    for path, operations in description["paths"].items():
        for verb, operation in operations.items():
            if path.startswith("/v1/") and not _endless(operation):
                group = groups[_GROUPS[operation["tags"][0]]]
                group.append(_operation(path, verb, operation, schemas))
    return groups


def _endless(operation: dict[str, Any]) -> bool:
    """Whether the answer is a stream, which the client follows by hand (`_async/feed.py`)."""
    return STREAM in operation["responses"].get("200", {}).get("content", {})


def _operation(
    path: str, verb: str, operation: dict[str, Any], schemas: dict[str, Any]
) -> Operation:
    parameters = operation.get("parameters", [])
    bodies = operation.get("requestBody", {}).get("content", {})
    body = bodies.get("application/json", {}).get("schema")
    places = {each["name"] for each in parameters if each["in"] == "path"}
    fields = _fields(body, schemas, places) if body and "$ref" in body else ()
    media = next((kind for kind in bodies if kind != "application/json"), None)
    answer, item, returned = _answer(operation["responses"], schemas)
    uses = {name for each in parameters for name in references(each)}
    written = " ".join(f"{each.kind} {each.default}" for each in fields)
    uses |= set(re.findall(r"\b[A-Z]\w+", f"{written} {answer} {item}"))
    return Operation(
        name=operation["operationId"], verb=verb.upper(), path=path,
        description=operation["description"],
        places=tuple(
            _argument(each["name"], each["schema"], schemas)
            for each in parameters if each["in"] == "path"
        ),
        query=tuple(
            _argument(each["name"], each["schema"], schemas, needed=each["required"])
            for each in parameters if each["in"] == "query"
        ),
        body=fields, content=media, document=bool(body) and not fields,
        keyed=any(each["name"] == KEY for each in parameters),
        answer=answer, item=item, uses=tuple(sorted(uses & set(schemas))), returned=returned,
        refusals=tuple(sorted(int(status) for status in operation["responses"] if status >= "4")),
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
            _argument(
                f"other_{field}" if field in places else field,
                kind,
                schemas,
                needed=field in needed,
            ),
            field=field,
        )
        for field, kind in schema["properties"].items()
    )


def _argument(
    name: str, schema: dict[str, Any], schemas: dict[str, Any], *, needed: bool = True
) -> Argument:
    kind = type_of(schema)
    wire, name = name, f"{name}_" if iskeyword(name) or name in _TAKEN else name
    text = name
    if schema.get("pattern") == AMOUNT:
        kind, text = "int", f'amount_text("{wire}", {name})'
    default = schema.get("default")
    optional = not needed and default is None
    argument = Argument(
        name, kind, text, field=wire, note=argument_note(schema, schemas, optional=optional)
    )
    if needed:
        return argument
    if default is not None and "$ref" in schema:
        known = Method(default).name if kind == Method.__name__ else default.upper()
        return replace(argument, default=f"{kind}.{known}")
    return replace(argument, default=repr(default))


def _answer(
    responses: dict[str, Any], schemas: dict[str, Any]
) -> tuple[str | None, str | None, str]:
    """Return the type of the good answer, of a page's items, and a sentence about it."""
    status, good = next((status, each) for status, each in responses.items() if status[0] == "2")
    content = good.get("content")
    if content is None:
        return "bytes" if status == "200" else None, None, _CONTENT
    schema = content.get("application/json", {}).get("schema")
    if not schema:
        return None if set(content) == {"application/json"} else "bytes", None, _CONTENT
    answer = type_of(schema)
    properties = schemas.get(answer, {}).get("properties", {})
    item = type_of(properties["items"]["items"]) if {"items", "next"} <= set(properties) else None
    name = next(references(schema), None)
    returned = _DOCUMENT if name is None else schemas[name]["description"].split("\n\n")[0]
    if schema.get("type") == "array" and name is not None:
        returned = f"The items. Each: {returned}"
    return answer, item, " ".join(returned.split())
