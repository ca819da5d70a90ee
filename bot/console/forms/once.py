"""A form is carried out once: who goes back and sends it again reads so, and nothing happens twice.

While it is carried out that is noted for a minute. That it was sent is noted for a day, in the commit of what it does:
where the store or the process fails in between, both stand or neither.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from bot.console.auth.access import pages
from bot.console.page_context import context, inside, me, said, tell, word
from bot.errors import RefusedError
from bot.ports.health import Note
from bot.service.once import NotingStore

if TYPE_CHECKING:
    from bot.ports.store import Store

SENT, KEPT = "sent", 24 * 3600  # seconds
UNDER_WAY = 60  # seconds; no request lasts for so long
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


@contextmanager
def _noting(store: "Store", form: str) -> Iterator[NotingStore]:
    """Let the first change that is made note that the form was sent; take back that it is under way where it fails."""
    noting = NotingStore(store, Note(form, SENT, KEPT))
    g.context = replace(context(), store=cast("Store", noting))
    try:
        yield noting
    except RefusedError:
        store.not_done(form)
        raise
    except Exception:  # whatever it was: it is raised again, and the form may be sent again
        if store.noted(form) != SENT:  # a commit whose answer was lost may stand
            store.not_done(form)
        raise
    finally:
        g.pop("context", None)


def _carried_out(view: Page, values: dict[str, Any], form: str, *, shows: bool) -> Response:
    """Carry a form out that is not known yet, and note whether it was."""
    store = context().store
    with _noting(store, form) as noting:
        answer = current_app.make_response(view(**values))
    if answer.status_code != DONE and not (shows and answer.status_code < 400):
        store.not_done(form)
    elif not noting.has_noted:
        store.note(form, SENT, KEPT)
    return answer


def once(place: str, *, shows: bool = False) -> Callable[[Page], Page]:
    """Carry a form out once. What was refused, failed or only previewed may be sent again.

    What a view does not say beside a field is said on the page to which one goes.

    place  the endpoint of the page to which one goes who sends it again
    shows  what it did is shown at once, not on a page to which one is led
    """

    def declared(view: Page) -> Page:
        @wraps(view)
        def carried_out(**values: Any) -> Response:
            name, store = request.form.get("form_name", "")[:LONGEST_NAME], context().store
            form = f"form {me().id} {name}"
            if name and not store.once_in(form, UNDER_WAY):
                known = "sent_already" if store.noted(form) == SENT else "sent_just_now"
                return _told(word(known), "warning", place, values)
            try:
                if name:
                    return _carried_out(view, values, form, shows=shows)
                return current_app.make_response(view(**values))
            except RefusedError as error:
                return _told(said(error), "danger", place, values)

        return carried_out

    return declared
