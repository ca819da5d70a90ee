"""`madoguchi store show|accept|rename|compare`: whether Redis is ours and as we wrote it, and a person's word on it."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.adapters.redis.client import connect_patient
from bot.adapters.store import backup as backups
from bot.bootstrap import Built
from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.errors import TOLD, RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.replies import DropReply
from bot.service.audit import verify
from bot.service.events.office_now import standing_now
from bot.service.health.compare import compare
from bot.service.notices.after_restore import held, in_doubt

if TYPE_CHECKING:
    from bot.ports.store import Write


def add_to(commands: Any) -> None:
    """Add the commands."""
    parser = commands.add_parser("store", help="Redis の中身が変わっていないか")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _add(actions, "show", _show, "変わっていないか、何が入っているかを見る")
    _add(actions, "compare", _compare, "予約・枠・索引・通知・監査記録を突き合わせる（直しはしない）")
    _add(actions, "rename", _rename, "窓口の名前やLINEのアカウントが変わったと知ったうえで、いまのものを登録し直す")
    _add(actions, "accept", _accept, "変わったと知ったうえで、いまの中身で書き込みを再開する")


def _add(actions: Any, name: str, run: Any, about: str) -> None:
    parser = actions.add_parser(name, help=about)
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=run)


def _found(now: Built, changed: str) -> dict[str, Any]:
    """Give why it is stopped, the count of bookings, the moment of the newest entry of the audit log."""
    entries = verify.entries(now.services)
    last = entries[-1]["at"] if entries else None
    return {"changed": changed, "bookings": len(now.services.store.bookings()), "audit_last": last}


def _contents(found: dict[str, Any]) -> str:
    return f"予約{found['bookings']}件、監査記録の最後: {found['audit_last'] or 'なし'}"


def _show(arguments: argparse.Namespace) -> int:
    now = built()
    found = _found(now, now.services.store.changed())
    if found["changed"]:
        state = f"中身が{TOLD.get(found['changed'], '変わっています')}。書き込みを止めています"
        way = "バックアップから戻すなら madoguchi restore、このまま続けるなら madoguchi store accept"
        _print(arguments, found, f"Redis: {state}\n{_contents(found)}\n{way}")
        return 1
    _print(arguments, found, f"Redis: 変わりありません\n{_contents(found)}")
    return 0


def _rename(arguments: argparse.Namespace) -> int:
    now = built()
    name = now.services.office.name
    now.services.store.disown(name)
    entry = Entry(now.services.clock.now(), actor(), "store_renamed")
    now.services.store.commit((), (Record(entry),))
    line = f"この Redis を、窓口「{name}」のものとしました。LINEのアカウントは、次に届いたものを登録します"
    _print(arguments, {"name": name}, line)
    return 0


def _accept(arguments: argparse.Namespace) -> int:
    now = built()
    changed, moment = now.services.store.changed(), now.services.clock.now()
    if not changed:
        raise RefusedError("store_is_same")
    found = _found(now, changed)
    snapshot = backups.read(connect_patient(now.settings.redis_url), now.keys, now.wall.now(), moment)
    doubtful = in_doubt(backups.ledger(snapshot), None, moment)
    entry = Entry(moment, actor(), "store_accepted", detail=changed)
    writes: list[Write] = [*doubtful, *(DropReply(one) for one in backups.replies(snapshot)), Record(entry)]
    if now.store.accept(writes):
        raise RefusedError("store_changed_again")
    line = f"いまの中身で再開します。{_contents(found)}。送るかどうか人が決める通知: {held(doubtful)}件"
    _print(arguments, {**found, "held_notices": held(doubtful)}, line)
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    found = compare(standing_now(built().services))
    told = "\n".join(f"{one.kind} {one.id}" for one in found) or "食い違いはありません"
    _print(arguments, {"count": len(found), "differences": [asdict(one) for one in found]}, told)
    if found:
        cure = "docs/operations.md の Comparing the store を見てください"
        print(f"madoguchi: 食い違いが{len(found)}件あります。{cure}", file=sys.stderr)
    return 1 if found else 0


def _print(arguments: argparse.Namespace, document: dict[str, Any], line: str) -> None:
    print(json.dumps(document, ensure_ascii=False) if arguments.json else line)
