"""What every reader does first: take away what people do not see and do not mean."""

import re
import unicodedata
from functools import cache

from bot.booking.text import bounded, compatible

LATELY = 16  # texts of which is kept what was read: several look at the same one, each for its own reason

# Letters to Unicode, blanks to the eye: fillers of Hangul, an empty Braille cell, the grapheme joiner.
BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
UNSEEN = frozenset({"Cc", "Cf", "Cs"})
MARKS = frozenset({"Mn", "Me"})  # what stands on or around the letter before it
# What most texts and labels are made of: nothing in it is unseen, blank or a mark.
PLAIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uff01-\uff5e]*")
# Planes 2 and 3 hold ideographs only; Python's tables do not know those assigned after its release.
LATER_KANJI = range(0x20000, 0x3FFFE)
MOST_MARKS = 4  # on one letter; Vietnamese, Thai and Hebrew names need three at most, more would run into other lines

# Emoji and what joins them; no sign that stands in for a letter of a name.
EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u203c\u2049\u266a\ue000-\uf8ff]"
    "[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff]*"
)
WIDE = re.compile("[\u3000\uff01-\uffef]+")
HEAD = re.compile(r"(?:はい|えっと|えーと|あの|すみません|こんにちは|はじめまして|初めまして)[、。,！!\s]+")
STOPS = "。、！!" + "".join(char for char in map(chr, range(0x3001)) if char.isspace())
PLEASE = r"(?:どうぞ)?(?:(?:宜|よろ)しく)?(?:お願い|おねがい)(?:いた|致)?し(?:ます|たいです)"
TAIL = re.compile(
    rf"(?:で|と|を)?{PLEASE}$|(?:どうぞ)?(?:宜|よろ)しく(?:です|どうぞ|ね)?$"
    r"|と(?:申し|もうし|いい|言い)ます$|という(?:者|もの)(?:です)?$"
    r"|(?:です|でした|なのですが|なんですが|ですが|ですけど|ですよ|ですね|でございます|になります|となります)$"
)
LONGEST_TAIL = 30  # characters
# How sure somebody is of what he tells, which is no part of it: 「たぶん…」, 「…違ってたらすみません」.
SORRY = (
    r"(?:(?:本当に|ほんとに)?(?:す[みい]ません|ごめん(?:なさい|ね)?|申し訳(?:ない|ありません|ございません)(?:です)?))"
)
MAYBE = r"かも(?:しれ(?:ません|ない)|です)?"
BUT = r"(?:けど|けれど|が)?"
HEDGE = re.compile(
    rf"(?:もし(?:かしたら|かすると)?)?、?(?:間違|まちが|違|ちが)(?:え|っ|い)(?:て(?:い)?(?:たら|る?{MAYBE})|だったら|{MAYBE})(?:が|けど|けれど|、|\s)*{SORRY}?"
    rf"|(?:(?:で|が)?(?:合って|あって)る?か(?:どうか)?、?)?(?:あまり|あんまり|ちょっと|正直)?(?:自信|確信)(?:は|が)?(?:ない|無い|ありません)(?:です|んです)?{BUT}"
    r"|(?:うろ覚え|記憶が(?:あいまい|曖昧))(?:です|なんです)?(?:けど|が|なので)?|(?:たぶん|多分|おそらく|恐らく|確か|たしか)(?:に)?"
    rf"|これ(?:かな[ぁあー]?|かも|だと思う|のはず)(?=[、,。\s])|(?:だ|だった|で(?:合って|あって)る)?と思(?:います|う|われます){BUT}"
    r"|[(（][^()（）]{0,16}(?:大文字|小文字|アンダー|ハイフン|数字|ゼロ|英語|英字|半角|全角|ドット|オー|エル|アイ)[^()（）]{0,16}[)）]"
    rf"|(?:だった|の)?はず(?:です)?{BUT}|(?:だった)?{MAYBE}{BUT}[。\s]*$|(?<=[0-9０-９])(?:です|だった)?(?:かな[ぁあ]?|かも)[?？。\s]{{0,3}}$"
)
BEFORE = r"[・●■○◆◇□*\-①-⑳\s]*+(?:[【「『［\[（(<＜〈《]\s*+)?(?:私|わたし|僕|ぼく)?の?\s*+[おご]?"
AFTER = r"(?:\s*+(?:[】」』］\]）)>＞〉》]\s*+[はが:：=＝／/、→]?|[はが:：=＝／/、→])|\s)\s*+"

# Who is sorry that his answer comes late, before the answer.
LATE_ANSWER = re.compile(
    rf"^(?:{SORRY}[、。\s]*)?[おご]?(?:返事|返信|へんじ|連絡|回答|返答)(?:が|を|の|も)?、?(?:大変|だいぶ|すごく|とても|ずいぶん|少し)?"
    r"(?:(?:遅く|おそく)(?:な(?:って|りまして|りました|り|った)|て)|遅れ(?:て|まして|ました)?|おくれて)(?:しまい(?:まして|ました)?|しまって|て)?、?"
    rf"(?:大変)?(?:{SORRY}(?:でした)?)?[、。,.!！\s]*(?=\S)"
)

# The same without saying what comes late; of a booking it would be something else.
LATE = re.compile(
    rf"^(?:{SORRY}[、。\s]{{0,4}})?(?:(?:遅く|おそく)(?:な(?:って|りまして|りました|り|った))|遅れ(?:て|まして|ました)|おくれ(?:て|ました))"
    rf"(?:しまい(?:まして|ました)?|しまって)?、?(?:{SORRY}(?:でした)?)?[、。,.!！\s]{{1,4}}(?=\S)"
)


def without_apology(text: str, *, is_booked: bool) -> str:
    """Drop what is said of an answer that comes late; never down to nothing."""
    left = LATE_ANSWER.sub("", text) or text
    return left if is_booked else LATE.sub("", left) or left


def clean(text: str, *labels: str) -> str:
    """Strip; drop what can't be seen, a label in front and a polite tail; never down to nothing."""
    seen = HEAD.sub("", visible(text), count=1) or visible(text)
    return _without_tail(_without_label(seen, labels))


def without_hedges(text: str) -> str:
    """Drop how sure somebody is of what he tells; never down to nothing."""
    return HEDGE.sub(" ", text).strip(" 、。") or text


def visible(text: str) -> str:
    """Drop zero-width, bidi and control characters and lone surrogates; variation selectors, part of names, stay."""
    text = bounded(text)
    if PLAIN.fullmatch(text):
        return text.strip()
    spaced = "".join(" " if char in "\t\n\r\v\f\x85\u2028\u2029" else char for char in text)
    return _without_heaps("".join(char for char in spaced if _is_seen(char))).strip()


def without_emoji(text: str) -> str:
    """Drop emoji; never down to nothing."""
    return EMOJI.sub("", text).strip() or text


def half_width(text: str) -> str:
    """Fold full-width Latin and half-width kana only; any wider folding would change kanji in names."""
    return WIDE.sub(lambda run: compatible(run.group()), text)


def fold(text: str) -> str:
    """Fold all compatibility characters, for what is no name."""
    return compatible(visible(text))


def _is_seen(char: str) -> bool:
    return char not in BLANKS and unicodedata.category(char) not in UNSEEN


def _without_heaps(text: str) -> str:
    """Drop the marks on one letter beyond the most that a name needs."""
    kept, heap = [], 0
    for char in text:
        heap = heap + 1 if unicodedata.category(char) in MARKS else 0
        if heap <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _without_label(text: str, labels: tuple[str, ...]) -> str:
    if not labels:
        return text
    return _label_of(labels).sub("", text, count=1).strip() or text


@cache
def _label_of(labels: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"^{BEFORE}(?:{names}){AFTER}", re.IGNORECASE)


def _without_tail(text: str) -> str:
    """Take one tail after the other away, each looked for only where the text ends."""
    while True:
        bare = text.rstrip(STOPS)
        shorter = (bare[:-LONGEST_TAIL] + TAIL.sub("", bare[-LONGEST_TAIL:])).rstrip(STOPS)
        if not shorter or shorter == text:
            return text
        text = shorter
