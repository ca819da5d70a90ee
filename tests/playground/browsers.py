"""A headless Chromium, and windows of it that may load from nowhere but this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium; without one the test is skipped, or fails where BROWSER_REQUIRED says so."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def window(browser: Any, width: int = 1300, height: int = 900, **more: Any) -> Iterator[Any]:
    """A page that may load from nowhere but this machine, and that must not complain."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="ja-JP", timezone_id="Asia/Tokyo", **more
    )
    shown, complaints = context.new_page(), []
    shown.set_default_timeout(8000)
    shown.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("request", lambda asked: None if _is_ours(asked.url) else complaints.append(f"loads {asked.url}"))
    shown.complaints = complaints
    yield shown
    context.close()
    assert complaints == []


def _is_ours(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "file:", "about:"))


def barriers(shown: Any) -> list[str]:
    """What axe-core calls serious or critical on a page."""
    found = Axe().run(shown, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]
