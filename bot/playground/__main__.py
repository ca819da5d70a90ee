"""`python -m bot.playground [PORT]`: the local LINE as a process of its own, on the port of LINE_API_URL.

With a port, there is a mailbox too, which SMTP_URL is to name.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.output.streams import never_block
from bot.bootstrap import build
from bot.playground.line.people.staff_group import add_staff_group
from bot.playground.line.platform import Platform
from bot.playground.line.server import serve
from bot.playground.page.mailbox import Mailbox, open_mailbox


def main(mail_port: int) -> None:
    """Serve until told to stop; 0 = no mailbox."""
    never_block()
    built = build(sending=False)
    settings = built.settings
    address = urlsplit(settings.line_api_url)
    platform = Platform(
        channel_secret=settings.line_channel_secrets[0],
        access_tokens=list(settings.line_access_tokens),
        clock=built.clock.now,
        webhook_url=f"http://127.0.0.1:{settings.port}/line/webhook",
        state_file=Path("var/line.json"),
    )
    add_staff_group(platform.world, settings.line_staff_group_id)
    if mail_port:
        platform.mailbox = Mailbox(built.clock.now)
        open_mailbox(platform.mailbox, mail_port)  # ends with the process: its thread is a daemon
    serve(platform, address.hostname or "127.0.0.1", address.port or 8001)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
