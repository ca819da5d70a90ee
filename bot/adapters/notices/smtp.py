"""Plain text mail by SMTP.

URL: smtp://[user:password@]host[:port], with STARTTLS, which only a server on this machine need not offer; smtps:// for
TLS from the start.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, parseaddr
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from bot.adapters.network.deadline import Deadline, LateError, goes_by, has_begun
from bot.adapters.network.tls_reasons import tls_reason
from bot.booking.notices.calendar_file import CalendarFile
from bot.errors import SendError, SettingsError
from bot.proxies import is_loopback

READ_SECONDS = 15  # for each read
MAIL_SECONDS = 60.0  # seconds for a whole mail; less than its lease
MOST_BYTES = 64 * 1024  # of one reply of a server
CALENDAR_NAME = "yoyaku.ics"
TRY_AGAIN = range(400, 500)
NEVER = range(500, 600)
OF_THE_SERVER = (smtplib.SMTPConnectError, smtplib.SMTPHeloError)  # says nothing of the mail
FOR_ALL = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPSenderRefused)
OF_ONE = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)


class SmtpMail:
    """Implements bot.ports.notices.Mail."""

    def __init__(
        self,
        url: str,
        sender: str,
        whole: float = MAIL_SECONDS,
        near: Callable[[str], bool] = is_loopback,
        *,
        reply_to: str = "",
    ) -> None:
        self._within, self._near, self._reply_to = Deadline(whole), near, reply_to
        try:
            self._url, self._sender = urlsplit(url), sender
            usable = self._url.scheme in ("smtp", "smtps") and self._url.hostname and self._url.port != 0
        except ValueError:  # a port or address that is none
            usable = False
        if not usable:
            raise SettingsError("SMTP_URL は smtp://ホスト:ポート か smtps://… の形にしてください")
        if not is_writable(parseaddr(sender)[1]) or len(getaddresses([sender])) > 1:
            raise SettingsError(
                "SMTP_URL を使うときは、差出人のアドレス（soudan@example.jp の形）を MAIL_FROM に書いてください"
            )

    @property
    def address(self) -> str:
        """Give where answers go, or else who sends."""
        return self._reply_to or parseaddr(self._sender)[1]

    def prove(self) -> None:
        """Sign in and part; SendError as for a mail."""
        try:
            self._within(self._signed_in)
        except LateError as error:
            raise SendError("timeout" if error.begun else "no_connection", refused=True) from None

    def _signed_in(self) -> None:
        try:
            server = self._connection()
            try:
                self._greet(server)
            finally:
                server.close()
        except smtplib.SMTPAuthenticationError as error:
            raise SendError(f"smtp_{error.smtp_code}", refused=True) from None
        except (smtplib.SMTPException, OSError) as error:
            raise _judged(error) from None

    def send(
        self, to: Sequence[str], subject: str, body: str, message_id: str, calendar: CalendarFile | None = None
    ) -> None:
        """Send one mail; SendError tells whether trying again can help. It is done when one of several got it."""
        to = [one for one in to if is_writable(one)]
        try:
            mail = self._written(to, subject, body, message_id)
        except ValueError:  # a line break where a header stands, or no address that is one
            raise SendError("unmailable", permanent=True) from None
        if calendar:
            params = {"method": calendar.method, "charset": "utf-8", "component": "VEVENT"}
            mail.add_attachment(calendar.content, "text", "calendar", filename=CALENDAR_NAME, params=params)
        try:
            self._within(lambda: self._delivered(mail, to))
        except LateError as error:
            raise SendError("timeout" if error.begun else "no_connection", refused=not error.begun) from None

    def _delivered(self, mail: EmailMessage, to: Sequence[str]) -> None:
        """Hand a mail over to all at once, or to one after the other when the server refuses it for all together."""
        try:
            self._hand_over(mail, to)
        except smtplib.SMTPAuthenticationError as error:
            raise SendError(f"smtp_{error.smtp_code}", refused=True) from None  # the mail waits for a new password
        except (smtplib.SMTPException, OSError) as error:
            if len(to) == 1 or isinstance(error, FOR_ALL) or not isinstance(error, OF_ONE):
                raise _judged(error) from None
            self._each_by_himself(mail, to, error)

    def _each_by_himself(self, mail: EmailMessage, to: Sequence[str], error: Exception) -> None:
        got = 0
        for one in to:
            try:
                self._hand_over(mail, [one])
                got += 1
            except (smtplib.SMTPException, OSError) as failed:
                error = failed
        if not got:
            raise _judged(error) from None

    def _written(self, to: Sequence[str], subject: str, body: str, message_id: str) -> EmailMessage:
        if not to:
            raise ValueError("nobody to write to")
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, ", ".join(to), subject
        if self._reply_to:
            mail["Reply-To"] = self._reply_to
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
            return _SafeServer(host, self._url.port or 465, timeout=READ_SECONDS, context=context)
        return _Server(host, self._url.port or 25, timeout=READ_SECONDS)

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        safe = self._url.scheme == "smtps" or self._near(self._url.hostname or "")
        if self._url.scheme == "smtp" and server.has_extn("starttls"):
            _begin_tls(server)
            safe = True
        if not safe:
            raise SendError("smtp_no_tls", refused=True)  # names, rooms and the password would cross a network in clear
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))


def _begin_tls(server: smtplib.SMTP) -> None:
    try:
        server.starttls(context=ssl.create_default_context())
    except smtplib.SMTPResponseException as error:
        raise smtplib.SMTPConnectError(error.smtp_code, error.smtp_error) from None


def _judged(error: Exception) -> SendError:
    """Say what a failure means; what never left was certainly not accepted."""
    if isinstance(error, smtplib.SMTPResponseException):
        for_good = error.smtp_code in NEVER and not isinstance(error, OF_THE_SERVER)
        return SendError(f"smtp_{error.smtp_code}", permanent=for_good, refused=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _ in error.recipients.values()}
        again = any(code in TRY_AGAIN for code in codes)
        return SendError("smtp_recipients", permanent=not again, refused=True)
    return SendError(_on_the_way(error), refused=not has_begun())


def _on_the_way(error: Exception) -> str:
    """Give a short code for what went wrong before, or instead of, an answer."""
    if isinstance(error, socket.gaierror):
        return "dns"
    return tls_reason(str(error)) if isinstance(error, ssl.SSLError) else type(error).__name__


def is_writable(address: str) -> bool:
    """Say whether an address can stand in a header and on the wire; one that can't must not keep the others waiting."""
    try:
        EmailMessage()["To"] = address
    except (ValueError, LookupError):  # as the library raises them for a line break or half an address
        return False
    return address.isascii() and address.count("@") == 1 and "@" in address.strip("@")


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
