"""Tallystick: peer-to-peer lending whose money rules are contracts that anyone can check."""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
