"""What words for days say beyond naming one: all but, the first there is, one of several, a time before a day."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from bot.booking.schedule.opening import TOKYO, known_times, start_times, today
from bot.booking.schedule.weekly import minutes_of
from bot.dialogue.questions.when_said.months_said import part_of_a_month, whole_month
from bot.dialogue.reading import AskWhen, At, OnDay, Past, When, read_when
from bot.dialogue.reading.dates.hours import SPANS
from bot.dialogue.turn import Facts
from bot.dialogue.understanding.days import values_of
from bot.dialogue.understanding.folding import sentences_of

OR = re.compile(
    r"(?:から|に|で|が|でも)?(?:、|,|か(?=[^らっ])|または|又は|もしくは|あるいは|と(?=\s*[0-9０-９月火水木金土日来今明午朝昼夕再一二三四五六七八九十])|or)+"
)
WHICHEVER = re.compile(r"(?:の)?(?:うち)?(?:どちら|どっち|いずれ)(?:でも|か)?.*$")
WEEK = "月火水木金土日"
FROM_TO = re.compile(rf"([{WEEK}])曜?日?(?:から|~|〜|-|ー)([{WEEK}])曜?日?(?:まで)?")
WEEKDAY = re.compile(r"([月火水木金土日])曜?日?|(げつ|か|すい|もく|きん|ど|にち)よう")
# 月 and 日 that name no weekday: 来月, 平日.
NO_WEEKDAY = re.compile(
    r"(?:来|今|先|毎|か|ヶ)月|月(?:末|初|頭|半)|(?:今|本|明|平|祝|休|毎|連|当|前|翌|後|昨|半|終|元|晦|初)日|日(?:にち|程|時|中|付|間)|木金(?=土日)"
)
KANA = {kana: place for place, kana in enumerate(("げつ", "か", "すい", "もく", "きん", "ど", "にち"))}
ONE_WEEK = re.compile(
    r"週|曜日?の?(?:以降|以後|以前|より[前後]|まで)|\d|[一二三四五六七八九十]|明日|あした|あさって|明後日|今日|本日"
)
UNTIL_AN_HOUR = re.compile(r"(?:時|じ|:\d\d)半?(?:まで|以?前)$")
FROM_NOW = re.compile(
    r"^(?:すみません、?|あの、?)?(?:今から|いまから|これから(?!も|先|就|転|仕事|働|探|始|どう|頑張|がんば|暮ら|生活|勉強)|このあと|この後|今すぐ)(?!の予定)"
)
# When no consultation begins.
AT_NIGHT = re.compile(r"(?<!前)(?:深?夜(?!型)|晩|早朝|(?:仕事|学校|授業)[がの]?(?:あと|後|帰り|終わり|終わっ))(?!勤)")
LATEST = re.compile(
    r"(?:いちばん|一番|なるべく|できるだけ|最も|できれば|出来れば)(?:に)?(?:遅|おそ)|(?:遅|おそ)(?:い(?:時間|時刻|枠|ほう|方)|め(?:の|が|で|に|$))"
    r"|最終(?:の?(?:枠|回|時間)|で|が|$)|(?:一番|いちばん)最後|最後(?:の(?:枠|回|時間)|が|で|$)|ラスト"
)
BARE = re.compile(r"\s*+([0-9０-９]{1,2})\s*+[。.]?\s*+")
# The one time before or after which something is wished for: 「2時半に迎えがあるのでその前」.
BEFORE_IT = re.compile(
    r"(?:その|それ|それより|より)前|(?:まで(?:に|には)|(?:時|半|分)に(?:は)?)(?:終わ(?!りますか)|終え|おわ(?!りますか))"
)
LAST_DAY = re.compile(r"(?:いちばん|一番|最も|最)(?:遅|おそ|後|最後|うしろ)[いの]?日|最後の日|最終日")
LAST_OF_THE_YEAR = re.compile(r"(?:年内|今年|年末)(?:の|で)?(?:最後|最終|ぎりぎり|ギリギリ|ラスト)")
WEEK_OF = re.compile(r"日の(?:ある)?週")
OF_A_WEEK = re.compile(r"(?:再来週|来週|今週)の?(?=[月火水木金])")
BARE_WEEKDAY = re.compile(r"[月火水木金](?:曜|の)")
PART = {"午前": "am", "ごぜん": "am", "朝": "am", "午後": "pm", "ごご": "pm", "昼": "pm", "夕方": "evening"}
PART_NAMED = re.compile("|".join(PART))
FIRST_THING = re.compile(r"(?:朝|午前)(?:一|1|イチ|いち|いっ)")
NAMES_A_TIME = re.compile(rf"{PART_NAMED.pattern}|時|:")


def said_of_days(text: str, facts: Facts) -> Mapping[str, str]:
    """Give what a text says of days: "when", "except", "earliest", "any", "alternatives"."""
    return facts.once(_said_of_days, text)


def _said_of_days(facts: Facts, text: str) -> Mapping[str, str]:
    return values_of(sentences_of(text, facts.lexicon.spelling))


def without(excluded: str, free: Sequence[datetime], facts: Facts) -> tuple[datetime, ...] | None:
    """Give the free starts that none of the excluded phrases names; None when one of them names nothing certain."""
    left = tuple(free)
    for phrase in excluded.split("、"):
        month = part_of_a_month(phrase, facts) or whole_month(phrase, facts)
        out = {one for one in left if today(one) in month} if month else starts_named(phrase, left, facts)
        if out is None and UNTIL_AN_HOUR.search(phrase) and names_a_part_alone(phrase, facts):
            continue  # before any consultation begins: 「10時までバイト」
        if out is None:
            return None
        left = tuple(start for start in left if start not in out)
    return left


def among(wanted: str, free: Sequence[datetime], facts: Facts) -> tuple[datetime, ...]:
    """Give the free starts that one of the wanted phrases names, all of them when none names anything certain.

    Days and times that are told apart hold together: 「来週ならいつでも、ただし2時以降」.
    """
    named = [(phrase, starts_named(phrase, free, facts)) for phrase in wanted.split("、") if phrase]
    told = [(phrase, starts) for phrase, starts in named if starts is not None]
    if not told:
        return tuple(free)
    times = [starts for phrase, starts in told if names_a_part_alone(phrase, facts)]
    days = [starts for phrase, starts in told if not names_a_part_alone(phrase, facts)]
    both = times and days and not any(NAMES_A_TIME.search(one) for one, _ in told if not names_a_part_alone(one, facts))
    found = frozenset().union(*times) & frozenset().union(*days) if both else frozenset().union(*times, *days)
    return tuple(start for start in free if start in found)


def named_by(text: str, free: Sequence[datetime], facts: Facts) -> tuple[datetime, ...] | None:
    """Give the free starts that a text leaves, None when it names no day, time or part of a day with certainty."""
    told, left = said_of_days(text, facts), tuple(free)
    if "except" in told:
        beside = without(told["except"], left, facts)
        if beside is None:
            return None
        left = beside
    if "except" not in told and (in_parts := parts_of_days(text, left, facts)):
        return in_parts
    phrases = told.get("when", "").split("、") if "when" in told else []
    if not any(starts_named(phrase, left, facts) is not None for phrase in phrases):
        return left if "except" in told else None
    return among(told["when"], left, facts)


def left_by(lines: Sequence[str], free: Sequence[datetime], facts: Facts) -> tuple[datetime, ...]:
    """Give the free starts that all of several texts leave; a text that names nothing leaves all."""
    left = tuple(free)
    for line in lines:
        named = named_by(line, left, facts)
        left = left if named is None else named
    return left


def names_a_date(text: str, facts: Facts) -> bool:
    """Say whether a text names one day by its date, so that nothing said before is needed to tell which it is."""
    when = said_of_days(text, facts).get("when", text)
    return isinstance(day_and_time_in(when, facts), At | OnDay) and not weekdays_in(when)


def names_a_part_alone(text: str, facts: Facts) -> bool:
    """Say whether a text names a part of the day or a time and no day."""
    days, _ = _days_and_times(text, facts)
    return not days and not weekdays_in(text)


def starts_named(phrase: str, free: Sequence[datetime], facts: Facts) -> frozenset[datetime] | None:
    """Give the free starts that a phrase names; a weekday alone names each of its days."""
    days, times = _days_and_times(phrase, facts)
    weekdays = weekdays_in(phrase)
    span = next((SPANS[part] for word, part in PART.items() if word in phrase), None)
    if not days and not weekdays and not times and span is None:
        return None
    return frozenset(
        start
        for start in free
        if (not (days or weekdays) or today(start) in days or today(start).weekday() in weekdays)
        and (not times or _clock(start) in times)
        and (times or span is None or span[0] <= start.astimezone(TOKYO).hour < span[1])
    )


def weekdays_in(phrase: str) -> frozenset[int]:
    """Give the weekdays that a phrase names without a week or a date."""
    if ONE_WEEK.search(re.sub(r"\d{1,2}(?:時|じ|:)", "", FROM_TO.sub("", phrase))):
        return frozenset()
    found = WEEKDAY.findall(NO_WEEKDAY.sub("", phrase))
    named = frozenset(WEEK.index(kanji) if kanji else KANA[kana] for kanji, kana in found)
    spans = ((WEEK.index(first), WEEK.index(last)) for first, last in FROM_TO.findall(phrase))
    return named.union(*(range(first, last + 1) for first, last in spans))


def _days_and_times(phrase: str, facts: Facts) -> tuple[Sequence[date], Sequence[time]]:
    match day_and_time_in(phrase, facts):
        case At(start):
            return (() if weekdays_in(phrase) else (today(start),)), (_clock(start),)
        case OnDay(day, _):
            return (() if weekdays_in(phrase) else (day,)), ()
        case AskWhen(_, days, times):
            spoken_of_hours = any(sign in phrase for sign in "時:じ") or FIRST_THING.search(phrase)
            return (() if weekdays_in(phrase) else days), (times if spoken_of_hours else ())
        case _:
            return (), ()


def day_and_time_in(phrase: str, facts: Facts) -> When:
    """Read the day and time that a phrase names by itself."""
    return facts.once(_day_and_time_in, phrase)


def _day_and_time_in(facts: Facts, phrase: str) -> When:
    return read_when(phrase, now=facts.now.astimezone(TOKYO), starts=known_times(facts.office))


def _clock(start: datetime) -> time:
    return start.astimezone(TOKYO).time()


def alternatives(text: str, facts: Facts) -> tuple[datetime, ...]:
    """Give the starts between which a text leaves the choice, each with its own day; nothing when it is not so."""
    pieces = [piece for piece in OR.split(WHICHEVER.sub("", text)) if piece and piece.strip(" 。の")]
    if len(pieces) < 2:
        return ()
    starts = [one.start for one in (day_and_time_in(piece, facts) for piece in pieces) if isinstance(one, At)]
    return tuple(starts) if len(starts) == len(pieces) else ()


def parts_of_days(text: str, free: Sequence[datetime], facts: Facts) -> tuple[datetime, ...]:
    """Give the free starts of several days, each named with its own part of the day; nothing when it is not so."""
    pieces = [piece.strip(" 。の") for piece in OR.split(WHICHEVER.sub("", text)) if piece and piece.strip(" 。の")]
    if len(pieces) < 2 or said_of_days(text, facts).keys() - {"when", "alternatives"}:
        return ()
    week = OF_A_WEEK.match(pieces[0])
    if week:  # holds for the weekdays behind it
        pieces = [f"{week[0]}{one}" if weekdays_in(one) and BARE_WEEKDAY.match(one) else one for one in pieces]
    names_all = all(_days_and_times(one, facts)[0] or weekdays_in(one) for one in pieces)
    if not names_all or not all(PART_NAMED.search(one) for one in pieces):
        return ()
    found = {start for one in pieces for start in starts_named(one, free, facts) or ()}
    return tuple(start for start in free if start in found)


def time_alone(text: str, facts: Facts) -> time | None:
    """Give the one time that a text names without a day."""
    match day_and_time_in(text, facts):
        case AskWhen("which_day", (), (one,)):
            return one
        case _:
            return None


def only_today(text: str, facts: Facts) -> bool:
    """Say whether the only day that a text names is today."""
    if FROM_NOW.search(text):
        return True
    now = today(facts.now)
    match day_and_time_in(text, facts):
        case At(start):
            return today(start) == now
        case OnDay(day, _):
            return day == now
        case AskWhen(_, days, _):
            return tuple(days) == (now,)
        case Past(day, _):
            return day == now
        case _:
            return False


def nearest_times(wanted: time, free: Iterable[datetime], facts: Facts) -> tuple[datetime, ...]:
    """Give the free starts at the time of the day that is nearest to a wanted one."""
    starts = tuple(free)
    clocks = {_clock(start) for start in starts} or set(start_times(facts.office))
    near = min(clocks, key=lambda clock: abs(minutes_of(clock) - minutes_of(wanted)))
    return tuple(start for start in starts if _clock(start) == near)


def bare_number(text: str) -> int:
    """Give the number of one or two digits that a text is, 0 for none."""
    found = BARE.fullmatch(text)
    return int(found[1]) if found else 0


def day_or_row(text: str, days: Sequence[date], facts: Facts) -> tuple[date, ...]:
    """Give what a bare number may mean at a list of days: its row, and the day of the month; fewer than two: no doubt.

    「1」 is the first row to whoever counts, and a list of two is short enough to be counted.
    """
    number = bare_number(text)
    if number < 2 or len(days) <= 2:
        return ()
    row = days[number - 1 : number]
    month = [day for day in (*days, *facts.free_days) if day.day == number][:1]
    return tuple(dict.fromkeys((*row, *month)))
