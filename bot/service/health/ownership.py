"""Whose data the store holds: two offices with one id, or two LINE accounts, must not mix up their people."""

from collections.abc import Callable

from bot.ports.context import Process

Fits = Callable[[str], bool]


def other_office(process: Process) -> str:
    """Give the name of the office whose data this is, "" when it is ours."""
    name = process.store.owner("name", process.files.office.name)
    return "" if name == process.files.office.name else name


def of_one_account(process: Process) -> Fits:
    """Give what says whether a webhook is for the LINE account whose people we know; "" = it does not say for whom."""
    ours = ""

    def fits(destination: str) -> bool:
        nonlocal ours
        if destination in ("", ours):
            return True
        if process.store.owner("bot", destination) != destination:
            process.store.count("webhook_of_another_account")
            return False
        ours = destination
        return True

    return fits


def of_any_account(_: Process) -> Fits:
    """Give what takes every webhook, as a playground does."""
    return lambda _: True
