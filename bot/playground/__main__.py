"""`python -m bot.playground`: the local LINE as a process of its own, on the port of LINE_API_URL."""

from pathlib import Path
from urllib.parse import urlsplit

from bot.bootstrap import build
from bot.playground.platform import Platform
from bot.playground.server import serve


def main() -> None:
    """Serve until told to stop."""
    built = build(sending=False)
    settings = built.settings
    address = urlsplit(settings.line_api_url)
    platform = Platform(
        channel_secret=settings.line_channel_secrets[0],
        access_tokens=[settings.line_access_token],
        clock=built.clock.now,
        webhook_url=f"http://127.0.0.1:{settings.port}/line/webhook",
        state_file=Path("var/line.json"),
    )
    serve(platform, address.hostname or "127.0.0.1", address.port or 8001)


if __name__ == "__main__":
    main()
