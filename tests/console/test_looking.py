"""Looking changes nothing: every page that is opened leaves Redis as it was, but for what is noted of the looking."""

from bot.booking.staff.staff import Role
from bot.console.auth.roles import TABLE
from tests.console.busy import Busy
from tests.console.held import Raw
from tests.console.route_table import need, routes

OF_SOME = frozenset({"console.own_feed"})  # pages that are there for some of a role only: for counsellors


def opened(clerk, role: Role, app) -> list[str]:
    """Open every page that a role may, each twice; give their addresses."""
    found = []
    for endpoint, method, path in routes(app):
        wants = need(app, endpoint)
        if method == "GET" and (wants.action is None or wants.action in TABLE[role]):
            allowed = (200, 303, 404) if endpoint in OF_SOME else (200, 303)
            assert clerk.opens(path).status in allowed, path
            clerk.opens(path)
            found.append(path)
    return found


def test_no_page_writes_whoever_opens_it(office, redis_url):
    busy = Busy(office)
    clerks = {role: busy.clerk(role) for role in Role}
    raw = Raw(redis_url)
    before = raw.everything()
    assert len(before) > 50
    for role, clerk in clerks.items():
        assert opened(clerk, role, office.app)
        assert raw.everything() == before, role


def test_a_page_that_writes_would_be_found(office, redis_url, monkeypatch):
    clerk = office.clerk()
    view = office.app.view_functions["console.this_week"]

    def writes() -> str:
        office.store.count("looked")
        return ""

    writes.need = view.need
    monkeypatch.setitem(office.app.view_functions, "console.this_week", writes)
    raw = Raw(redis_url)
    before = raw.everything()
    clerk.opens("/staff/week")
    assert raw.everything() != before
