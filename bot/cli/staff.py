"""`madoguchi staff …`: makes the accounts of the console, and closes them."""

import argparse
import json
from typing import Any

from bot.booking.staff.staff import Role, Staff
from bot.bootstrap import Built
from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.errors import RefusedError
from bot.service.staff import accounts as staff
from bot.service.staff import sign_in_tries


def add_to(commands: Any) -> None:
    """Add the staff commands."""
    actions = commands.add_parser("staff", help="職員のアカウント").add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="職員の一覧（名前、役割、使えるか）")
    listing.add_argument("--json", action="store_true", help="JSON で出力する")
    listing.set_defaults(run=_list)
    add = _add(actions, "add", _make, "アカウントを作り、はじめてのサインインのコードを出す")
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.COUNSELLOR.value, help="役割")
    _add(actions, "renew", _renew, "パスワードや電話をなくした人に、新しいコードを出す")
    _add(actions, "unlock", _unlock, "まちがいが続いて止まったサインインを、またできるようにする")
    _add_sign_out(actions)
    _add(actions, "disable", _disable, "アカウントを止める（サインイン中でもすぐ切れる）")


def _add_sign_out(actions: Any) -> None:
    parser = actions.add_parser("sign-out", help="サインインしている人を、すべての端末からサインアウトさせる")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("name", nargs="?", default="", help="この人だけ")
    whom.add_argument("--all", action="store_true", help="全員")
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=_sign_out)


def _add(actions: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=about)
    parser.add_argument("name", help="名前（サインインのときに入れるもの）")
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=run)
    return parser


def _list(arguments: argparse.Namespace) -> int:
    now = built()
    words, accounts = now.services.words, sorted(now.desk.all_staff(), key=lambda one: (not one.enabled, one.name))
    if arguments.json:
        print(json.dumps([_shown(one) for one in accounts], ensure_ascii=False, indent=2))
    for one in accounts if not arguments.json else ():
        state = "disabled" if not one.enabled else "active" if one.password else "awaits"
        print(f"{one.name}  {words(f'console.role.{one.role.value}')}  {words(f'console.accounts.{state}')}")
    return 0


def _shown(account: Staff) -> dict[str, Any]:
    return {"id": account.id, "name": account.name, "role": account.role.value, "enabled": account.enabled}


def _make(arguments: argparse.Namespace) -> int:
    now = built()
    return _told(
        now,
        arguments,
        *staff.add_staff(
            now.services, arguments.name, Role(getattr(arguments, "role", "counsellor")), actor(), now.wall.now()
        ),
    )


def _renew(arguments: argparse.Namespace) -> int:
    now = built()
    found = _named(now, arguments.name)
    return _told(now, arguments, *staff.renew(now.services, now.desk, found.id, actor(), now.wall.now()))


def _disable(arguments: argparse.Namespace) -> int:
    now = built()
    found = _named(now, arguments.name)
    return _told(now, arguments, staff.disable(now.services, now.desk, found.id, actor()))


def _unlock(arguments: argparse.Namespace) -> int:
    now = built()
    found = _named(now, arguments.name)
    sign_in_tries.unlock(now.services, now.desk, found.id, actor())
    told = now.services.words("console.accounts.unlocked_told", {"name": found.name})
    print(json.dumps({"id": found.id, "name": found.name}, ensure_ascii=False) if arguments.json else told)
    return 0


def _sign_out(arguments: argparse.Namespace) -> int:
    now = built()
    whom = "" if arguments.all else _named(now, arguments.name).id
    ended = staff.end_sessions(now.services, now.desk, whom, actor())
    print(json.dumps({"sessions": ended}) if arguments.json else f"サインアウトしました: {ended}件")
    return 0


def _named(now: Built, name: str) -> Staff:
    found = now.desk.staff_named(staff.tidy_name(name))
    if not found:
        raise RefusedError("unknown_staff")
    return found


def _told(now: Built, arguments: argparse.Namespace, account: Staff, code: str = "") -> int:
    address = f"{now.settings.public_url}/staff/first"
    if arguments.json:
        print(
            json.dumps(
                {**_shown(account), **({"code": code, "url": address} if code else {})}, ensure_ascii=False, indent=2
            )
        )
    elif code:
        words = now.services.words
        print(words("console.accounts.code_told", {"code": code, "url": address, "name": account.name}))
    else:
        print(now.services.words("console.accounts.disabled_told", {"name": account.name}))
    return 0
