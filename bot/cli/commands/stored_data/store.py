"""`madoguchi store show|accept|rename|compare|migrate`: whether Redis is ours and as we wrote it; a person's word."""

import sys
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.adapters.store import migrations
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.contents import Contents
from bot.adapters.store.forms import FORMAT
from bot.adapters.store.migrations import format_of
from bot.bootstrap import Built
from bot.cli import output
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, when
from bot.cli.process import actor, built, note_in_audit_log
from bot.cli.progress import counted, working
from bot.errors import HALF, HALF_LINE, TOLD, RefusedError, StoreChangedError
from bot.ports.audit import Entry, Record
from bot.ports.replies import DropReply
from bot.service.audit.lines import entry_of, read_line
from bot.service.events.office_now import context_now
from bot.service.health import compare as comparison
from bot.service.notices.after_restore import held, in_doubt

if TYPE_CHECKING:
    from bot.ports.store import Write

WAYS = "バックアップから戻すなら madoguchi restore、このまま続けるなら madoguchi store accept"
CURE_FOR_DIFFERENCES = "docs/operations.md の Comparing the store を見てください"

store = Group("store")


@store.command(help="変わっていないか、何が入っているかを見る")
@json_option
def show(as_json: bool) -> int:
    """Print what is there; 1 when it changed behind our back."""
    wired = built(is_patient=True)
    found = _contents(wired, wired.process.store.changed())
    if not found["changed"]:
        output.show(found, f"Redis: 変わりありません\n{_in_words(found)}", as_json=as_json)
        return 0
    state = f"中身が{TOLD.get(found['changed'], '変わっています')}。書き込みを止めています"
    way = HALF_LINE if found["changed"] == HALF else WAYS
    output.show(found, f"Redis: {state}\n{_in_words(found)}\n{way}", as_json=as_json)
    return 1


def _contents(wired: Built, changed: str) -> dict[str, Any]:
    """Give why it is stopped, the count of bookings, the moment of the newest entry of the audit log."""
    audit, form = wired.process.store.audit_end(), format_of(wired.client, wired.keys)
    newest = wired.process.store.audit_lines(max(audit.entries - 1, 0), audit.entries)
    last = next((entry_of(read_line(one.text).entry).at.isoformat() for one in newest), None)
    return {"changed": changed, "bookings": audit.bookings, "audit_last": last, "format": form}


def _in_words(contents: dict[str, Any]) -> str:
    last = contents["audit_last"]
    return f"予約{contents['bookings']}件、監査記録の最後: {when(datetime.fromisoformat(last)) if last else 'なし'}"


@store.command(help="予約・枠・索引・通知・監査記録を突き合わせる（直しはしない）")
@json_option
def compare(as_json: bool) -> int:
    """Print what does not fit together; 1 when there is something."""
    with working("突き合わせています"):
        found = comparison.compare(context_now(built(is_patient=True).process))
    lines = "\n".join(f"{one.kind} {one.id}" for one in found) or "食い違いはありません"
    output.show({"count": len(found), "differences": [asdict(one) for one in found]}, lines, as_json=as_json)
    if found:
        print(f"madoguchi: 食い違いが{len(found)}件あります。{CURE_FOR_DIFFERENCES}", file=sys.stderr)
    return 1 if found else 0


@store.command(help="窓口の名前やLINEのアカウントが変わったと知ったうえで、いまのものを登録し直す")
@json_option
def rename(as_json: bool) -> None:
    """Note the present name and account as those that Redis belongs to."""
    wired = built()
    name = wired.process.files.office.name
    wired.process.store.disown(name)
    note_in_audit_log(wired, "store_renamed", "")
    line = f"この Redis を、窓口「{name}」のものとしました。LINEのアカウントは、次に届いたものを登録します"
    output.show({"name": name}, line, as_json=as_json)


@store.command(help="前の版の形式のデータを、この版のものにする（前の版のプロセスをすべて止めてから）")
@json_option
def migrate(as_json: bool) -> None:
    """Bring the data into the form of this release; broken off, it goes on where it was."""
    wired = built(is_patient=True)
    before = format_of(wired.client, wired.keys)
    steps = sum(1 for _ in counted(migrations.migrate(wired.client, wired.keys), "データの形式を変えています"))
    if steps:
        note_in_audit_log(wired, "store_migrated", f"{before} {FORMAT}")
    line = f"データの形式は {FORMAT} です" + ("" if steps else "。することはありません")
    output.show({"before": before, "format": FORMAT, "steps": steps}, line, as_json=as_json)


@store.command(help="変わったと知ったうえで、いまの中身で書き込みを再開する")
@json_option
def accept(as_json: bool) -> None:
    """Go on with what is there; what may have been sent before is left to a person."""
    wired = built(is_patient=True)
    changed, moment = wired.process.store.changed(), wired.process.clock.now()
    if not changed:
        raise RefusedError("store_is_same")
    if changed == HALF:
        raise StoreChangedError(HALF)
    found = _contents(wired, changed)
    contents = Contents(moment)
    pieces = contents.noting(backups.whole(backups.read(wired.settings.redis_url, wired.keys)))
    for _ in counted(pieces, "Redis を読んでいます"):
        pass
    doubtful = in_doubt(contents.old, None, moment)
    entry = Entry(moment, actor(), "store_accepted", detail=changed)
    writes: list[Write] = [*doubtful, *(DropReply(one) for one in contents.replies), Record(entry)]
    if not wired.store.accept(writes):
        raise RefusedError("store_changed_again")
    line = f"いまの中身で再開します。{_in_words(found)}。送るかどうか人が決める通知: {held(doubtful)}件"
    output.show({**found, "held_notices": held(doubtful)}, line, as_json=as_json)
