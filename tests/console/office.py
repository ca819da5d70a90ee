"""An office with a console: clerks with browsers, bookings, and a wall clock that a test moves."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyotp
from argon2 import PasswordHasher
from flask_wtf.csrf import generate_csrf

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking
from bot.booking.notices.notice import Kind
from bot.booking.offers import ASKED, runs_out
from bot.booking.office import Office
from bot.booking.staff.counsellors import Counsellor
from bot.booking.staff.staff import Role, Staff
from bot.console.auth.trusted_browsers import remember, this_try
from bot.console.page_context import begin_session
from bot.console.setup import ConsoleSetup
from bot.messages.line import text_of
from bot.ports.bookings import KeepBooking
from bot.ports.office import KeepSchedule
from bot.service.events.office_now import context_now
from bot.service.notices.ledger import keep_all, planned
from bot.service.notices.sending import send_notice
from bot.service.staff.accounts import add_staff, enrol, sign_in
from bot.web.app import create_app
from tests.make import OFFICE, booking, schedule_of, tokyo
from tests.service.make_context import FakeLine, context_of
from tests.stores import CIPHER, KEYS, clock_at, entries

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from bot.ports.context import RequestContext
    from bot.ports.work import Claim

PASSWORD = "green tortoise umbrella 47"
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # for tests that are about something else


@dataclass
class Wall:
    """The machine's time, as the sign-in sees it."""

    moment: datetime = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def passes(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Browser:
    """One clerk's browser."""

    web: Any
    wall: Wall
    secret: str = ""
    staff: Staff | None = None
    page: str = ""
    answer: "TestResponse | None" = None
    tokens: dict[str, str] = field(default_factory=dict)

    def opens(self, path: str, **more: Any) -> "Browser":
        return self._keep(self.web.get(path, **more))

    def posts(self, path: str, **fields: Any) -> "Browser":
        """Post a form as the page would: with the token of this session."""
        return self._keep(self.web.post(path, data={"csrf_token": self.token(), **fields}))

    def posts_bare(self, path: str, **fields: Any) -> "Browser":
        return self._keep(self.web.post(path, data=fields))

    def token(self) -> str:
        """Give the token that stands in each form of this session."""
        held = self.cookie.value if self.cookie else ""
        if held not in self.tokens:
            page = self.web.get("/staff/sign-in").get_data(as_text=True)
            held = self.cookie.value
            self.tokens[held] = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return self.tokens[held]

    def follows(self) -> "Browser":
        assert self.answer is not None
        return self.opens(self.answer.headers["Location"])

    def code(self) -> str:
        """Give a code of the authenticator that was not used: time passes for it."""
        self.wall.passes(seconds=30)
        return pyotp.TOTP(self.secret).at(self.wall.now())

    def signs_in(self, password: str = PASSWORD, code: str = "", name: str = "") -> "Browser":
        assert self.staff is not None
        self.opens("/staff/sign-in")
        fields = {"name": name or self.staff.name, "password": password, "code": code or self.code()}
        return self.posts("/staff/sign-in", **fields)

    @property
    def status(self) -> int:
        assert self.answer is not None
        return self.answer.status_code

    @property
    def cookie(self) -> Any:
        return self.web.get_cookie("madoguchi") or self.web.get_cookie("__Host-madoguchi")

    def _keep(self, answer: "TestResponse") -> "Browser":
        self.answer, self.page = answer, answer.get_data(as_text=True)
        answer.close()
        return self


@dataclass
class ConsoleOffice:
    """The whole office; `by_the_page` = each clerk fills in the page to sign in, which is most of what a test does.

    All others are signed in by what that page does once it has read what was filled in.
    """

    client: Any
    redis_url: str
    secure: bool = False
    busy: Office = OFFICE
    wall: Wall = field(default_factory=Wall)
    proxies: int = 0
    by_the_page: bool = False

    def __post_init__(self) -> None:
        self.clock = clock_at(self.client)
        self.store = RedisStore(self.client, KEYS, CIPHER, self.clock)
        self.console = RedisConsoleStore(self.client, KEYS, CIPHER, self.store)
        self.context: RequestContext = context_of(self.store, office=self.busy)
        self.app = create_app(self.context, ["secret"], self.setup())
        self.app.testing = True

    def setup(self) -> ConsoleSetup:
        return ConsoleSetup(self.console, self.wall, "s" * 32, self.redis_url, KEYS.prefix, self.secure, self.proxies)

    def at(self, text: str) -> None:
        """Move the service's clock."""
        self.clock.move_to(tokyo(text))

    def has_counsellors(self, *counsellors: Counsellor) -> None:
        """Let these be the counsellors of the office."""
        self.store.commit((), (KeepSchedule(schedule_of(*counsellors)),))

    def browser(self) -> Browser:
        return Browser(self.app.test_client(), self.wall)

    def clerk(self, name: str = "佐藤", role: Role = Role.RECEPTION, *, signed_in: bool = True) -> Browser:
        """Give a clerk's browser, signed in."""
        made, _ = add_staff(self.context, name, role, "cli:test", self.wall.now())
        browser = Browser(self.app.test_client(), self.wall, secret=pyotp.random_base32())
        browser.staff = enrol(self.context, made, PASSWORD, browser.secret, browser.code(), self.wall.now())
        if not signed_in:
            return browser
        return browser.signs_in() if self.by_the_page or self.secure else self._signed_in(browser)

    def _signed_in(self, browser: Browser) -> Browser:
        assert browser.staff
        code = browser.code()
        with self.app.test_request_context("/staff/sign-in"):
            assert not self.app.preprocess_request()
            by = this_try(browser.staff.name)
            found = sign_in(context_now(self.context), self.console, browser.staff.name, PASSWORD, code, by)
            assert found
            begin_session(found)
            remember(found.name)
            token = generate_csrf()
            answer = self.app.process_response(self.app.response_class())
        for kept in answer.headers.getlist("Set-Cookie"):
            browser.web.set_cookie(*kept.partition(";")[0].split("=", 1))
        browser.tokens[browser.cookie.value] = token
        return browser

    def request(self, **changes: Any) -> Booking:
        """Put a request into the store, as the commit of 申し込む does."""
        made = booking(**changes)
        rows = planned(self.context, made, self.clock.now())
        kept = keep_all(row for row in rows if row.kind is not Kind.RECEIVED)
        expires = runs_out(made, self.busy) if made.state in ASKED else None
        self.store.commit((), (KeepBooking(made, expires), *kept))
        return made

    def booking(self, name: str = "b1") -> Booking:
        found = self.store.booking(name)
        assert found
        return found

    def sweeps(self) -> list[str]:
        """Send what is due."""
        claims: list[Claim] = self.store.claim_notices(100) + self.store.claim_mail(100)
        return [send_notice(context_now(self.context), claim) for claim in claims]

    @property
    def pushes(self) -> list[str]:
        line = self.context.line
        assert isinstance(line, FakeLine)
        return [text_of(messages[0]) for _, messages, _ in line.pushes]

    def entries(self) -> list[str]:
        """Give "actor action" of each audit entry."""
        return [f"{one['actor']} {one['action']}" for one in entries(self.context)]
