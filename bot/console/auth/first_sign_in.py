"""The first sign-in: the one-time code opens it, then password and authenticator are set."""

import segno
from flask import redirect, render_template, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from bot.booking.staff.staff import Staff
from bot.console.auth.access import needs, pages
from bot.console.auth.sign_in_limits import by_account, by_address, of_strangers
from bot.console.auth.trusted_browsers import remember, this_try
from bot.console.forms.forms import Enrol, First
from bot.console.page_context import begin_session, context, here, home, ours, said, tell, wall, word
from bot.errors import RefusedError
from bot.service.staff import accounts, one_time_codes


@pages.route("/first", methods=["GET", "POST"])
@needs(None)
@of_strangers
@by_address
@by_account
def first() -> Response | str | tuple[str, int]:
    """Ask for the name and the one-time code."""
    form = First()
    if not form.validate_on_submit():
        return render_template("console/first.html", form=form), 400 if form.errors else 200
    found = accounts.redeem(context(), here().console, form.name.data, form.first_code.data, this_try(form.name.data))
    if not found:
        return render_template("console/first.html", form=form, wrong=word("first.wrong")), 401
    ours().begin_anew(enrols=found.id, version=found.version, secret=one_time_codes.new_secret())
    return redirect(url_for("console.enrol"), 303)


@pages.route("/first/set", methods=["GET", "POST"])
@needs(None)
@by_address
def enrol() -> Response | str | tuple[str, int]:
    """Set the password and the authenticator."""
    found, form = _enrolling(), Enrol()
    if not found:
        return redirect(url_for("console.first"), 303)
    if not form.validate_on_submit():
        return _page(form, found), 400 if form.errors else 200
    try:
        ready = accounts.enrol(context(), found, form.password.data, session["secret"], form.code.data, wall())
    except RefusedError as error:
        (form.code if error.code == "wrong_code" else form.password).errors = [said(error)]
        if error.code != "wrong_code" and not one_time_codes.step_of(session["secret"], form.code.data, wall()):
            form.code.errors = [said(RefusedError("wrong_code"))]
        return _page(form, found), 400
    begin_session(ready)
    remember(ready.name)
    tell(word("first.done", name=ready.name))
    return redirect(home(ready), 303)


def _enrolling() -> Staff | None:
    """Give the account whose first sign-in this session has begun, as long as nothing changed it."""
    found = here().console.staff(session["enrols"]) if "enrols" in session else None
    return found if found and found.version == session["version"] and found.enabled else None


def _page(form: Enrol, found: Staff) -> str:
    secret = session["secret"]
    address = one_time_codes.address(secret, found.name, context().office.name)
    picture = segno.make(address, error="m").svg_inline(
        scale=4, light="#fff", dark="#000", svgclass=None, lineclass=None
    )
    parts = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return render_template(
        "console/enrol.html",
        form=form,
        picture=Markup(picture),  # noqa: S704 - drawn by us from our own text
        secret=parts,
        account=found,
    )
