"""A signer's word, which may have to be waited for: a remote key signs later than a local one."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

__all__ = ["settled"]

T = TypeVar("T")


async def settled(word: T | Awaitable[T]) -> T:
    """Return what a signer gave, waiting for it when it is still on its way.

    Args:
        word: The signer's result, or something to wait for that brings it.

    Returns:
        The result.
    """
    return await word if isawaitable(word) else word
