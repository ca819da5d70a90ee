"""The accounts of staff: made, opened anew, closed; each with a fresh sign-in."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from bot.booking.staff.staff import Role
from bot.console.auth.access import is_me, needs, pages
from bot.console.auth.roles import Action
from bot.console.forms.forms import Account
from bot.console.forms.once import once
from bot.console.page_context import actor, back, context, here, said, tell, wall, word
from bot.errors import RefusedError
from bot.service.staff.accounts import add_staff, change_role, disable, renew
from bot.service.staff.sign_in_tries import locked, unlock


@pages.get("/accounts")
@needs(Action.ACCOUNTS)
def accounts() -> str:
    """Show the accounts."""
    return _page(Account(formdata=None))


@pages.post("/accounts/add")
@needs(Action.ACCOUNTS, fresh=True)
@once("console.accounts", shows=True)
def account_add() -> str | tuple[str, int]:
    """Make an account; its code is shown once."""
    form = Account()
    if not form.validate():
        return _page(form), 400
    try:
        made, code = add_staff(context(), form.name.data, Role(form.role.data), actor(), wall())
    except RefusedError as error:
        form.name.errors = [said(error)]
        return _page(form), 400
    return _page(Account(formdata=None), code=code, named=made.name)


@pages.post("/accounts/<staff_id>/renew")
@needs(Action.ACCOUNTS, fresh=True)
@once("console.accounts", shows=True)
def account_renew(staff_id: str) -> str:
    """Give a new code to who lost the password or the telephone."""
    _not_me(staff_id)
    again, code = renew(context(), here().console, staff_id, actor(), wall())
    return _page(Account(formdata=None), code=code, named=again.name)


@pages.post("/accounts/<staff_id>/role")
@needs(Action.ACCOUNTS, fresh=True)
@once("console.accounts")
def account_role(staff_id: str) -> Response:
    """Give an account another role; its sessions end, so that no open page goes on with the old one."""
    _not_me(staff_id)
    wanted = request.form.get("role", "")
    if wanted not in {role.value for role in Role}:
        abort(400)
    after = change_role(context(), here().console, staff_id, Role(wanted), actor())
    tell(word("accounts.role_told", name=after.name, role=word(f"role.{after.role.value}")))
    return back("/staff/accounts")


@pages.post("/accounts/<staff_id>/disable")
@needs(Action.ACCOUNTS, fresh=True)
@once("console.accounts")
def account_disable(staff_id: str) -> Response:
    """Close an account."""
    _not_me(staff_id)
    closed = disable(context(), here().console, staff_id, actor())
    tell(word("accounts.disabled_told", name=closed.name))
    return back("/staff/accounts")


@pages.post("/accounts/<staff_id>/unlock")
@needs(Action.ACCOUNTS, fresh=True)
def account_unlock(staff_id: str) -> Response:
    """Let everybody try again who was locked out of an account."""
    found = here().console.staff(staff_id)
    if not found:
        abort(404)
    unlock(context(), here().console, staff_id, actor())
    tell(word("accounts.unlocked_told", name=found.name))
    return back("/staff/accounts")


def _not_me(staff_id: str) -> None:
    if is_me(staff_id) or not here().console.staff(staff_id):
        abort(404)


def _page(form: Account, code: str = "", named: str = "") -> str:
    found = here().console.all_staff()
    shown = {"accounts": found, "locked": locked(here().console), "roles": Role, "code": code, "named": named}
    return render_template("console/accounts.html", form=form, **shown)
