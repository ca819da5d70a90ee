"""Every route of the console, from the URL map."""

import re

from flask import Flask

from bot.console import app as _app  # noqa: F401 - each page registers itself
from bot.console.auth.access import Need, pages

VALUES = {
    "counsellor": "c1",
    "closure": "c1",
    "name": "b1",
    "wish": "w1",
    "message": "m1",
    "day": "2026-11-25",
    "notice": "b1.1.details.line",
    "task": "request.b1",
    "refusal": "r1",
    "staff_id": "nobody",
    "wanted": "attend",
    "mark": "late",
    "filename": "console.css",
}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Give (endpoint, method, path) of every route of the console."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("console.") and rule.endpoint != "console.static":
            path = path_of(rule.rule)
            found += [(rule.endpoint, method, path) for method in sorted(rule.methods & {"GET", "POST"})]
    return sorted(found)


def need(app: Flask, endpoint: str) -> Need | None:
    return getattr(app.view_functions[endpoint], "need", None)


# No pages of their own, and the way to Zoom.
PARTS = {
    "console.day_part",
    "console.requests_part",
    "console.figures_csv",
    "console.badges",
    "console.day_csv",
    "console.room",
}


def pages_to_open() -> list[tuple[str, str]]:
    """Give (endpoint, rule) of every page that can be opened, from the URL map."""
    bare = Flask("bare", static_folder=None)
    bare.register_blueprint(pages)
    rules = [rule for rule in bare.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted((rule.endpoint, rule.rule) for rule in rules if rule.endpoint not in {*PARTS, "console.static"})


def path_of(rule: str, **values: str) -> str:
    """Give the address of a rule with the values of its parts."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: {**VALUES, **values}[match[1]], rule)
