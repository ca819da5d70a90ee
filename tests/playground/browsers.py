"""A headless Chromium, and windows of it that may load from nowhere but this machine."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

# The shell draws and runs a page as the browser does, with a third less work, for it has no window of its own.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # Pages live for seconds: neither a process of its own for each, nor machine code for what runs often, pays there.
    *("--renderer-process-limit=1", "--js-flags=--no-opt"),
)
AXE = Axe().axe_script
BARRIERS = """
async () => {
  const isGrave = (one) => ["serious", "critical"].includes(one.impact)
  // What a rule finds has the rule's own impact, so that those of a lesser one are not worth their time.
  const lesser = axe._audit.rules.filter((rule) => rule.impact && !isGrave(rule))
  const rules = Object.fromEntries(lesser.map((rule) => [rule.id, { enabled: false }]))
  const { violations } = await axe.run({ resultTypes: ["violations"], rules })
  return violations.filter(isGrave).map((one) => `${one.id}: ${one.nodes[0].html}`)
}
"""
PATIENCE = 60_000  # milliseconds in which even a slow machine shows what is waited for
expect.set_options(timeout=PATIENCE)
KEPT: dict[str, list[Any]] = {}  # profiles that no window uses now, by their size and other options


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium; without one the test is skipped, or fails where BROWSER_REQUIRED says so."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        KEPT.clear()
        browser.close()


@contextmanager
def window(browser: Any, width: int = 1300, height: int = 900, **more: Any) -> Iterator[Any]:
    """A page that knows nothing of earlier ones, may load from nowhere but this machine, and must not complain."""
    kept = KEPT.setdefault(repr((width, height, sorted(more.items()))), [])
    context = kept.pop() if kept else _profile(browser, width, height, **more)
    shown, complaints, asked = context.new_page(), list[str](), set[str]()
    shown.set_default_timeout(PATIENCE)
    shown.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("request", lambda one: asked.add(one.url))
    shown.complaints = complaints
    yield shown
    for page in context.pages[1:]:
        page.close()
    _forget(context, {origin(address) for address in asked if address.startswith("http")})
    kept.append(context)
    assert [*complaints, *(f"loads {address}" for address in asked if not _is_ours(address))] == []


def _profile(browser: Any, width: int, height: int, **more: Any) -> Any:
    """A profile of its own, with a page that stays open: the first page of each takes most of a second."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, locale="ja-JP", timezone_id="Asia/Tokyo", **more)
    context.new_page()
    return context


def _forget(context: Any, origins: Iterable[str]) -> None:
    """Let a profile be as a new one: cookies, stored data and all that was loaded are gone."""
    context.clear_cookies()
    session = context.new_cdp_session(context.pages[0])
    session.send("Network.clearBrowserCache")
    for one in origins:
        session.send("Storage.clearDataForOrigin", {"origin": one, "storageTypes": "all"})
    session.detach()


def origin(address: str) -> str:
    """Give where an address leads, without its path."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _is_ours(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "file:", "about:"))


def barriers(shown: Any) -> list[str]:
    """What axe-core calls serious or critical on a page. Only that leaves the page: handing on all it found is dear."""
    if not shown.evaluate("'axe' in window"):
        shown.evaluate(AXE)
    return list(shown.evaluate(BARRIERS))
