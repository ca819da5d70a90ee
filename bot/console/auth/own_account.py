"""One's own account: another password, and the end of what is signed in elsewhere."""

from flask import render_template
from werkzeug.wrappers import Response

from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.auth.sign_in_limits import by_account, by_address
from bot.console.auth.trusted_browsers import this_try
from bot.console.forms.forms import NewPassword
from bot.console.forms.once import once
from bot.console.page_context import back, begin_session, context, here, me, said, tell, word
from bot.errors import RefusedError
from bot.service.staff.accounts import change_password, end_other_sessions

PLACE = "/staff/own"


@pages.get("/own")
@needs(Action.OWN, fresh=True)
def own_account() -> str:
    """Show what one may change of one's own account."""
    return _page(NewPassword(formdata=None))


@pages.post("/own/password")
@needs(Action.OWN, fresh=True)
@by_address
@by_account
def own_password() -> Response | tuple[str, int]:
    """Set another password; this browser stays signed in, all others are signed out."""
    form = NewPassword()
    if not form.validate():
        return _page(form), 400
    try:
        after = change_password(
            context(), here().console, me(), form.before.data, form.password.data, this_try(me().name)
        )
    except RefusedError as error:
        (form.before if error.code == "wrong_password" else form.password).errors = [said(error)]
        return _page(form), 400
    begin_session(after)
    tell(word("own.password_told"))
    return back(PLACE)


@pages.post("/own/sessions")
@needs(Action.OWN, fresh=True)
@once("console.own_account")
def own_sessions() -> Response:
    """Sign all other browsers out."""
    begin_session(end_other_sessions(context(), me()))
    tell(word("own.sessions_told"))
    return back(PLACE)


def _page(form: NewPassword) -> str:
    return render_template("console/own_account.html", form=form)
