"""Whose data the store holds: two offices with one id, or two LINE accounts, must not mix up their people."""

from collections.abc import Callable

from bot.ports.services import Services

Fits = Callable[[str], bool]


def other_office(services: Services) -> str:
    """Give the name of the office whose data this is, "" when it is ours."""
    name = services.store.owner("name", services.office.name)
    return "" if name == services.office.name else name


def of_one_account(services: Services) -> Fits:
    """Give what says whether a webhook is for the LINE account whose people we know; "" = it does not say for whom."""
    ours = ""

    def fits(destination: str) -> bool:
        nonlocal ours
        if destination in ("", ours):
            return True
        if services.store.owner("bot", destination) != destination:
            services.store.count("webhook_of_another_account")
            return False
        ours = destination
        return True

    return fits


def of_any_account(_: Services) -> Fits:
    """Give what takes every webhook, as a playground does."""
    return lambda _: True
