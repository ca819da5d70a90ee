"""Every route of the console, from the URL map."""

import re

from flask import Flask

from bot.console.auth.access import Need

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
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: VALUES[match[1]], rule.rule)
            found += [(rule.endpoint, method, path) for method in sorted(rule.methods & {"GET", "POST"})]
    return sorted(found)


def need(app: Flask, endpoint: str) -> Need | None:
    return getattr(app.view_functions[endpoint], "need", None)
