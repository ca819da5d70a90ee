"""The address of a page that templates ask for is the one that Flask builds."""

from datetime import date

import pytest
from flask import url_for

from bot.console.page_context import link

ASKED = (
    ("console.requests", {}),
    ("console.booking", {"name": "b1"}),
    ("console.booking", {"name": "ｂ 1/<\"'?&#%"}),
    ("console.outcome", {"name": "b1", "wanted": "attend"}),
    ("console.day", {"day": date(2026, 12, 3), "mine": None}),
    ("console.day", {"day": "2026-12-03", "mine": "1", "all": "0"}),
    ("console.new_booking", {"time": "2026-12-03T14:00:00+09:00", "counsellor": None}),
    ("console.requests", {"page": 2}),
    ("console.static", {"filename": "vendor/htmx.min.js"}),
    ("console.booking", {"name": "b1", "_anchor": "strikes"}),
)


@pytest.mark.parametrize("root", ["", "/office"])
@pytest.mark.parametrize(("endpoint", "values"), ASKED)
def test_an_address_means_what_flask_builds(office, endpoint, values, root):
    with office.app.test_request_context("/staff/", base_url=f"http://localhost{root}"):
        for _ in range(2):
            assert meant(office, link(endpoint, **values)) == meant(office, url_for(endpoint, **values))


def meant(office, address):
    """Give how the path is spelled, and what the query says."""
    with office.app.test_request_context(address) as asked:
        return asked.request.path, asked.request.args
