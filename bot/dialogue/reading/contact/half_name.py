"""Half of a name that is told to be the right one: 「名字は高梨です」. The other half stays where it is certain."""

import re
from dataclasses import dataclass

from bot.dialogue.reading.contact.name import read_name
from bot.dialogue.reading.contact.name_in_text import GRAMMAR, NO_NAME
from bot.dialogue.reading.results import Value
from bot.dialogue.reading.text import half_width, visible

LABEL = re.compile(
    r"(?:(?P<given>[下した]の?(?:お?名前|なまえ)|ファーストネーム)|(?P<family>お?(?:名字|苗字|みょうじ)|ファミリーネーム|旧?姓(?!名))"
    r"|(?P<name>お?名前|氏名|なまえ))(?:の(?:ほう|方))?(?:だけ)?(?:の?(?:漢字|かんじ|字))?"
)
# What may stand between the label and the half, one after the other.
LINK = re.compile(
    r"[がはをもので、:：\s…]|やっぱり?|やはり|正しくは|今は|いまは|新しく|本当は|(?:結婚|離婚|入籍|再婚)(?:し|をし)?て"
    r"|(?:違|間違|まちが|ちが)[っいえう][^、。\s]{0,8}?(?:[、。\s]|(?:[たる]|まし[ただ]|ます|です|んで|ので|けど|て)(?=[一-龥々ァ-ヶ]))|変わ(?:って(?!い)|りまして|ったので|ったんで|りました[、。])"
    r"|(?P<not>[^、。\s]{1,6})(?:じゃ|では|で)なくて?"
)
TOLD = re.compile(
    r"(?P<half>[一-龥々ヶ]{1,6}|[ァ-ヶー]{2,8}|[ぁ-ん]{2,6}?)(?:の(?:方|ほう))?"
    r"(?:(?:です|でした|だよ|だ|で|に)?|で(?:お願い|登録)[^、。]{0,8}|にな(?:り|った|って)[^、。]{0,6}"
    r"|[にへ](?:変|かえ|直|なお|訂正|修正|し[てとま]|お願い)[^、。]{0,10}|と(?:申|い|言|書)[^、。]{0,6}|の(?:間違|まちが|誤)[^、。]{0,8})[。！!\s]*"
)
# Told without saying of what: it is of the name where what is denied is a half of it, 「山田じゃなくて山口です」.
INSTEAD = re.compile(
    r"(?P<not>[^、。\s]{1,8}?)(?:じゃ|では|で|や)な(?:くて?|い(?:です|んです)?)[、。]?\s?"
    r"(?P<half>[一-龥々ヶ]{1,6}|[ァ-ヶー]{2,8}|[ぁ-ん]{2,8}?)(?:です|でした|だよ|だ)?[。！!\s]*"
)
WHOLE = 4  # kanji of which a name is hardly only a half
# Families of one sign, and some of three: which half is which is not certain where a name begins with one of these.
ONE = frozenset("林森原東岡南北西堀谷関辻橋泉沢島浜星平奥金牧滝菅柳楠榊桂畑旭李王張劉陳楊黄趙周呉朴崔鄭尹高小大上中")
TWO = re.compile(
    r"(?:高[橋田木山野島井梨]|小[林川野田山島池]|大[野西塚橋田山川]|上[田野原村]|中[村島山川野田西]|平[野田井]|東[野田])"
)
THREE = re.compile(
    r"佐[々久]木|佐[久藤]間|長谷[川部]|五十嵐|[大久小]久保|久保田|小野[寺田]|宇都宮|日下部|小笠原|宇佐[美見]|安孫子|曽我部|波多野|御手洗|[^一-龥々]"
)


@dataclass(frozen=True)
class Half:
    """A part of a name; which is "family", "given", or "" where it is not said; what is said to be wrong instead."""

    text: str
    which: str
    instead: str = ""


def half_told(text: str) -> Half | None:
    """Give the half, or the whole, that is told behind what it is; None where none is."""
    plain = half_width(visible(text))
    for label in reversed(list(LABEL.finditer(plain))):
        at, instead = label.end(), ""
        while link := LINK.match(plain, at):
            at, instead = link.end(), link["not"] or instead
        told = TOLD.fullmatch(plain, at)
        which = next((name for name in ("given", "family") if label[name]), "")
        if told and _may_be_one(told["half"], which):
            return Half(told["half"], which, instead)
    return None


def half_instead(text: str, held: str) -> Half | None:
    """Give the half that is to stand in place of one of the name that is held; None where none is."""
    told, halves = INSTEAD.fullmatch(half_width(visible(text))), _halves(held)
    if not told or not halves or told["not"] not in (halves[0], halves[2]) or not _may_be_one(told["half"], "family"):
        return None
    return Half(told["half"], "family" if told["not"] == halves[0] else "given", told["not"])


def _may_be_one(half: str, which: str) -> bool:
    is_kana = bool(re.fullmatch("[ぁ-ん]+", half))
    if (is_kana and (not which or GRAMMAR.search(half))) or NO_NAME & {*half}:
        return False
    return isinstance(read_name(half), Value)


def with_half(held: str, half: Half) -> str | None:
    """Give the name with its new half, "" where it is not certain which one stays; None for a whole name."""
    halves = _halves(held)
    if _is_whole(held, half, halves):
        return None
    if not halves or half.instead not in held:
        return ""
    family, between, given = halves
    which = half.which or _alike(half.text, family, given)
    return {"family": f"{half.text}{between}{given}", "given": f"{family}{between}{half.text}"}.get(which, "")


def _is_whole(held: str, half: Half, halves: tuple[str, str, str] | None) -> bool:
    text, letters = half.text, "".join(held.split())
    if len(text.split()) > 1 or not re.match("[一-龥]", text):
        return len(text.split()) > 1 or (not half.which and len(text) >= len(letters))
    keeps = halves and len(text) > 2 and (text.endswith(halves[2]) or text.startswith(halves[0]))
    return bool(keeps) or len(text) >= WHOLE or (not half.which and len(text) >= len(letters))


def _halves(held: str) -> tuple[str, str, str] | None:
    """Give family, what stands between, and given name; None where that is not certain."""
    found = re.fullmatch(r"([^\s・A-Za-z]{1,6})(\s)([^\s・A-Za-z]{1,8})", held)
    if found:
        return found[1], found[2], found[3]
    in_kana = re.fullmatch(r"([一-龥々]{1,4})([ぁ-ん]{2,5}|[ァ-ヶー]{2,5})", held)
    if in_kana:
        return in_kana[1], "", in_kana[2]
    if len(held) != WHOLE or THREE.search(held) or (held[0] in ONE and not TWO.match(held)):
        return None
    return held[:2], "", held[2:]


def _alike(half: str, family: str, given: str) -> str:
    """Say which half another way of writing is of, by the signs that they share."""
    like = [name for name, old in (("family", family), ("given", given)) if {*old} & {*half} and len(old) == len(half)]
    return like[0] if len(like) == 1 else ""
