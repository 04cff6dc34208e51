"""What it is called when a provider gives no reply."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["ProviderFailed"]


class ProviderFailed(TallystickError):  # noqa: N818 - named by what happened
    """No reply came: PROVIDER:TIMEOUT, :UNAVAILABLE, :ANSWER (no sense), :PAUSED, :REFUSED.

    :VERDICT is a reply in a word that the field map does not know. Nothing is known by any of
    them; the question may be asked again later.
    """
