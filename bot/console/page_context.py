"""What every page needs: the context, the account that is signed in, words, where to go back to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast
from urllib.parse import quote

from flask import current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from bot.booking.staff.staff import Role, Staff
from bot.console.auth.session import BUSY_UNTIL, StaffSession, ends, locks
from bot.console.setup import ConsoleSetup
from bot.dialogue.words import Words
from bot.errors import RefusedError
from bot.messages.error_words import ANYWHERE, IN_CONSOLE, error_in_words
from bot.ports.console import ConsoleStore, Waiting
from bot.ports.context import Process, RequestContext
from bot.service.events.office_now import context_now
from bot.service.staff.accounts import actor_of
from bot.service.staff.tasks import waiting

FRESH_PASSWORD = timedelta(minutes=10)
SAFE_IN_LINKS = ":/"
MARK = "value-{}-of-a-rule"
MARKED = re.compile(MARK.format("([0-9]+)"))
HOME_PAGES = {Role.AUDITOR: "console.records_page", Role.ADMINISTRATOR: "console.overview"}


@dataclass(frozen=True)
class Console:
    """The console of one application."""

    process: Process
    setup: ConsoleSetup

    @property
    def words(self) -> Words:
        """Give the words of pages, which ask nothing of the store."""
        return self.process.files.words

    @property
    def console(self) -> ConsoleStore:
        """Give what only the console reads."""
        return self.setup.console


def here() -> Console:
    """Give the console that answers this request."""
    return cast("Console", current_app.extensions["console"])


def context() -> RequestContext:
    """Give the office as it stood at the beginning of this request."""
    found = g.get("context")
    if not found:
        found = g.context = context_now(here().process)
    return cast("RequestContext", found)


def look_anew() -> RequestContext:
    """Give the office as it stands by now."""
    g.pop("context", None)
    return context()


def now() -> datetime:
    """Give the service's present moment, the same for all that one answer says."""
    found = g.get("now")
    if not found:
        found = g.now = here().process.clock.now()
    return cast("datetime", found)


def counts() -> Waiting:
    """Give how much waits for staff, counted once for all that one answer shows."""
    if "counts" not in g:
        g.counts = waiting(context(), here().console, now())
    return cast("Waiting", g.counts)


def wall() -> datetime:
    """Give the true present moment, for all that guards the sign-in."""
    return here().setup.wall.now()


def ours() -> StaffSession:
    """Give this browser's session."""
    return cast("StaffSession", session._get_current_object())  # type: ignore[attr-defined]  # Werkzeug's proxy


def me() -> Staff:
    """Give the account that is signed in; pages that need none must not ask."""
    return cast("Staff", g.staff)


def actor() -> str:
    """Name the account in the audit log."""
    return actor_of(me())


def signed_in() -> Staff | None:
    """Give the account of this session, if it still may sign in and the session is not locked."""
    return None if ours().locked else account_of_session()


def account_of_session() -> Staff | None:
    """Give the account of this session, locked or not, if it still may sign in."""
    if "staff" not in session:
        return None
    staff = here().console.staff(session["staff"])
    return staff if staff and staff.enabled and staff.epoch == session.get("epoch") else None


def is_fresh() -> bool:
    """Say whether the password was given within the last minutes."""
    return "fresh" in session and wall() - datetime.fromisoformat(session["fresh"]) < FRESH_PASSWORD


def seconds_left(*, passive: bool) -> int:
    """Say in how many seconds this session is locked or ends if nobody is there from now on."""
    present, held = wall(), dict(ours())
    if not passive or "seen" not in held:
        held["seen"] = present.isoformat()
    held.setdefault("since", present.isoformat())
    return max(0, int((min(locks(held), ends(held)) - present).total_seconds()))


def stay_until(moment: datetime) -> None:
    """Keep who talks with a seeker signed in for as long as that takes, a moment of the office's clock."""
    until = wall() + (moment - now())
    if until.isoformat() > session.get(BUSY_UNTIL, ""):
        session[BUSY_UNTIL] = until.isoformat()


def begin_session(staff: Staff) -> None:
    """Sign this browser in, under a new name."""
    ours().begin_anew(staff=staff.id, epoch=staff.epoch, fresh=wall().isoformat())


def word(key: str, **values: Any) -> str:
    """Give a text of the console."""
    return worded(here(), key, **values)


def worded(console: Console, key: str, **values: Any) -> str:
    """Give a text of the console, which templates ask for hundreds of times for one page."""
    given = {name: str(value) for name, value in values.items()} if values else None
    return console.words(f"console.{key}", given)


def said(error: RefusedError) -> str:
    """Put an error into words."""
    return error_in_words(here().words, error, IN_CONSOLE, ANYWHERE)


def tell(text: str, kind: str = "success", undo: Mapping[str, Any] | None = None) -> None:
    """Show a line on the next page; `undo` = what its button takes back: where, and the fields that go along.

    With a `link` and its `label` it leads on instead.
    """
    session["told"] = [*session.get("told", []), [kind, text, dict(undo or {})]]


def inside(place: str) -> str:
    """Give a place to go on to, "" unless it is within the console."""
    plain = place.isascii() and place.isprintable() and "\\" not in place and "//" not in place
    return place if place.startswith("/staff/") and plain else ""


def back(default: str) -> Response:
    """Go back to where a button was pressed."""
    return redirect(inside(request.form.get("back", "")) or default, 303)


def home(staff: Staff) -> str:
    """Give the first page of a role."""
    return url_for(HOME_PAGES.get(staff.role, "console.today"))


def link(endpoint: str, **values: Any) -> str:
    """Give the address of a page as url_for does, None left out; a list has hundreds, so each rule is built once."""
    given = {name: quote(str(value), SAFE_IN_LINKS) for name, value in values.items() if value is not None}
    return _rule(request.script_root, endpoint, tuple(given)) % given


@cache
def _rule(_: str, endpoint: str, names: tuple[str, ...]) -> str:
    """Give the address of a page with "%(name)s" where a value stands."""
    marked: dict[str, Any] = {name: MARK.format(place) for place, name in enumerate(names)}
    address = url_for(endpoint, **marked).replace("%", "%%")
    return MARKED.sub(lambda found: f"%({names[int(found[1])]})s", address)
