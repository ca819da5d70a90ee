"""A form is carried out once: who goes back and sends it again reads so, and nothing happens twice."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from bot.console.auth.access import pages
from bot.console.page_context import context, inside, me, said, tell, word
from bot.errors import RefusedError
from bot.service.once import undone_on_failure

KEPT = 24 * 3600  # seconds
LONGEST_NAME = 40  # characters
DONE = 303

Page = Callable[..., Any]


@pages.app_template_global("token")
def token() -> Markup:
    """Give the fields that each form carries: the token of this session, and its own name."""
    session, own = escape(g.get("csrf_token") or generate_csrf()), escape(form_name())
    return Markup(  # noqa: S704 - each value is escaped; Markup's own filling took twice as long
        f'<input type="hidden" name="csrf_token" value="{session}"><input type="hidden" name="form_name" value="{own}">'
    )


def form_name() -> str:
    """Name a form that is shown now; only this form is held to be sent once."""
    return secrets.token_urlsafe(12)


def _page(place: str, values: dict[str, Any]) -> str:
    """Give the address of a page, of the same record where it is about one."""
    takes = {name for rule in current_app.url_map.iter_rules(place) for name in rule.arguments}
    return url_for(place, **{name: value for name, value in values.items() if name in takes})


def _told(text: str, kind: str, place: str, values: dict[str, Any]) -> Response:
    """Lead to where the form was sent from, or to its page, and say a line there."""
    tell(text, kind)
    return redirect(inside(request.form.get("back", "")) or _page(place, values), DONE)


def once(place: str, *, shows: bool = False) -> Callable[[Page], Page]:
    """Carry a form out once. What was refused, failed or only previewed may be sent again.

    What a view does not say beside a field is said on the page to which one goes.

    place  the endpoint of the page to which one goes who sends it again
    shows  what it did is shown at once, not on a page to which one is led
    """

    def declared(view: Page) -> Page:
        @wraps(view)
        def carried_out(**values: Any) -> Response:
            name = request.form.get("form_name", "")[:LONGEST_NAME]
            done = f"form {me().id} {name}"
            if name and not context().store.once_in(done, KEPT):
                return _told(word("sent_already"), "warning", place, values)
            try:
                with undone_on_failure(context().store, *([done] if name else [])):
                    answer = current_app.make_response(view(**values))
            except RefusedError as error:
                return _told(said(error), "danger", place, values)
            if name and answer.status_code != DONE and not (shows and answer.status_code < 400):
                context().store.not_done(done)
            return answer

        return carried_out

    return declared
