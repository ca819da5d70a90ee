"""Plain text mail by SMTP.

URL: smtp://[user:password@]host[:port], with STARTTLS when the server offers it; smtps:// for TLS from the start.
"""

import ipaddress
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from bot.adapters.deadline import Deadline, LateError, goes_by
from bot.errors import SendError, SettingsError

SECONDS = 15  # for each read
WHOLE = 60.0  # seconds for a whole mail; less than its lease
MOST_BYTES = 64 * 1024  # of one reply of a server
CALENDAR_NAME = "yoyaku.ics"
TRY_AGAIN = range(400, 500)


class SmtpMail:
    """Implements bot.ports.Mail."""

    def __init__(self, url: str, sender: str, whole: float = WHOLE) -> None:
        self._within = Deadline(whole)
        try:
            self._url, self._sender = urlsplit(url), sender
            usable = self._url.scheme in ("smtp", "smtps") and self._url.hostname and self._url.port != 0
        except ValueError:  # a port or address that is none
            usable = False
        if not usable:
            raise SettingsError("SMTP_URL は smtp://ホスト:ポート か smtps://… の形にしてください")
        if "@" not in sender:
            raise SettingsError("SMTP_URL を使うときは、差出人を MAIL_FROM に書いてください")

    def send(self, to: Sequence[str], subject: str, body: str, message_id: str, calendar: bytes = b"") -> None:
        """Send one mail; SendError tells whether trying again can help."""
        try:
            mail = self._written(to, subject, body, message_id)
        except ValueError:  # a line break where a header stands, or an address that is none
            raise SendError("unmailable", permanent=True) from None
        if calendar:
            mail.add_attachment(
                calendar, "text", "calendar", filename=CALENDAR_NAME, params={"method": "PUBLISH", "charset": "utf-8"}
            )
        try:
            self._within(lambda: self._hand_over(mail, to))
        except LateError as error:
            raise SendError("timeout" if error.begun else "no_connection", refused=not error.begun) from None
        except smtplib.SMTPAuthenticationError as error:
            raise SendError(f"smtp_{error.smtp_code}") from None  # a person mends the password; the mail waits
        except smtplib.SMTPResponseException as error:
            raise SendError(f"smtp_{error.smtp_code}", permanent=error.smtp_code not in TRY_AGAIN) from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            raise SendError("smtp_recipients", permanent=not any(code in TRY_AGAIN for code in codes)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise SendError(type(error).__name__) from None

    def _written(self, to: Sequence[str], subject: str, body: str, message_id: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, ", ".join(to), subject
        mail["Date"], mail["Auto-Submitted"] = formatdate(), "auto-generated"
        mail["Message-ID"] = f"<{message_id}@{self._sender.rpartition('@')[2]}>"
        mail.set_content(body)
        return mail

    def _hand_over(self, mail: EmailMessage, to: Sequence[str]) -> None:
        server = self._connection()
        try:
            self._greet(server)
            server.send_message(mail, to_addrs=list(to))  # taken from the headers, quotes would be dropped
            with suppress(smtplib.SMTPException, OSError):  # the mail is accepted, whatever is said at parting
                server.quit()
        finally:
            server.close()

    def _connection(self) -> smtplib.SMTP:
        host = self._url.hostname or ""
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return _SafeServer(host, self._url.port or 465, timeout=SECONDS, context=context)
        return _Server(host, self._url.port or 25, timeout=SECONDS)

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        safe = self._url.scheme == "smtps" or _is_loopback(self._url.hostname or "")
        if self._url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            safe = True
        if self._url.username:
            if not safe:
                raise SendError("smtp_no_tls", refused=True)  # the password would go over the wire in clear
            server.login(unquote(self._url.username), unquote(self._url.password or ""))


class _Server(smtplib.SMTP):
    """A server that may be left behind in the middle, and whose replies have an end."""

    def getreply(self) -> tuple[int, bytes]:
        """Give a reply; smtplib goes on with it for as long as more lines are announced."""
        if not self.sock:
            raise smtplib.SMTPServerDisconnected("closed")
        goes_by(self.sock, begun=False)
        self.file = self.file or _Bounded(self.sock.makefile("rb"))  # smtplib's own name for what it reads from
        self.file.left = MOST_BYTES
        return super().getreply()

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the mail itself."""
        goes_by(self.sock)
        return super().data(msg)


class _SafeServer(_Server, smtplib.SMTP_SSL):
    """The same by TLS from the start."""


class _Bounded:
    """Reads no more than is left."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.left = file, MOST_BYTES

    def readline(self, most: int) -> bytes:
        line = self._file.readline(most)
        self.left -= len(line)
        if self.left < 0:
            raise smtplib.SMTPServerDisconnected("the reply is too long")
        return line

    def close(self) -> None:
        self._file.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
