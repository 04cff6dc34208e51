"""How a command ends: 0 done, 1 the answer is no, 2 could not run, 130 stopped by Ctrl-C."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

__all__ = ["ANSWER_IS_NO", "COULD_NOT_RUN", "INTERRUPTED", "CannotRunError", "answer", "refuse"]

ANSWER_IS_NO = 1
COULD_NOT_RUN = 2
# As shells say it: 128 and the number of SIGINT.
INTERRUPTED = 130


class CannotRunError(Exception):
    """Raised by a command that cannot do its work; shown as one sentence on stderr, exit 2."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(f"{code}: {sentence}")


def answer(document: object) -> None:
    """Print the one JSON document of a command on stdout.

    Args:
        document: Values for JSON.
    """
    print(json.dumps(document, indent=2, ensure_ascii=False))


def refuse(sentence: str) -> NoReturn:
    """Say in one line on stderr why the command could not run, and end with exit code 2.

    Args:
        sentence: The reason; line breaks become spaces.

    Raises:
        SystemExit: Always.
    """
    print(f"error: {' '.join(sentence.split())}", file=sys.stderr)
    sys.exit(COULD_NOT_RUN)
