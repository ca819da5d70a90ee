"""One person's talk on the chat page."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.town import Town


class Phone:
    """The talk of one person on the page."""

    def __init__(self, page: Any, user: str) -> None:
        self.page, self.pane = page, page.locator(f"#pane-{user}")

    def answer(self) -> Any:
        return self.pane.locator(".entry-theirs").last

    def taps(self, *labels: str | re.Pattern[str]) -> None:
        for label in labels:
            before = self.pane.locator(".entry").count()
            self.pane.get_by_role("button", name=label).last.click()
            expect(self.pane.locator(".entry").nth(before + 1)).to_be_visible()

    def types(self, *texts: str) -> None:
        for text in texts:
            before = self.pane.locator(".entry").count()
            self.pane.get_by_role("textbox").fill(text)
            self.pane.get_by_role("textbox").press("Enter")
            expect(self.pane.locator(".entry").nth(before + 1)).to_be_visible()


def comes(page: Any, town: Town, user: str, name: str) -> Phone:
    """Become a friend and open the talk."""
    town.answered(user, lambda: town.line.add_friend(user, name))
    page.get_by_role("navigation").get_by_role("button", name=name).click()
    return Phone(page, user)
