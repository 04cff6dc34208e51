"""Values as people write them: of the setting's own type, since a near miss hides a mistake.

`port = true` is no 1, `port = "80"` no 80 and `dev = 1` no yes. What comes from the environment or
from a file of secrets is text always, and a whole number there is written in digits alone.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from tallystick.platform.deployment import defect_sentence

__all__ = ["read_strictly", "text_defect", "type_defect"]

Model = TypeVar("Model", bound=BaseModel)
_WHOLE = re.compile(r"-?\d+", re.ASCII)


def type_defect(kind: Any, value: object) -> str | None:
    """Return what is wrong with the type of a value of a TOML file.

    Args:
        kind: The setting's type.
        value: The value, as TOML has it.

    Returns:
        A clause, None when it is of that type; bounds are not looked at.
    """
    try:
        # JSON has no paths, tuples and dates of its own: there being strict is about types alone.
        _reader(kind).validate_json(json.dumps(value, default=_as_json), strict=True)
    except ValidationError as wrong:
        defects = wrong.errors(include_url=False, include_input=False)
        return "; ".join(
            str(defect["msg"]) if not defect["loc"] else defect_sentence(defect)
            for defect in defects
        )
    except TypeError:
        return f"it is of no use to write a {type(value).__name__} here"
    return None


def text_defect(kind: Any, value: object) -> str | None:
    """Return what is wrong with the form of a value that is text.

    Args:
        kind: The setting's type.
        value: The text of a variable or of a file; anything else is of another source.

    Returns:
        A clause, None when it may be read.
    """
    numeric = int in (kind, *get_args(kind))
    if isinstance(value, str) and numeric and not _WHOLE.fullmatch(value.strip()):
        return "Input should be a valid integer, in digits alone"
    return None


def read_strictly(model: type[Model], document: object) -> Model:
    """Read what was written in TOML or JSON, every value of its field's own type.

    Args:
        model: What the document is read as.
        document: The file's content.

    Returns:
        The model.

    Raises:
        ValidationError: With every defect. It is a ValueError too.
        TypeError: When it holds a moment, which nothing is.
    """
    return model.model_validate_json(json.dumps(document, default=_as_json), strict=True)


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _as_json(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
