"""Tallystick: peer-to-peer lending whose money rules are contracts that anyone can check.

The public names stand in `__init__.pyi`, and nowhere else. Each is imported when it is first used,
so that `import tallystick` costs next to nothing.
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ = sorted([*__all__, "__version__"])  # noqa: PLE0605 - it is a list
