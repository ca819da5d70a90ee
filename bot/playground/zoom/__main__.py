"""`python -m bot.playground.zoom`: the local Zoom as a process of its own, on the port of ZOOM_API_URL."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapters.output.streams import never_block
from bot.bootstrap import build
from bot.playground.line.server import serve_app
from bot.playground.zoom.api import create_zoom_app
from bot.playground.zoom.platform import ZoomPlatform


def main() -> int:
    """Serve until told to stop."""
    never_block()
    built = build(sending=False)
    settings, zoom = built.settings, built.settings.zoom
    if not zoom:
        sys.stderr.write("ZOOM_ で始まる設定がありません\n")
        return 2
    address = urlsplit(zoom.api_url)
    clock = built.clock.now
    platform = ZoomPlatform(
        account=zoom.account_id,
        client=zoom.client_id,
        secret=zoom.client_secret,
        hosts=[name for name, _ in zoom.hosts],
        clock=clock,
        webhook_url=f"http://127.0.0.1:{settings.port}/zoom/webhook",
        webhook_secret=zoom.webhook_secret,
        join_url=settings.public_url + "/playground/zoom?meeting={id}",
        state_file=Path("var/zoom.json"),
    )
    serve_app(create_zoom_app(platform), address.hostname or "127.0.0.1", address.port or 8002, platform.stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
