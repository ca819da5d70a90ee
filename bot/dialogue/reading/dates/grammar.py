"""The words that name a day and a time, as patterns in the order in which they claim the text.

Named groups and the fixed slots say what a piece means: {"month": 12, "day": 3}, {"offset": 1}, {"hour": 14}.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["skip", "day", "clock", "part", "after", "four", "bare", "vague"]

WEEKDAYS = {char: value for value, char in enumerate("月火水木金土日")}
KANA_WEEKDAYS = {char: value for value, char in enumerate(("げつ", "か", "すい", "もく", "きん", "ど", "にち"))}
ENGLISH_WEEKDAYS = {word: value for value, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
MONTHS = {
    word: value
    for value, word in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
WORDS: Mapping[str, int] = WEEKDAYS | KANA_WEEKDAYS | ENGLISH_WEEKDAYS | MONTHS | {"元": 1}

YEAR = r"(?<![\d./-])(?P<year>20\d\d)"
ERA = r"(?<![a-z])(?:令和|令|r)\.?\s*(?P<era>\d{1,2}|元)"
MONTH = r"(?P<month>\d{1,2})"
DAY = r"(?P<day>\d{1,2})"
# 3日間, 3日以内, 3日前 … are no days of a month.
NICHI = r"\s*(?:日|にち)(?!間|中|以内|おき|目|前|後|ほど|程|くらい|ぐらい|市|[々常])"
REST = (
    rf"(?:年\s*(?:の\s*)?|[./-]\s*){MONTH}(?:\s*月\s*(?:の\s*)?|\s*[./-]\s*){DAY}"
    r"(?:\s*日|(?![\d時:]))(?![./-]\d)(?:t(?=\d))?"
)
MONTH_END = "(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?"
OR = r"\s*(?:~|-|、|,|・|か|と|や|から|または|又は|もしくは|or)\s*"
HOUR_UNIT = r"\s*(?:時|じ(?![ゃゅょ])|h(?![a-z]))(?!間)"
MINUTE = (
    r"(?:\s*(?:半|はん)|\s*(?P<minute>\d{1,2})\s*(?:分|ふん|ぷん)(?!前|後)"
    r"|\s?(?P<bare_minute>\d{2})(?![\d日月時年人名回:/分]))?"
)
W = "[月火水木金土日]"
PART_AHEAD = r"お昼|正午|ご[ごぜ]|[ap]\.?m"
W_END = rf"(?=$|[\s、。,)(のにはがかでと~\-0-9午朝昼夕夜祝\x00]|{PART_AHEAD})"


@dataclass(frozen=True)
class Word:
    """One kind of piece."""

    kind: Kind
    pattern: re.Pattern[str]
    slots: Mapping[str, int] = field(default_factory=dict)
    part: str = ""


def _words(kind: Kind, *patterns: str, part: str = "", **slots: int) -> list[Word]:
    return [Word(kind, re.compile(pattern), slots, part) for pattern in patterns]


WHOLE_DATES = [
    *_words("skip", r"(?<=\d)\s*\+09:?00", r"(?:から|で)\s*\d{1,3}\s*分(?!前|後)間?(?:くらい|ぐらい|ほど|程度)?"),
    *_words("skip", r"\d{1,3}\s*分間(?!前|後)", r"\d{1,2}\s*時間半?(?!前|後|以)(?:くらい|ぐらい|ほど|程度)?"),
    *_words("day", r"(?<![\d./-])(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:t(?=\d)|(?=\d{4}(?!\d))|(?!\d))"),
    *_words("day", YEAR + REST, ERA + REST),
    *_words("day", rf"(?<![\d./-])'?(?P<short>\d{{1,2}})/{MONTH}/{DAY}(?![\d/])"),
    *_words("day", rf"{YEAR}年", rf"{ERA}年"),
]
HOUR_LISTS = _words(
    "clock",
    rf"(?<![\d:/.月-])(?P<hour>\d{{1,2}})(?={OR}(?:午[前後]\s*)?\d{{1,2}}{HOUR_UNIT})",
    rf"(?<![\d:/.月-])(?P<hour>\d{{1,2}})(?={OR}\d{{1,2}}:\d\d)",
)
DATES = [
    *_words("day", rf"第\s*(?P<nth>\d)\s*の?(?P<weekday>{W})(?:曜日?)?"),
    *_words("day", rf"第\s*(?P<nth>\d)\s*週目?(?:\s*の?(?P<weekday>{W})曜日?)?"),
    *_words("day", r"(?<!\d)(?P<offset>\d{1,3})\s*日後", r"(?<!\d)(?P<weeks>\d{1,2})\s*週間?後"),
    *_words("day", r"(?<!\d)(?P<months>\d{1,2})\s*[かヶヵケ箇]?月後"),
    *_words("day", rf"(?<![\d./]){MONTH}\s*(?:月|がつ)\s*(?:の\s*)?{DAY}(?:{NICHI}|(?![\d時じ:日後週分]))"),
    *_words("day", rf"(?<![\d./:-]){MONTH}\s*/\s*{DAY}日?(?![\d/])"),
    *_words("day", rf"(?<![\d./:-]){MONTH}\.(?P<day>\d)(?![\d.:])"),
    *_words("day", rf"(?<![\d./:+-]){MONTH}-{DAY}(?![\d時じ:月日/.-])"),
    *_words("day", rf"(?<![a-z])(?P<month>{'|'.join(MONTHS)}){MONTH_END}\.?\s*{DAY}(?:st|nd|rd|th)?(?![\d:])"),
    *_words("day", rf"(?<![\d:/.]){DAY}(?={OR}\d{{1,2}}{NICHI})", rf"(?<![\d:/.]){DAY}{NICHI}"),
    *_words("day", r"(?<!\d)(?P<month>\d{1,2})\s*(?:月|がつ)(?![曜後])"),
    *_words("day", r"大晦日|おおみそか", month=12, day=31),
    *_words("day", r"元日|元旦", month=1, day=1),
]
RELATIVE = [
    *_words("day", r"し明後日|しあさって|明[々明]後日", offset=3),
    *_words("day", r"明後日|あさって", offset=2),
    *_words(
        "day",
        rf"明日(?![香美菜子])|あした|あす(?=[のはにも、\s\d午朝昼夕夜]|{PART_AHEAD}|$)|みょうにち|(?<![a-z])tomorrow",
        offset=1,
    ),
    *_words("day", r"明(?=朝|晩)", offset=1),
    *_words("day", r"今(?=朝|夕|夜|晩)", offset=0),
    *_words("day", r"昨(?=夜|晩)", offset=-1),
    *_words("day", r"一昨日|おととい", offset=-2),
    *_words("day", r"昨日|きのう", offset=-1),
    *_words("day", r"今日(?!子)|本日|きょう(?!と)|(?<![a-z])today", offset=0),
    *_words("day", r"再[々来]来週", week=3),
    *_words("day", r"再来週|さ来週|さらいしゅう", week=2),
    *_words("day", r"来週|次週|らいしゅう|週(?:明|あ)け|next\s*week", week=1),
    *_words("day", r"今週|こんしゅう|this\s*week", week=0),
    *_words("day", r"先週|せんしゅう", week=-1),
    *_words("day", r"週末|土日", weekend=1),
    *_words("day", r"再来月|さ来月|さらいげつ", month_ahead=2),
    *_words("day", r"来月|らいげつ", month_ahead=1),
    *_words("day", r"今月|こんげつ", month_ahead=0),
    *_words("day", r"先月", month_ahead=-1),
    *_words("day", r"再来年", years=2),
    *_words("day", r"来年|らいねん", years=1),
    *_words("day", r"今年|本年|ことし", years=0),
    *_words("day", r"年明け|年始|お?正月|新年", new_year=1),
    *_words("day", rf"(?:次回?|今度|つぎ|こんど)の?\s*(?={W}曜|(?:げつ|か|すい|もく|きん|ど|にち)よう)", next=1),
    *_words("day", rf"(?<![a-z])next\s*(?={'|'.join(ENGLISH_WEEKDAYS)})", next=1),
    *_words("vague", r"月末|月初|[上中下初]旬|前半|後半|年末|年内|末日?|半(?:月|年)後"),
]
NAMED_DAYS = [
    *_words("day", rf"(?P<weekday>{W})(?:曜日?|よう[び日])"),
    # 「けど曜日が違う」 names no Saturday.
    *_words(
        "day",
        r"(?P<weekday>げつ|すい|もく|きん|にち|[かど](?=よう)|(?:(?<![ぁ-ん])|(?<=の))[かど](?=曜))(?:ようび?|よう日|曜日?)",
    ),
    *_words("day", rf"[(\[]\s*(?P<weekday>{W})\s*(?:(?:・祝|祝)\s*)?[)\]]"),
    *_words("day", rf"(?<=\x00)の?\s?(?P<weekday>[月火水木金土]){W_END}"),
    *_words("day", rf"(?<=\x00)\s?(?P<weekday>日){W_END}"),
    *_words("day", rf"(?<![\d年])(?P<weekday>{W})(?=[か・、/,]\s*(?:{W}{W_END}|\x00))"),
    *_words("day", rf"(?<=\x00[か・、/,])\s*(?P<weekday>{W}){W_END}"),
    *_words("day", rf"[(\[]?(?<![a-z])(?P<weekday>{'|'.join(ENGLISH_WEEKDAYS)})(?:[a-z]*day)?\.?(?![a-z])[)\]]?"),
]
CLOCKS = [
    *_words("clock", r"(?<![\d:])(?P<hour>\d{1,2})\s*:\s*(?P<minute>\d{2})(?::\d\d)?(?![\d:])"),
    *_words("clock", rf"(?<![\d:])(?P<hour>\d{{1,2}}){HOUR_UNIT}\s*(?P<half>半|はん)"),
    *_words("clock", rf"(?<![\d:])(?P<hour>\d{{1,2}}){HOUR_UNIT}{MINUTE}"),
    *_words("clock", r"(?<![\d:/.])(?P<hour>\d{1,2})(?:\.(?P<minute>\d\d))?(?=\s*[ap]\.?m)"),
    *_words("clock", r"(?<=[ap]m)\s*(?P<hour>\d{1,2})(?![\d:/.])", r"(?<=[ap]\.m\.)\s*(?P<hour>\d{1,2})(?![\d:/.])"),
    *_words("clock", r"正午|(?<![a-z])noon(?![a-z])", hour=12, exact=1),
]
END = r"(?=[のにはがもかでをな、,。\s\d(~\x00-]|$)"
PARTS = [
    *_words("part", rf"(?:朝|あさ|午前)(?:い[ちっ]|イチ|一|1)番?{END}", r"朝早く", part="early"),
    *_words("part", r"(?:お?昼|午後)(?:い[ちっ]|イチ|一|1)番?", r"お?昼(?:過|す)ぎ", part="pm"),
    *_words("part", r"午前中?", r"ごぜん(?:ちゅう)?", r"お?昼前", part="am"),
    *_words("part", r"午後", r"ごご", part="pm"),
    *_words("after", r"(?<=\x00)\s*a\.?m\.?(?![a-z])", part="am"),
    *_words("after", r"(?<=\x00)\s*p\.?m\.?(?![a-z])", part="pm"),
    *_words("part", r"(?<![a-z])a\.?m\.?(?=\s*[\d\x00])", part="am"),
    *_words("part", r"(?<![a-z])p\.?m\.?(?=\s*[\d\x00])", part="pm"),
    *_words("part", rf"(?<![一-龥])(?:早朝|朝){END}", r"あさ(?=の|\s|\x00|$)", part="morning"),
    *_words("part", rf"(?<![一-龥])お?昼(?:間|頃|ごろ)?{END}", r"お?ひる(?=の|\s|\x00|$)", part="noon"),
    *_words("part", rf"夕方|(?<![一-龥])夕{END}", r"ゆうがた", part="evening"),
    *_words("part", rf"(?<![一-龥])(?:夜間|夜|晩){END}", r"よる(?=の|\x00)", part="night"),
]
NUMBERS = [
    *_words("four", r"(?<![\d:/.])(?P<first>\d{2})(?P<second>\d{2})(?![\d:/.])"),
    *_words("four", r"(?<![\d:/.])(?P<first>\d{1,2})\.(?P<second>\d{2})(?![\d:/.])"),
    *_words("four", r"(?<=\x00)\s*(?P<first>\d)(?P<second>\d{2})(?![\d:/.])"),
    *_words("bare", r"(?<![\d:/.+-])(?P<hour>\d{1,2})(?![\d:/.-]|\s?[回人名件])"),
]
GRAMMAR: tuple[Word, ...] = (
    *WHOLE_DATES,
    *HOUR_LISTS,
    *DATES,
    *RELATIVE,
    *NAMED_DAYS,
    *CLOCKS,
    *PARTS,
    *NUMBERS,
)
