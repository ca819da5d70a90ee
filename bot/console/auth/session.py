"""Sessions that live in Redis; the browser holds only a random name. At most 9 hours; locked when idle for 15 minutes.

A locked one shows nothing and does nothing, until its password is given. Who has a consultation that is going on open
before him stays signed in until it is over (`busy_until`): he talks, and touches nothing.

Who is not signed in has one, too, for the token of a form: it is in the cookie itself, signed, and nowhere else.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict

from bot.console.setup import ConsoleSetup
from bot.errors import StoreDownError

LONGEST_IDLE, LONGEST_SESSION = timedelta(minutes=15), timedelta(hours=9)
OF_SOMEBODY = frozenset({"staff", "enrols"})  # what the session of somebody that we know holds one of
PASSIVE = "passive"  # pages that refresh themselves: they show that a page is open, not that somebody is there
BUSY_UNTIL = "busy_until"  # until when somebody talks with a seeker, and so touches nothing
ROOM = "/staff"


class StaffSession(CallbackDict[str, Any], SessionMixin):
    """What one browser's session holds; `name` is "" until it is kept for the first time; `down` = Redis is.

    locked  nobody was there for too long: it is nobody's until its password is given
    """

    def __init__(self, held: Mapping[str, Any], name: str) -> None:
        super().__init__(held, self._changed)
        self.name, self.modified, self.accessed = name, False, True
        self.former, self.down, self.locked = "", False, False

    @staticmethod
    def _changed(session: "CallbackDict[str, Any]") -> None:
        session.modified = True  # type: ignore[attr-defined]  # ours, which Werkzeug hands back as its own

    def begin_anew(self, **held: Any) -> None:
        """Forget all and take another name: at each sign-in and sign-out."""
        self.former, self.name = self.name or self.former, ""
        self.clear()
        self.update(held)
        self.modified = True


def ends(held: Mapping[str, Any]) -> datetime:
    """Give the moment at which a session ends, whoever is there."""
    return datetime.fromisoformat(held["since"]) + LONGEST_SESSION


def locks(held: Mapping[str, Any]) -> datetime:
    """Give the moment at which a session is locked if nobody is there."""
    idle = datetime.fromisoformat(held["seen"]) + LONGEST_IDLE
    return max(idle, datetime.fromisoformat(held[BUSY_UNTIL])) if BUSY_UNTIL in held else idle


class RedisSessions(SessionInterface):
    """Keeps the sessions of the console; other pages have none."""

    def __init__(self, setup: ConsoleSetup) -> None:
        self._console, self._wall, self._secure = setup.console, setup.wall, setup.secure
        self._signer = URLSafeTimedSerializer(setup.secret_key, salt="session of nobody")
        self.cookie = "__Host-madoguchi" if setup.secure else "madoguchi"

    def open_session(self, app: Flask, request: Request) -> StaffSession | None:
        """Give the session that the cookie names, or an empty one; a name that we did not give out is not taken."""
        if not request.path.startswith(ROOM):
            return None
        name = request.cookies.get(self.cookie, "")
        try:
            held = self._console.session(name) if name else {}
        except StoreDownError:
            session = StaffSession({}, "")
            session.down = True
            return session
        if held:
            now = self._wall.now()
            is_over = now >= ends(held) or (now >= locks(held) and "staff" not in held)
            if is_over:
                self._console.drop_session(name)
                held = {}
        if not held:
            return StaffSession(self._of_nobody(name), "")
        session = StaffSession(held, name)
        session.locked = now >= locks(held)
        return session

    def _of_nobody(self, cookie: str) -> dict[str, Any]:
        try:
            held = self._signer.loads(cookie, max_age=int(LONGEST_SESSION.total_seconds()))
        except BadData:
            return {}
        return {"csrf_token": str(held)}

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed, and that somebody is there."""
        if not isinstance(session, StaffSession) or session.down:
            return
        if session.former:
            self._console.drop_session(session.former)
        if not session:
            return
        if not OF_SOMEBODY & session.keys():
            if session.modified:
                self._set_cookie(response, str(self._signer.dumps(session.get("csrf_token", ""))))
        elif session.modified or not (session.get(PASSIVE) or session.locked):
            self._keep(session, response)

    def _keep(self, session: StaffSession, response: Response) -> None:
        now = self._wall.now()
        session.setdefault("since", now.isoformat())
        fresh, session.name = not session.name, session.name or secrets.token_urlsafe(32)
        seen = session["seen"] if session.locked else now.isoformat()  # asking for the password is no sign of him
        held = {key: value for key, value in session.items() if key != PASSIVE} | {"seen": seen}
        left = max(timedelta(seconds=1), ends(held) - now)
        self._console.keep_session(session.name, held, int(left.total_seconds()), new=fresh)
        if fresh:
            self._set_cookie(response, session.name)

    def _set_cookie(self, response: Response, value: str) -> None:
        response.set_cookie(self.cookie, value, secure=self._secure, httponly=True, samesite="Lax", path="/")

    def forget_cookie(self, response: Response) -> None:
        """Let the browser forget the name."""
        response.delete_cookie(self.cookie, secure=self._secure, httponly=True, samesite="Lax", path="/")
