"""Clerks before a real browser, by mouse or by keyboard alone."""

from dataclasses import dataclass
from typing import Any

import pyotp

from tests.console.office import PASSWORD
from tests.e2e.town import Town, wait_until


@dataclass
class Clerk:
    """One clerk before his browser."""

    town: Town
    page: Any

    def joins(self, name: str, role: str = "reception") -> "Clerk":
        """Take the one-time code of the command and go through the first sign-in."""
        code = self.town.madoguchi("staff", "add", name, "--role", role)["code"]
        self.goes("first")
        self.page.fill("#name", name)
        self.page.fill("#first_code", code)
        self.page.keyboard.press("Enter")
        secret = self.page.inner_text("code").replace(" ", "")
        self.page.fill("#password", PASSWORD)
        self.page.fill("#repeated", PASSWORD)
        self.page.fill("#code", pyotp.TOTP(secret).now())
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("text=準備ができました")
        return self

    def goes(self, place: str) -> "Clerk":
        self.page.goto(f"{self.town.url}/staff/{place}")
        return self

    def sees(self, text: str) -> "Clerk":
        self.page.wait_for_selector(f"text={text}")
        return self


MOST_TABS = 120


class Keys:
    """Presses keys and nothing else; goes to things by Tab, as they come."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk, self.page, self.keyboard = clerk, clerk.page, clerk.page.keyboard

    def to(self, selector: str) -> "Keys":
        self.page.wait_for_selector(selector, state="attached")
        self.page.wait_for_load_state()
        for _ in range(MOST_TABS):
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                assert self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return self
            self.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {selector}")

    def presses(self, selector: str) -> "Keys":
        return self.to(selector)._press("Enter")

    def ticks(self, selector: str) -> "Keys":
        return self.to(selector)._press("Space")

    def types(self, selector: str, text: str) -> "Keys":
        self.to(selector)
        self.keyboard.type(text)
        return self

    def sees(self, text: str) -> "Keys":
        self.clerk.sees(text)
        return self

    def _press(self, key: str) -> "Keys":
        self.keyboard.press(key)
        self.page.wait_for_load_state()
        return self


def told(town: Town, user: str, text: str) -> None:
    wait_until(lambda: [one for one in town.texts(user) if text in one], what=f"{text} to {user}")
