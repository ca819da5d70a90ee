"""`madoguchi staff …`: makes the accounts of the console, and closes them."""

from typing import Any

import click

from bot.booking.staff.staff import Role, Staff
from bot.bootstrap import Built
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, print_indented, show
from bot.cli.process import actor, built
from bot.cli.usage_errors import BadUsageError
from bot.errors import RefusedError
from bot.service.staff import accounts, sign_in_tries

staff = Group("staff")
name_argument = click.argument("name", help="名前（サインインのときに入れるもの）")


@staff.command("list", help="職員の一覧（名前、役割、使えるか）")
@json_option
def list_staff(as_json: bool) -> None:
    """Print the accounts, those first that can be used."""
    wired = built()
    found = sorted(wired.console.all_staff(), key=lambda one: (not one.enabled, one.name))
    if as_json:
        print_indented([_as_json(one) for one in found])
    for one in found if not as_json else ():
        words = wired.process.files.words
        state = "disabled" if not one.enabled else "active" if one.password else "awaits"
        print(f"{one.name}  {words(f'console.role.{one.role.value}')}  {words(f'console.accounts.{state}')}")


def _as_json(account: Staff) -> dict[str, Any]:
    return {"id": account.id, "name": account.name, "role": account.role.value, "enabled": account.enabled}


@staff.command(help="アカウントを作り、はじめてのサインインのコードを出す")
@name_argument
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.COUNSELLOR.value,
    help="役割（なければ counsellor＝相談員）",
)
@json_option
def add(name: str, role: str, as_json: bool) -> None:
    """Make an account."""
    wired = built()
    account, code = accounts.add_staff(wired.process, name, Role(role), actor(), wired.wall.now())
    _print_code(wired, account, code, as_json=as_json)


@staff.command(help="パスワードや電話をなくした人に、新しいコードを出す")
@name_argument
@json_option
def renew(name: str, as_json: bool) -> None:
    """Let an account be begun again."""
    wired = built()
    found = _named(wired, name)
    account, code = accounts.renew(wired.process, wired.console, found.id, actor(), wired.wall.now())
    _print_code(wired, account, code, as_json=as_json)


def _print_code(wired: Built, account: Staff, code: str, *, as_json: bool) -> None:
    address = f"{wired.settings.public_url}/staff/first"
    if as_json:
        print_indented({**_as_json(account), "code": code, "url": address})
    else:
        values = {"code": code, "url": address, "name": account.name}
        print(wired.process.files.words("console.accounts.code_told", values))


@staff.command(help="まちがいが続いて止まったサインインを、またできるようにする")
@name_argument
@json_option
def unlock(name: str, as_json: bool) -> None:
    """Forget the failures of an account."""
    wired = built()
    found = _named(wired, name)
    sign_in_tries.unlock(wired.process, wired.console, found.id, actor())
    told = wired.process.files.words("console.accounts.unlocked_told", {"name": found.name})
    show({"id": found.id, "name": found.name}, told, as_json=as_json)


@staff.command(help="サインインしている人を、すべての端末からサインアウトさせる")
@click.argument("name", default="", metavar="[NAME]", help="この人だけ")
@click.option("--all", "everybody", is_flag=True, help="全員")
@json_option
def sign_out(name: str, everybody: bool, as_json: bool) -> None:
    """End the sessions of one, or of all."""
    if bool(name) == everybody:
        raise BadUsageError("NAME か --all の、どちらか一つを書いてください", click.get_current_context())
    wired = built()
    whom = "" if everybody else _named(wired, name).id
    ended = accounts.end_sessions(wired.process, wired.console, whom, actor())
    show({"sessions": ended}, f"サインアウトしました: {ended}件", as_json=as_json)


@staff.command(help="アカウントを止める（サインイン中でもすぐ切れる）")
@name_argument
@json_option
def disable(name: str, as_json: bool) -> None:
    """Close an account."""
    wired = built()
    account = accounts.disable(wired.process, wired.console, _named(wired, name).id, actor())
    if as_json:
        print_indented(_as_json(account))
    else:
        print(wired.process.files.words("console.accounts.disabled_told", {"name": account.name}))


def _named(wired: Built, name: str) -> Staff:
    found = wired.console.staff_named(accounts.tidy_name(name))
    if not found:
        raise RefusedError("unknown_staff")
    return found
