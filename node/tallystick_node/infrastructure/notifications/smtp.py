"""Mail through a server: over TLS with a checked certificate, plain on this machine alone."""

from __future__ import annotations

import io
import smtplib
import ssl
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from tallystick.exchanges.deadline import Deadline, TimedReader, seconds_left
from tallystick_node.infrastructure.notifications.courier import Undelivered

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.messages import Message

__all__ = ["SmtpChannel"]

TIMEOUT_SECONDS = 20


class _Timed(smtplib.SMTP):
    """Reads and writes no longer than the exchange has left."""

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(TimedReader(self.sock))
        return super().getreply()

    def send(self, s: Any) -> None:
        if self.sock is not None:
            try:
                self.sock.settimeout(seconds_left(TIMEOUT_SECONDS))
            except TimeoutError as over:
                self.close()
                raise smtplib.SMTPServerDisconnected(str(over)) from over
        super().send(s)


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same over TLS."""


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """Sends a message's `subject` and `text`. tls: `starttls`, `tls` or `none`.

    The message's key is in its Message-ID, by which a mail that comes twice is recognised.
    """

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def deliver(self, message: Message) -> None:
        """Hand a mail to the server.

        Args:
            message: The leased message.

        Raises:
            Undelivered: SMTP:REFUSED when the server does not take it now.
        """
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = message.recipient
        mail["Subject"] = str(message.content["subject"])
        name = "".join(character if character.isalnum() else "-" for character in message.key)
        mail["Message-ID"] = f"<{name}@{self.sender.rpartition('@')[2]}>"
        mail.set_content(str(message.content["text"]))
        try:
            with Deadline(TIMEOUT_SECONDS), self._connected() as server:
                if self.user is not None and self.password is not None:
                    server.login(self.user, self.password)
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as failed:
            # The server's words may repeat the address; only the kind is kept.
            raise Undelivered("SMTP:REFUSED", f"no mail went out ({type(failed).__name__})") from (
                failed
            )

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "tls":
            return _TimedTls(self.host, self.port, timeout=TIMEOUT_SECONDS, context=self.context)
        server = _Timed(self.host, self.port, timeout=TIMEOUT_SECONDS)
        with ExitStack() as undone:
            undone.callback(server.close)
            if self.tls == "starttls":
                server.starttls(context=self.context)
            undone.pop_all()
        return server
