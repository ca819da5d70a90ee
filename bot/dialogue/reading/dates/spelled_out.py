"""Days that are told by others, written as dates: 「7,8,9日」, 「来週の前半」, 「一週間以内」, 「12/7から3日間」."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from bot.booking.schedule.opening import DAY, monday_of
from bot.booking.text import compatible
from bot.dialogue.reading.dates.lengths import with_lengths
from bot.dialogue.words.date_sums import date_or_none, next_numbered, rolled
from bot.dialogue.words.dates import WEEKDAYS

WEEKS_AHEAD = {"今週": 0, "来週": 1, "再来週": 2}
MONTHS = ("今月", "来月", "再来月")
KANJI = "一二三四五六"
HALVES = {
    "前半": range(3),
    "後半": range(3, 5),
    **dict.fromkeys(("初め", "はじめ", "頭", "あたま"), range(2)),
    **dict.fromkeys(("半ば", "なかば", "中頃", "真ん中"), range(1, 4)),
    **dict.fromkeys(("終わり", "おわり", "最後の方"), range(3, 5)),
}
HALF_OF_A_WEEK = re.compile(rf"(?P<week>再来週|来週|今週)の?(?P<half>{'|'.join(HALVES)})")
EITHER_WEEK = re.compile(
    r"(?<!再)(?P<first>来週|今週)(?P<or>か|と|や|または|、|,)(?P<second>再来週|来週)の?(?P<weekday>[月火水木金]曜日?)"
)
WEEKEND = re.compile(r"(?P<week>再来週|来週)末")
THE_SAME_DAY = re.compile(r"(?P<week>再来週|来週|[12]週間後)の(?:今日|本日|同じ曜日|おなじ曜日)")
NUMBERS = re.compile(r"(?<![\d/:.])(?P<days>\d{1,2}(?:[,、・]\s?\d{1,2}){1,6})(?=日(?!間|後|前|以|中|のうち))")
IN_SOME_DAYS = re.compile(r"(?<![\d月/])\d[,、・~〜](?P<count>\d)日(?:中|のうち)(?:に)?")
OPEN = re.compile(r"(?P<date>\d{1,2}日|\d{1,2}/\d{1,2}|[月火水木金]曜日?)[~〜～]\s?$")
UNTIL = re.compile(r"^\s?[~〜～](?P<date>\d{1,2}(?:日|/\d{1,2}|月\d{1,2}日?))")
UP_TO = re.compile(r"(?<=[\d日時分半曜])迄")
WITHIN = re.compile(r"(?:(?:今日|本日|今|ここ|これ)から)?(?<![\d〜~-])(?P<count>\d{1,2})(?P<unit>日|週間?)以内")
DATE = r"(?:(?<![\d/])(?P<month>\d{1,2})(?:月|/)の?)?(?<!\d)(?P<day>\d{1,2})日?"
FOR_SOME_DAYS = re.compile(rf"{DATE}から(?P<count>\d{{1,2}})(?P<unit>日|週)間")
OF_A_SPAN = re.compile(
    r"(?P<week>再来週|来週|今週)の?(?P<weekday>[月火水木金])曜日?(?=から\d{1,2}[日週]間|より(?:も)?(?:後|あと|先))"
)
AFTER_A_WEEKDAY = re.compile(r"(?<!の)(?P<weekday>[月火水木])曜日?より(?:も)?(?:後|あと)(?:の日)?")
AFTER_A_DAY = re.compile(
    rf"{DATE}(?<=[日\d])(?:より(?:も)?(?:後|あと|先)|(?<=日)の(?:後|あと)(?=$|[でにが、。]|なら|以降))(?:以降)?"
)
WEEK_OF_A_MONTH = re.compile(
    rf"(?P<month>今月|再来月|来月|(?<!\d)\d{{1,2}}月)の?(?:第(?P<nth>[1-6{KANJI}])週目?(?!目?の?[月火水木金土日])|(?P<count>[1-6{KANJI}])週目|(?P<first>最初の週))"
    r"(?:の?(?P<weekday>[月火水木金])曜日?)?"
)
FIRST_OR_LAST = re.compile(
    r"(?P<month>今月|再来月|来月|(?<!\d)\d{1,2}月)の?(?:(?P<first>最初|一番初め|初め)|(?P<last>最後))の(?P<weekday>[月火水木金])曜日?"
)
PAST_THE_HOUR = re.compile(r"(?P<hour>\d{1,2})時(?P<half>半)?(?:過|す)ぎから(?P<end>\d{1,2}時半?)(?:より)?(?:前|まえ)")
WEEK_AFTER_NEXT = re.compile("さ来(?=[週月])")
WEEKS_ON = re.compile(r"(?P<count>\d)週間?後の(?P<weekday>[月火水木金])曜日?")
IN_A_MONTH = re.compile(r"(?<![\d/])(?P<month>\d{1,2})/(?P<days>\d{1,2}(?:[,、・]\s?\d{1,2}){1,6})(?![\d/:時日月])")
BEFORE_A_DAY = re.compile(rf"{DATE}(?<=日)の前(?=$|[でにが、。]|なら|まで)(?:まで)?")
SHIFTED_TO = re.compile(
    r"\d{1,2}(?:日|週間)(?:だけ|ほど)?(?:ずら|遅ら|早め|延ば|のば|後ろ倒|前倒)[^、。\d]{0,4}、?(?=\d{1,2}(?:日|月|/))"
)
ONLY_THEN = re.compile(
    r"(?<=[日曜時半前後朝昼方週])しか(?:、)?(?:仕事が)?(?:休み|休め|空き|空いて|あいて|時間|行け|来られ|来れ|都合|無理|だめ)[^、。]{0,8}?(?:な|ませ|です|だ)[^、。]{0,6}"
)
FROM_TODAY = re.compile(r"(?:今日|本日|きょう|今)から(?=\d{1,2}(?:日|週間)後)")
EARLY = re.compile("朝いちばん(?:早い時間)?")
# When somebody is free; a break of the office, or where one would be then, is no wish: 「12時は昼休み？」.
NOON = re.compile(
    r"(?<![はもが])(?<!って)お?昼休み(?:の?時間帯?|中)?(?!に[^、。\d]{1,8}(?:から|で)(?:$|[、。?？参話受入]))"
)
LONGEST = 14 * DAY  # of days that are told as a span
# Of what every pattern above needs, something: names and numbers are not looked through for each of them.
MAY_TELL_DAYS = re.compile(r"[月火水木金日週曜時来朝昼迄/~〜～,、・]|しか|より|しゅうかん")


def spelled_out(text: str, today: date) -> str:
    """Write the days that a text tells by others as dates; all else stays as it stands."""
    folded = compatible(text)
    return _written(text, folded, today) if MAY_TELL_DAYS.search(folded) else text


def _written(text: str, folded: str, today: date) -> str:
    plain = with_lengths(folded)
    written = EARLY.sub(
        "朝一番",
        NOON.sub(
            "お昼",
            ONLY_THEN.sub(
                "がいい", UP_TO.sub("まで", SHIFTED_TO.sub("", WEEK_AFTER_NEXT.sub("再来", FROM_TODAY.sub("", plain))))
            ),
        ),
    )
    written = UNTIL.sub(r"\g<date>まで", OPEN.sub(r"\g<date>以降", PAST_THE_HOUR.sub(_past_the_hour, written)))
    written = IN_A_MONTH.sub(
        lambda found: "か".join(f"{found['month']}/{day}" for day in re.split(r"\D+", found["days"])), written
    )
    written = NUMBERS.sub(lambda found: "日か".join(re.split(r"\D+", found["days"])), written)
    written = EITHER_WEEK.sub(r"\g<first>の\g<weekday>か\g<second>の\g<weekday>", written)
    written = WEEKEND.sub(r"\g<week>の土曜", written)
    written = AFTER_A_WEEKDAY.sub(lambda found: f"{WEEKDAYS[WEEKDAYS.index(found['weekday']) + 1]}曜以降", written)
    for pattern, date_of in DATED:
        written = pattern.sub(partial(_dated, date_of, today), written)
    return text if written == plain else written


def one_of(days: Iterable[date]) -> str:
    """Write days as a choice: 12月7日か12月8日; "" for none."""
    return "か".join(f"{day.month}月{day.day}日" for day in days)


def _dated(date_of: "DateOf", today: date, found: re.Match[str]) -> str:
    return date_of(found, today) or found[0]


def _past_the_hour(found: re.Match[str]) -> str:
    begin = f"{int(found['hour']) + 1}時" if found["half"] else f"{found['hour']}時半"
    return f"{begin}から{found['end']}"


def _half(found: re.Match[str], today: date) -> str:
    monday = monday_of(today) + WEEKS_AHEAD[found["week"]] * 7 * DAY
    days = [monday + count * DAY for count in HALVES[found["half"]]]
    return one_of(day for day in days if day >= today)


def _same_day(found: re.Match[str], today: date) -> str:
    weeks = WEEKS_AHEAD.get(found["week"]) or int(found["week"][0])
    return one_of([today + weeks * 7 * DAY])


def _week_of_a_month(found: re.Match[str], today: date) -> str:
    """Write the days of a week of a month; the first is that in which the month begins."""
    number, first = found["nth"] or found["count"] or "1", _first_of(found["month"], today)
    if not first:
        return ""
    ahead = KANJI.index(number) if number in KANJI else int(number) - 1
    monday = monday_of(first) + ahead * 7 * DAY
    weekdays = [WEEKDAYS.index(found["weekday"])] if found["weekday"] else range(5)
    days = [monday + count * DAY for count in weekdays]
    return one_of(day for day in days if day.month == first.month and day >= today)


def _first_of(named: str, today: date) -> date | None:
    month = (today.month + MONTHS.index(named) - 1) % 12 + 1 if named in MONTHS else int(named[:-1])
    return date_or_none(today.year + (month < today.month), month, 1)


def _first_or_last(found: re.Match[str], today: date) -> str:
    first, weekday = _first_of(found["month"], today), WEEKDAYS.index(found["weekday"])
    days = [first + count * DAY for count in range(31)] if first else []
    meant = [day for day in days if day.month == days[0].month and day.weekday() == weekday and day >= today]
    return one_of(meant[:1] if found["first"] else meant[-1:])


def _of_a_span(found: re.Match[str], today: date) -> str:
    weeks, weekday = WEEKS_AHEAD[found["week"]], WEEKDAYS.index(found["weekday"])
    return one_of([monday_of(today) + (7 * weeks + weekday) * DAY])


def _in_some_days(found: re.Match[str], today: date) -> str:
    return f"{one_of([today + int(found['count']) * DAY])}まで"


def _within(found: re.Match[str], today: date) -> str:
    far = int(found["count"]) * (DAY if found["unit"] == "日" else 7 * DAY)
    return f"{one_of([today + far])}まで" if far <= LONGEST else ""


def _for_some_days(found: re.Match[str], today: date) -> str:
    first = _date(found, today)
    count = int(found["count"]) * (7 if found["unit"] == "週" else 1)
    return f"{one_of([first])}から{one_of([first + (count - 1) * DAY])}" if first else ""


def _weeks_on(found: re.Match[str], today: date) -> str:
    return one_of([monday_of(today) + (7 * int(found["count"]) + WEEKDAYS.index(found["weekday"])) * DAY])


def _before(found: re.Match[str], today: date) -> str:
    day = _date(found, today)
    return f"{one_of([day - DAY])}まで" if day else ""


def _after(found: re.Match[str], today: date) -> str:
    day = _date(found, today)
    return f"{one_of([day + DAY])}以降" if day else ""


def _date(found: re.Match[str], today: date) -> date | None:
    day = int(found["day"])
    return rolled(int(found["month"]), day, today) if found["month"] else next_numbered(day, today)


DateOf = Callable[[re.Match[str], date], str]
DATED: tuple[tuple[re.Pattern[str], DateOf], ...] = (
    (HALF_OF_A_WEEK, _half),
    (THE_SAME_DAY, _same_day),
    (WEEK_OF_A_MONTH, _week_of_a_month),
    (FIRST_OR_LAST, _first_or_last),
    (IN_SOME_DAYS, _in_some_days),
    (OF_A_SPAN, _of_a_span),
    (WITHIN, _within),
    (FOR_SOME_DAYS, _for_some_days),
    (AFTER_A_DAY, _after),
    (BEFORE_A_DAY, _before),
    (WEEKS_ON, _weeks_on),
)
