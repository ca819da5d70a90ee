"""Several answers in one message, labelled or not. What is not certain is left out: asking is better than guessing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.dialogue.reading.contact import email, number, telephone
from bot.dialogue.reading.contact.digits import DASHES, contains_my_number
from bot.dialogue.reading.contact.fax import without_fax
from bot.dialogue.reading.contact.name import read_name
from bot.dialogue.reading.contact.name_in_text import name_in
from bot.dialogue.reading.results import Value
from bot.dialogue.reading.text import LATELY, visible

CUT = "\x00"  # where something was taken out
NUMBER_LABELS = tuple(label for label in number.LABELS if label != "番号")
LABELS = {
    "number": NUMBER_LABELS,
    "telephone": telephone.LABELS,
    "email": email.LABELS,
    "name": ("名前", "なまえ", "氏名", "姓名", "フルネーム"),
    "when": ("希望日時", "希望日", "予約日時", "日時", "日程", "希望時間", "時間"),
    "other": ("相談内容", "内容", "備考", "住所", "年齢", "生年月日", "ふりがな", "フリガナ", "番号"),
}
READERS = {"number": number.read_number, "telephone": telephone.read_telephone, "email": email.read_email}
# Shapes that are certain without a label, on a text whose characters are folded one by one.
SHAPES = {
    "email": re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++@[A-Za-z0-9.-]*[A-Za-z0-9]"),
    "number": re.compile(
        r"(?<![\d-])(?:\d{5}-\d{4,8}|(?!0\d{4} \d{5,6}(?!\d))\d{5} \d{4,8})(?! \d{3,4}(?![\d:/-]))(?![\d-])"
    ),
    "telephone": re.compile(
        r"(?<![\d+-])0\d{9,10}(?![\d-])|(?<![\d-])0\d{1,4}([- ])\d{1,4}\1\d{3,4}(?![\d-])"
        r"|(?<![\d-])0\d{1,4}\(\d{1,4}\)\d{3,4}(?![\d-])|(?<!\d)\+\d[\d-]{7,16}\d(?![\d-])"
    ),
}
# A job-seeker number without its dash is certain beside a telephone number or an address only. So begin the mobile
# telephones of China, Indonesia, Brazil, Nepal and Bangladesh without "+", which have as many digits.
ABROAD = r"861[3-9]|628|55[1-9][1-9]9|9779|8801"
WITHOUT_DASH = re.compile(rf"(?<![\d+-])(?!{ABROAD})\d{{13}}(?![\d-])")
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# The groups of a telephone number, said: 「093の123の4567」.
SAID = re.compile(r"(?<![0-9])(0[0-9]{1,4})の([0-9]{1,4})の([0-9]{3,4})(?![0-9])")
DASHED = re.compile(rf"(?<=[0-9])[{DASHES}](?=[0-9])")
END = re.compile(r"[\n、。;\x00]|,(?!\d)")
CIRCLED = re.compile("[①-⑳]")
BULLET = re.compile(r"^(?:[(（]?[1-9１-９][.)．）]\s*(?=[^\d\s])|[(（]?[1-9１-９][.)．）]\s+|[・●■○◆◇□▪–-]\s*)")
NO_NAME = re.compile(
    r"(?:ます|ません|です|する|した|ない|なくて?|後ほど|同じ|[?？])$|後で|あとで|[@:：]|\d|(?:直さ|変え|違わ|間違え?|しなく)(?:な|て)|訂正"
)
GOES_ON = re.compile(r"[のをにでとへや]|だけ|から|まで|って|なんて|とか")
SEPARATORS = ("は", "が", "も", ":", "：", "=", "＝", "】", "」", "）", ")", "]", "\n")
TAILS = ("のほうが正しい", "の方が正しい", "が正しい", "で", "です", "になります", "、", ",", " ", "\u3000")
PURPOSES = {
    "consultation": re.compile(
        r"(?<=[\s、。,/・\x00])職業相談(?=$|[\s、。,/・\x00]|です|[をが]?(?:お願い|希望|したい))|^職業相談(?=[\s、。,/・\x00]+\S)"
    ),
    "interview": re.compile(r"面接の?(?:練習|対策)|模擬面接"),
    "documents": re.compile(r"(?:応募書類|履歴書|職務経歴書|書類)の?(?:添削|作成|相談)"),
}
NOT = re.compile(r"では?な|じゃな|以外")
NO_HELP = re.compile(
    r"(?:手伝い|手助け|通訳(?:・介助)?|介助|サポート)(?:の?人)?(?:は|も|が)?(?:なし|無し|不要|いりません|いらない|要りません|要らない|必要(?:ない|なし|ありません))"
)
A_HELP = re.compile(r"手話|筆談|筆記|字幕|付き添|つきそ|語の?通訳")
# Answers that tell nothing, or only a help: which question they answer is told by their neighbours.
PARTS = re.compile(r"[、。,，\n\s\x00]+")
TELLS_NONE = re.compile(
    r"(?:特に)?(?P<told>(?:わか|分か|知)(?:ら(?:ない|ず|ん)|りません)|不明|不要|(?:なし|無し|ない|無い)|ありません|いら(?:ない|ん)|いりません"
    r"|必要(?:なし|無し|ない|ありません)|持って(?:い)?(?:ない|ません))(?:です|で)?"
)
NO_NUMBER = re.compile(
    r"(?<!電話)(?:求職|登録|受付)?番号(?:は|が|も)?(?:(?:わか|分か)(?:ら(?:ない|ず|ん)|りません)|不明|なし|無し)(?:です|で)?(?=$|[、。,\s]|電話|メール)"
)
ONLY_A_HELP = {
    "sign_language": re.compile(r"手話(?:通訳)?(?:です|希望)?"),
    "writing": re.compile(r"(?:筆談|要約筆記)(?:です|希望)?"),
}
ORDER = ("name", "number", "telephone", "email", "purpose", "support")
NONE_OF = {
    "number": ("わからない", re.compile(r"[わ分知]|不明|な[しい]|無|持")),
    "email": ("なし", re.compile(r"不要|な[しい]|無|あり|い[らり]|必要|持")),
    "support": ("none", re.compile(r"不要|な[しい]|無|あり|い[らり]|必要")),
}
# Where one sentence ends and the next begins in what is spoken, and written without stops.
RUN_ON = re.compile(r"(?<=です|ます)(?=[^、。\s\x00かねよがけのでしとっもわやさ…!?！？」）)])")
LONGEST_BREATH = 24  # characters; a shorter text is one sentence


def _any(labels: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True)) + ")"


# A label of each kind: before what has the shape of its answer; with what may stand between it and its answer.
BEFORE = {kind: re.compile(rf"{_any(LABELS[kind])}[^\n、。\x00]{{0,4}}$", re.IGNORECASE) for kind in SHAPES}
WHAT_IT_IS = r"(?:(?:に(?:つきまして|ついて|関して)は、?|[はがも:：=＝])\s*+)?"
LABEL = {
    kind: re.compile(rf"{_any(labels)}\s*+(?:[】」）)\]]\s*+)?{WHAT_IT_IS}", re.IGNORECASE)
    for kind, labels in LABELS.items()
}
NEXT_LABEL = re.compile(
    rf"[・●■○◆◇□【「『\[]?(?:ご|お)?{_any(label for labels in LABELS.values() for label in labels)}", re.IGNORECASE
)
NO_TIME = _any(label for kind, labels in LABELS.items() if kind != "when" for label in labels)
BARE_LABEL = re.compile(rf"(?:ご|お)?{NO_TIME}\s*[はがも:：=＝]?", re.IGNORECASE)
CUTS = re.compile(f"{CUT}[、,\\s{CUT}]*")


@dataclass(frozen=True)
class Piece:
    """The text of one answer, and whether its label stood in front of it."""

    text: str
    labelled: bool = False


@dataclass(frozen=True)
class Pieces:
    """What a message holds with certainty, by question, and the rest, in which a day and a time may stand."""

    found: dict[str, Piece]
    rest: str
    my_number: bool = False


@lru_cache(LATELY)
def pieces_in(text: str) -> Pieces:
    """Take a message apart."""
    text = RUN_ON.sub("。", text) if len(text) > LONGEST_BREATH and not END.search(text) else text
    plain = "\n".join(BULLET.sub("", visible(line)) for line in CIRCLED.sub("\n", without_fax(text)).splitlines())
    found: dict[str, Piece] = {}
    for question, shape in SHAPES.items():
        plain = _taken(question, shape, plain, found)
    if "number" not in found and any(found[one].text for one in ("telephone", "email") if one in found):
        plain = _taken("number", WITHOUT_DASH, plain, found)
    for question in READERS:
        if question not in found:
            plain = _labelled(question, plain, found)
    if contains_my_number(plain):
        return Pieces({}, "", my_number=True)
    plain = _named(plain, found)
    named = [value for value, pattern in PURPOSES.items() if pattern.search(plain)]
    found |= {"purpose": Piece(named[0])} if len(named) == 1 and not NOT.search(plain) else {}
    if NO_HELP.search(plain) and not A_HELP.search(plain):
        found["support"] = Piece("none")
    for name, piece in _told_by_place(text, found).items():
        found.setdefault(name, piece)
    return Pieces({name: piece for name, piece in found.items() if piece.text}, _without_labels(plain))


def _told_by_place(text: str, found: dict[str, Piece]) -> dict[str, Piece]:
    """Give what is told by its place alone: 「なし」 between a telephone number and a purpose is said of the mail."""
    told = {"number": Piece(NONE_OF["number"][0])} if NO_NUMBER.search(text) else {}
    parts = [one for one in PARTS.split(visible(text)) if one]
    if len(parts) < 2 or not found:
        return told
    kinds = [_kind_of(part, found) for part in parts]
    for place, part in enumerate(parts):
        named = "" if kinds[place] else _between(kinds[:place][-1:], kinds[place + 1 :][:1])
        helps = [value for value, words in ONLY_A_HELP.items() if words.fullmatch(part)]
        nothing, value = TELLS_NONE.fullmatch(part), NONE_OF.get(named)
        if named == "support" and helps:
            told[named], kinds[place] = Piece(helps[0]), named
        elif nothing and value and value[1].match(nothing["told"]):
            told[named], kinds[place] = Piece(value[0]), named
    return told


def _between(before: list[str], behind: list[str]) -> str:
    """Give the question that follows one, and comes right before another; "" where they do not agree."""
    meant = {ORDER[ORDER.index(one) + 1 :][:1] for one in before if one}
    meant |= {ORDER[: ORDER.index(one)][-1:] for one in behind if one}
    return "".join(meant.pop()) if len(meant) == 1 else ""


def _kind_of(part: str, found: dict[str, Piece]) -> str:
    """Give the question that a part of a message answers, "" for none."""
    if TELLS_NONE.fullmatch(part):
        return ""
    typed = (name for name in ("name", *SHAPES) if name in found and found[name].text and found[name].text in part)
    told = next(typed, "")
    if not told and "purpose" in found and any(words.search(f"、{part}、") for words in PURPOSES.values()):
        return "purpose"
    return told or ("support" if NO_HELP.search(part) else "")


def _folded(text: str) -> str:
    """Fold digits, signs and dashes one by one, so that every place stays where it is."""
    return DASHED.sub("-", SAID.sub(r"\1-\2-\3", text.translate(NARROW)))


def _taken(question: str, shape: re.Pattern[str], plain: str, found: dict[str, Piece]) -> str:
    """Take out what has the shape of an answer; two different ones, or one that can't be read, are left to be asked."""
    matches = list(shape.finditer(_folded(plain)))
    read = [READERS[question](match.group()) for match in matches]
    values = {one.key for one in read if isinstance(one, Value)}
    if matches:
        certain = len(values) == 1 and all(isinstance(one, Value) for one in read)
        label = BEFORE[question].search(plain[: matches[0].start()])
        found[question] = Piece(matches[0].group() if certain else "", labelled=bool(label))
    for match in matches:
        plain = plain[: match.start()] + CUT * len(match.group()) + plain[match.end() :]
    return plain


def _labelled(question: str, plain: str, found: dict[str, Piece]) -> str:
    """Take out what stands behind the label of an answer."""
    span = _behind(question, plain)
    if span:
        piece = plain[span[0] : span[1]].strip()
        if isinstance(READERS[question](piece), Value):
            found[question] = Piece(piece, labelled=True)
            return plain[: span[0]] + CUT * (span[1] - span[0]) + plain[span[1] :]
    return plain


def _behind(question: str, plain: str) -> tuple[int, int] | None:
    """Find what follows the only label of a kind, up to a stop or the next label."""
    labels = list(LABEL[question].finditer(plain))
    if len(labels) != 1:
        return None
    start = labels[0].end()
    ends = [match.start() for match in (END.search(plain, start), NEXT_LABEL.search(plain, start)) if match]
    return start, min(ends, default=len(plain))


def _named(plain: str, found: dict[str, Piece]) -> str:
    span = _behind("name", plain)
    piece = _without_tails(plain[span[0] : span[1]].strip()) if span else ""
    if span and piece:
        if NO_NAME.search(piece) or _is_no_name(piece, plain[: span[0]]):
            return plain
        found["name"] = Piece(piece, labelled=True)
        return plain[: span[0]] + CUT + plain[span[1] :]
    name = name_in(_without_labels(plain), among_data=bool(found.keys() & READERS.keys()))
    if not name:
        return plain
    found["name"] = Piece(name)
    return plain.replace(name, CUT, 1)


def _is_no_name(piece: str, before: str) -> bool:
    """Say whether what stands behind the label of a name says something of it: 「名前のふりがなを」."""
    goes_on = not before.endswith(SEPARATORS) and bool(GOES_ON.match(piece))
    return goes_on or not isinstance(read_name(piece), Value)


def _without_tails(piece: str) -> str:
    while piece.endswith(TAILS):
        piece = piece.removesuffix(next(tail for tail in TAILS if piece.endswith(tail)))
    return piece


def _without_labels(plain: str) -> str:
    return CUTS.sub("、", BARE_LABEL.sub(CUT, plain))
