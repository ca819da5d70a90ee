"""The mailbox of this machine: an SMTP server on loopback that keeps what it is sent and hands nothing on."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from bot.playground.line.wire import Json

KEPT_MAILS = 200  # mails; the oldest go
ACCEPTED = "250 OK"


class Mailbox:
    """Keeps the newest mails. `refusals` is what a recipient ("" = any) is answered, such as "550 no such user"."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._mails: deque[Json] = deque(maxlen=KEPT_MAILS)
        self.refusals: dict[str, str] = {}

    def mails(self) -> list[Json]:
        """Give what arrived, newest first."""
        return list(reversed(self._mails))

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a recipient, or refuse him as told."""
        refused = self.refusals.get(address, self.refusals.get("", ""))
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self._mails.append(_shown(mail, envelope.rcpt_tos, self._clock()))
        return ACCEPTED


def _shown(mail: EmailMessage, to: list[str], at: datetime) -> Json:
    body = mail.get_body(("plain", "html"))
    return {
        "subject": str(mail["Subject"] or ""),
        "from": str(mail["From"] or ""),
        "to": list(to),
        "reply_to": str(mail["Reply-To"] or ""),
        "at": at.isoformat(),
        "id": str(mail["Message-ID"] or ""),
        "body": body.get_content().replace("\r\n", "\n") if body else "",
        "attachments": [_attached(part) for part in mail.iter_attachments()],
    }


def _attached(part: Any) -> Json:
    content = part.get_content()
    return {
        "name": part.get_filename() or "",
        "type": part.get_content_type(),
        "text": content if isinstance(content, str) else content.decode("utf-8", "replace"),
    }


def open_mailbox(mailbox: Mailbox, port: int) -> Callable[[], None]:
    """Listen on loopback; give what ends it. aiosmtpd is there in development only."""
    from aiosmtpd.controller import Controller

    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    return cast("Callable[[], None]", controller.stop)
