"""A town with an SMTP server on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.playground.page.mailbox import Mailbox, open_mailbox
from tests.e2e.town import Town, free_port


@contextmanager
def town_with_mail(folder: Path, **extra: str) -> Iterator[tuple[Town, Mailbox]]:
    """Give a town that is not open yet, and its mailbox."""
    port = free_port()
    town = Town(folder, {"SMTP_URL": f"smtp://127.0.0.1:{port}", "MAIL_FROM": "madoguchi@office.example", **extra})
    box = Mailbox(lambda: town.clock.now())
    close = open_mailbox(box, port)
    try:
        with town:
            yield town, box
    finally:
        close()
