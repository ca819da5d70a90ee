"""`madoguchi keys`: a new key is made, and everything is sealed anew with the first one."""

import re
from collections import Counter

import click

from bot.adapters.store.cipher import Cipher
from bot.adapters.store.key_rotation import Sealing
from bot.adapters.store.key_rotation import rotate as rotate_values
from bot.cli.fresh_keys import data_key
from bot.cli.japanese_click import Group
from bot.cli.output import json_option, show
from bot.cli.process import built, note_in_audit_log
from bot.cli.progress import counted
from bot.errors import SettingsError

NAME = r"[A-Za-z0-9_-]{0,32}"

keys = Group("keys")


@keys.command(help="DATA_KEYS に足す新しい鍵を作って出す（どこにも書かない）")
@click.option("--name", default="", help="鍵の名前（英数字。なければ日付から作る）")
@json_option
def new(name: str, as_json: bool) -> None:
    """Print a new key; nothing is written."""
    if not re.fullmatch(NAME, name):
        raise SettingsError("鍵の名前は英数字と - _ だけにしてください")
    made = data_key(name)
    how = "DATA_KEYS の先頭に足し、コンマで区切ってください。それから madoguchi keys rotate"
    show({"key": made}, f"{made}\n{how}", as_json=as_json)


@keys.command(help="すべてを DATA_KEYS の先頭の鍵で封じ直す（途中でやめても続けられる）")
@json_option
def rotate(as_json: bool) -> int:
    """Seal every value with the first key; 1 when some could not be opened."""
    wired = built(is_patient=True)
    wired.process.store.health()  # a DATA_KEYS that opens nothing is said before anything is written
    values = rotate_values(wired.client, wired.keys, Cipher(wired.settings.data_keys))
    counts = Counter(counted(values, "封じ直しています"))
    first = wired.settings.data_keys[0][0]
    note_in_audit_log(wired, "keys_rotated", f"{first if first.isascii() else 'key'} {counts[Sealing.RENEWED]}")
    told = {outcome.value: counts[outcome] for outcome in Sealing}
    line = f"鍵 {first}: 封じ直し {told['renewed']}件、もとから {told['current']}件、開けない {told['unreadable']}件"
    show({"key": first, **told}, line, as_json=as_json)
    return 1 if counts[Sealing.UNREADABLE] else 0
