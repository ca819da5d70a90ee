"""Signing in and out, and once more for what needs it."""

from flask import current_app, make_response, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from bot.booking.staff.staff import Staff
from bot.console.auth.access import need_of, needs, pages
from bot.console.auth.roles import Action, may
from bot.console.auth.session import RedisSessions
from bot.console.auth.sign_in_limits import by_account, by_address, of_strangers
from bot.console.auth.trusted_browsers import remember, this_try
from bot.console.forms.forms import Again, SignIn, Unlock
from bot.console.page_context import (
    account_of_session,
    begin_session,
    context,
    here,
    home,
    inside,
    ours,
    signed_in,
    tell,
    wall,
    word,
)
from bot.service.staff import accounts
from bot.service.staff.accounts import note_signed_out


@pages.route("/sign-in", methods=["GET", "POST"])
@needs(None)
@of_strangers
@by_address
@by_account
def sign_in() -> Response | str | tuple[str, int]:
    """Ask for name, password and code; every mistake gets the same answer."""
    form = SignIn()
    if not form.validate_on_submit():
        return render_template("console/sign_in.html", form=form), 400 if form.errors else 200
    name = form.name.data
    found = accounts.sign_in(context(), here().console, name, form.password.data, form.code.data, this_try(name))
    if not found:
        return render_template("console/sign_in.html", form=form, wrong=word("sign_in.wrong")), 401
    begin_session(found)
    remember(found.name)
    return redirect(place_of(found, inside(request.args.get("next", ""))), 303)


def place_of(staff: Staff, place: str) -> str:
    """Give where somebody goes on to: the page from which he came, if his role may open it, or his first one."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(place, method="GET") if place else ("", {})
    except HTTPException:
        return home(staff)
    need = need_of(endpoint) if endpoint else None
    return place if need and (need.action is None or may(staff.role, need.action)) else home(staff)


@pages.route("/unlock", methods=["GET", "POST"])
@needs(None)
@by_address
def unlock() -> Response | str | tuple[str, int]:
    """Ask for the password of a session that was locked; a page that is still open asks by itself, and goes on."""
    found, form, by_itself = account_of_session(), Unlock(), "HX-Request" in request.headers
    place = inside(request.args.get("next", ""))
    if not found and by_itself:
        return Response("", 410)
    if not found or (request.method == "GET" and not ours().locked):
        return redirect(place_of(found, place) if found else url_for("console.sign_in", next=place or None), 303)
    if not form.validate_on_submit():
        return render_template("console/unlock.html", form=form, name=found.name), 400 if form.errors else 200
    if not accounts.unlock_session(context(), here().console, found, form.password.data, this_try(found.name)):
        if by_itself:
            return Response("", 401)
        return render_template("console/unlock.html", form=form, name=found.name, wrong=word("unlock.wrong")), 401
    ours().locked, session["seen"] = False, wall().isoformat()
    return Response("", 204) if by_itself else redirect(place_of(found, place), 303)


@pages.post("/stay")
@needs(Action.OWN)
def stay() -> Response:
    """Show that somebody is there."""
    return Response("", 204)


@pages.post("/sign-out")
@needs(None)
def sign_out() -> Response:
    """End the session on the server and in the browser."""
    found = signed_in()
    if found:
        note_signed_out(context(), found)
    ours().begin_anew()
    answer = make_response(redirect(url_for("console.sign_in"), 303))
    RedisSessions(here().setup).forget_cookie(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.route("/again", methods=["GET", "POST"])
@needs(None)
@by_address
def again() -> Response | str | tuple[str, int]:
    """Ask for password and code once more."""
    found, form = signed_in(), Again()
    if not found:
        return redirect(url_for("console.sign_in"), 303)
    if not form.validate_on_submit():
        return render_template("console/again.html", form=form), 400 if form.errors else 200
    by = this_try(found.name)
    if not accounts.sign_in(context(), here().console, found.name, form.password.data, form.code.data, by):
        return render_template("console/again.html", form=form, wrong=word("sign_in.wrong_again")), 401
    session["fresh"] = wall().isoformat()
    tell(word("sign_in.fresh"))
    return redirect(inside(request.args.get("next", "")) or home(found), 303)
