"""TLS as the node serves it: version 1.3, and nothing older."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from tallystick_node.infrastructure.settings.tls import TlsSettings

__all__ = ["server_tls"]


def server_tls(settings: TlsSettings) -> ssl.SSLContext | None:
    """Return the TLS context to serve with.

    Args:
        settings: Certificate and key as PEM files; the key without a password.

    Returns:
        A context for TLS 1.3, None when the node serves no TLS.

    Raises:
        ConfigError: CONFIG:TLS when the files cannot be read or do not belong together.
    """
    if settings.certificate is None or settings.key is None:
        return None
    for file in (settings.certificate, settings.key):
        if not file.is_file():
            raise ConfigError("CONFIG:TLS", f"there is no file {file}; give PEM files")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_cert_chain(settings.certificate, settings.key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            "CONFIG:TLS",
            f"{settings.certificate} and {settings.key} are not a certificate and its key"
            f" ({type(error).__name__}: {getattr(error, 'reason', None) or error.strerror});"
            " give PEM files, the key without a password",
        ) from error
    return context
