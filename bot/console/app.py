"""Puts the console into an application. What is imported and not used registers its pages."""

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

from flask import Flask, g
from jinja2.runtime import Context, Macro
from limits.errors import StorageError
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.console import (  # noqa: F401 - pages
    errors,
    formatting,
    ledger,
    staff_messages,
    tasks,
    waitlist,
)
from bot.console.admin import audit_view, resend_accepted, settings_page, statistics, terms  # noqa: F401 - pages
from bot.console.auth import accounts, first_sign_in, own_account, sign_in, sign_in_limits  # noqa: F401 - pages
from bot.console.auth.access import csrf, pages
from bot.console.auth.session import RedisSessions
from bot.console.bookings import (  # noqa: F401 - pages
    answers,
    booking_page,
    bulk,
    consent,
    contact,
    handover,
    moving,
    new_booking,
    next_booking,
    offers,
    other_account,
    outcomes,
    own_counsellor,
    requests,
    search,
    without_counsellor,
)
from bot.console.page_context import Console, counts, here, link, seconds_left, worded
from bot.console.privacy import erasure, refusals  # noqa: F401 - pages
from bot.console.schedule import counsellors, day, feed, hand_over, hours, month, week  # noqa: F401 - pages
from bot.console.setup import ConsoleSetup
from bot.ports.context import Process
from bot.service.bookings import fresh_accounts
from bot.service.health import memory
from bot.service.notices.alarms import shortage
from bot.service.notices.circuit import line_state

PLAIN = frozenset({FunctionType, partial})  # that may be called so


class StraightCalls(Context):
    """Calls macros and plain functions without Jinja's look at what else they may be, an eighth of drawing a page."""

    def call(__self, __called: Callable[..., Any], *args: Any, **given: Any) -> Any:  # noqa: N805 - `given` may name any
        """Call it with what the template gives."""
        if type(__called) is Macro:
            args = (__self.eval_ctx, *args)
        elif type(__called) not in PLAIN or hasattr(__called, "jinja_pass_arg"):
            return super().call(__called, *args, **given)
        given.pop("_block_vars", None)
        given.pop("_loop_vars", None)
        return __called(*args, **given)


def add_console(app: Flask, process: Process, setup: ConsoleSetup) -> None:
    """Register the console's pages and all that guards them."""
    app.config.update(
        SECRET_KEY=setup.secret_key,
        WTF_CSRF_CHECK_DEFAULT=False,  # the console's gate asks for it; the webhook has its signature
        WTF_CSRF_SSL_STRICT=False,  # the gate looks where a form came from, too, and knows PUBLIC_URL
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session
    )
    app.extensions["console"] = console = Console(process, setup)
    app.session_interface = RedisSessions(setup)
    csrf.init_app(app)
    sign_in_limits.init(app, setup)
    app.register_blueprint(pages)
    app.register_error_handler(StorageError, lambda _: errors.store_down(""))
    app.jinja_env.globals.update(w=partial(worded, console), show=formatting, show_row=ledger, url_for=link)
    app.jinja_env.context_class = StraightCalls
    pages_context(app)
    if setup.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=setup.proxies, x_proto=setup.proxies)  # type: ignore[method-assign]  # as Flask tells to


def pages_context(app: Flask) -> None:
    """Give every page the account and what waits."""

    @app.context_processor
    def named() -> dict[str, Any]:
        return {"office_name": here().process.files.office.name}

    @app.context_processor
    def shared() -> dict[str, Any]:
        if not g.get("staff"):
            return {"me": None}
        if not formatting.may("see"):
            return {"me": g.staff, "waiting": None, "shortage": None}
        open_since = line_state(here().process).open_since
        told = {
            "account_warnings": fresh_accounts.warnings(here().process),
            "shortage": shortage(here().process),
            "line_rests": open_since,
            "memory": memory.level(here().process),
        }
        return {"me": g.staff, "waiting": counts(), **told}

    @app.context_processor
    def session_left() -> dict[str, Any]:
        return {"seconds_left": lambda: seconds_left(passive=False)}
