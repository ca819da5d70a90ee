"""氏名: kept just as it was typed, for no form of normalising leaves every real name whole."""

import re
import unicodedata

from bot.booking.text import compatible
from bot.dialogue.reading.contact.web_address import has_web_address
from bot.dialogue.reading.results import Retry, Value
from bot.dialogue.reading.text import clean, half_width, visible, without_emoji

LONGEST_NAME = 60
LABELS = ("名前", "なまえ", "氏名", "姓名", "フルネーム", "本名", "name", "full name", "私", "わたし")
NEVER_TAKEN = frozenset({"looks_like_mail", "looks_like_url", "not_a_name"})  # not even when they are typed twice
LABEL_ALONE = re.compile(r"[【「［\[]?お?(?:名前|なまえ|氏名|姓名|フルネーム)[】」］\]]?\s*[はが:：=＝]?")
FORMER = re.compile(r"[(（〈＜【][^()（）旧]{0,10}旧(?:姓|氏)[^()（）]{0,40}[)）〉＞】]|[\s、,]旧姓.{0,40}$")
FACE = re.compile(r"[(（][^()（）\w]{1,8}[)）]|[(（](?:笑|汗|泣|涙)[)）]")
# What is said about a name, asked or wanted; found in no name.
SAID = re.compile(
    r"大丈夫|だいじょうぶ|違[いうっ]|ちがい(?:ま|です)|間違|まちがえ|変え[てたま]|変更|訂正|修正|わか[りらん]|分か[りらん]|教え|下さ[いる]|くださ[いる]"
    r"|ません|(?:です|ます|でしょう|のです|んです)(?:か|けど|が)|したい|欲しい|ほしいです|必要|待って|後で|あとで|そのまま|漢字|同じです"
    r"|[?？]\s*$|じゃな[いく]|ではな[いく]|[^\s]を[^\s]"
)
SENTENCE = re.compile(
    r"[」』]と|らしい|と書い|なくてい|つもり"
    r"|ので|けど|のに|[てでっ]い[るたま]|なかった|でした|しました|ました[。]?$|(?:ん|もの|こと)だ$"
)
YES_AND_NO = re.compile(r"(?:はい|いいえ|いえ|うん|ok|yes|no|なし|無し|ない|ないです|特に(?:なし|ない))", re.IGNORECASE)
# Planes 2 and 3 hold ideographs only; Python's tables do not know those assigned after its release.
LATER_KANJI = range(0x20000, 0x3FFFE)


def read_name(text: str) -> Value | Retry:
    """Read a person's name: the value as typed, the key folded in width and case, without spaces."""
    name = clean(FACE.sub(" ", FORMER.sub("", without_emoji(visible(text)))), *LABELS)
    reason = _why_not(name)
    return Retry(reason, final=reason in NEVER_TAKEN) if reason else Value(name, _key(name))


def _why_not(name: str) -> str:
    if not name or LABEL_ALONE.fullmatch(name):
        return "empty"
    if "@" in compatible(name):
        return "looks_like_mail"
    if has_web_address(name):
        return "looks_like_url"
    if SAID.search(name) or YES_AND_NO.fullmatch(name):
        return "not_a_name"
    if SENTENCE.search(name):
        return "maybe_no_name"
    if len(name) > LONGEST_NAME:
        return "too_long"
    return "" if any(map(_is_letter, name)) else "no_letter"


def _is_letter(char: str) -> bool:
    return unicodedata.category(char).startswith("L") or ord(char) in LATER_KANJI


def _key(name: str) -> str:
    return "".join(visible(half_width(name)).split()).casefold()
