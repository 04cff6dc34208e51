"""Commands whose words may begin with a minus: `-5` is a number, refused by the number's rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["PositionalCommand"]

_NEGATIVE = re.compile(r"-[0-9.,]")
_END_OF_OPTIONS = "--"


class PositionalCommand(TyperCommand):
    """A command with arguments by their place, one of which may look like a negative number."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the line; see typer.

        Args:
            ctx: The context of the command line.
            args: The words after the command's name.

        Returns:
            What is left over.
        """
        options = [param for param in self.params if isinstance(param, TyperOption)]
        return super().parse_args(ctx, _numbers_last(args, options))


def _numbers_last(words: Sequence[str], options: Iterable[TyperOption]) -> list[str]:
    """Put what is no option behind `--` where a word would be taken for an option `-5`."""
    takes_value = {
        name for option in options if not (option.is_flag or option.count) for name in option.opts
    }
    named: list[str] = []
    placed: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == _END_OF_OPTIONS:
            placed.extend(rest)
        elif not word.startswith("-") or word == "-" or _NEGATIVE.match(word):
            placed.append(word)
        else:
            named.append(word)
            if word in takes_value:
                named.extend(value for value in [next(rest, None)] if value is not None)
    if not any(_NEGATIVE.match(word) for word in placed):
        return list(words)
    return [*named, _END_OF_OPTIONS, *placed]
