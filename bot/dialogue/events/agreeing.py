"""Whether a text is nothing but a yes to the card that cancels or moves, in whatever words; a rest makes it none."""

import re

from bot.booking.text import compatible
from bot.dialogue.understanding.folding import BLANK, without_pictures

YES = r"はい|うん|おけ|ok|オッケー|おっけー|オーケー|よか(?:ばい|よ|です)|ええよ|いいよ"
WANTS = r"(?:お願い|おねがい)(?:(?:いた|致)?し(?:ます|たい(?:です)?))?|頼(?:みます|んます|む)|たの(?:みます|んます)"
DEEDS = {
    "change": r"変更(?:する|します|して(?:ください|おいて|ほしい)?)?|へんこう(?:する|します)?"
    r"|(?:変え|かえ)(?:て(?:ください|おいて|ほしい)?|といて|ちゃって|ます|る)|(?:いって|進めて)(?:ください)?",
    "cancel": r"(?:取り?消(?:し(?:て(?:ください|おいて|ほしい)?|ます)?|す)|消して(?:ください)?"
    r"|キャンセル(?:する|します|して(?:ください|おいて|ほしい)?)?)",
}
POINTS = r"(?:その|この|上の)(?:日時|日程|日|時間|内容)|それ|これ|こちら"
FINE = r"(?:いい|良い|よい|ええ|よか|大丈夫|問題(?:ない|ありません))(?:です)?"
BESIDE = (
    r"了解(?:です|しました)?|承知(?:です|しました)?|わかりました|分かりました|よろしく|わ$|っ"
    r"|では|じゃあ|じゃ|ほんなら|ほな|ぜひ|です|[\s、。,.!~ーでにを]"
)
NEEDS_NONE = re.compile(r"(?:変更|変え|かえ|取り?消|キャンセル)[^、。]{0,3}(?:いい|良い|よい|ええ|よか|大丈夫)")


# Who only points, as with 「それ」 alone, may ask as well.
POINTED = rf"(?:{POINTS})(?:[でがに]?(?:{WANTS}|{FINE})|[でに](?:です)?$)"
MEANT = {flow: re.compile(f"{YES}|{deeds}|{POINTED}") for flow, deeds in DEEDS.items()}
EVERY = {flow: re.compile(f"{YES}|{deeds}|{WANTS}|{POINTS}|{FINE}|{BESIDE}") for flow, deeds in DEEDS.items()}


def agrees(text: str, flow: str) -> bool:
    """Say whether a text is a yes to the open card and nothing else: 「それで変えといて」, 「よかばい」."""
    plain = BLANK.sub("", compatible(without_pictures(text)).casefold())
    if NEEDS_NONE.search(plain):
        return False
    return bool(MEANT[flow].search(plain)) and not EVERY[flow].sub("", plain)
