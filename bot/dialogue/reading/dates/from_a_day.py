"""Days and times that are told by the one that stands, written as dates: 「2日後」, 「前の金曜」, 「同じ時間」."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial

from bot.booking.schedule.opening import DAY, monday_of
from bot.booking.text import compatible
from bot.dialogue.reading.dates.grammar import W
from bot.dialogue.reading.dates.lengths import with_lengths
from bot.dialogue.reading.dates.spelled_out import HALVES, WEEKS_AHEAD, one_of
from bot.dialogue.words.dates import WEEKDAYS

# What somebody does then is no wish to come then.
NO_ERRAND = r"(?![^、。]{0,8}?(?:面接|用事|予定|仕事|バイト|連絡|返事|決め|電話|届|がある|があり))"
FAR = re.compile(
    r"(?:その|それ(?:より|から)|そこから|あれから)?(?<!日から)(?<![今本明\d月/]から)(?<![\d月/〜~])"
    r"(?P<count>\d{1,2})(?P<unit>日|週間?)"
    r"(?:(?P<after>後|あと)(?![ろへ倒])|(?P<before>前|まえ)(?=$|[。、?？]|の(?:\d|午|朝|昼|夕|同)|に(?:して|変|ずら|でき|お願)|で(?:お願|す|$)|が))"
    + NO_ERRAND
)
SHIFTED = re.compile(
    r"(?P<count>\d{1,2})(?P<unit>日|週間?)(?:だけ|ほど|くらい)?"
    r"(?:(?P<after>遅く|遅らせて|おそく|後ろ(?:に|へ)?|延ばして|のばして)|(?P<before>早く|早めて|はやく|前倒し|前に))(?:して|ずらして)?"
    + NO_ERRAND
)
NEXT = re.compile(
    r"(?:その)?(?:(?P<after>次の日|つぎの日|翌日|あくる日)|(?P<later>翌々日|次の次の日)|(?P<before>前の日|前日))(?!曜|本|まで|でも)"
    + NO_ERRAND
)
WEEKDAY = re.compile(
    r"(?:その|それより)?(?:(?P<after>次の|つぎの|一つ後の|1つ後の|翌(?=.曜))|(?P<before>(?:一つ|1つ|ひとつ)前の|手前の|直前の|(?<![午以名直週日つこ時分])前の))"
    r"(?P<weekday>[火水木金](?=曜|[にでがはのへも、。?？]|$)|[月土日](?=曜))(?:曜日?)?"
)
OVER_THE_WEEKEND = re.compile(
    r"週[をが]?(?:またい|跨い|明け|あけ)[でた]?て?[のに]?、?(?P<weekday>[月火水木金])(?:曜日?|(?=[にでがはのへ、。]|$))"
)
OF_A_WEEK = re.compile(
    r"(?:その)?(?P<week>次の次の週|翌々週|次の週|翌週|前の週|前週|同じ週|おなじ週|その週|(?P<count>\d)週間?(?:後|(?P<back>前)))の?"
    rf"(?:(?P<half>{'|'.join(HALVES)})|同じ曜日|(?=(?:同じ|おなじ)(?:時間|時刻))|(?P<days>{W}曜日?(?:(?:か|と|や|・|、){W}曜日?){{0,4}}|[月火水木金](?=[にでがはのへ、。]|$)))"
)
WEEKS = {"次の週": 1, "翌週": 1, "次の次の週": 2, "翌々週": 2, "前の週": -1, "前週": -1}
ANOTHER_WEEK = re.compile(r"(?:(?:別|違う|ちがう|ほか|他)の?|(?:それ|その週)以外の?)週(?!も)")
THAT_WEEK = re.compile(
    r"(?:その|この)週(?=[はもが](?:全部|ちょっと|もう)?(?:無理|だめ|ダメ|駄目|都合|仕事|忙|旅行|出張|行け))"
)
# All but the day or time that stands; another day of its week, or at another part of the day.
ALL_BUT_IT = re.compile(
    r"^(?:やっぱり?)?(?:それ|これ|ここ|そこ|(?:その|この)(?:日|時間))以外(?:の(?P<time>時間|時刻))?"
)
ANOTHER_DAY = re.compile(
    r"(?:(?P<week>同じ|その)週の)?(?:別|違う|ちがう|ほか|他)の?日(?:の(?=午|朝|昼|夕)|(?=[でにがは、。]|$))"
)
NEXT_WEEK_TOO = re.compile(
    r"(?:その)?(?:次の週|翌週)(?P<rest>(?:も|は|を|の)?(?:見|みた|みせ|どう|空|あい|ある|あり|候補|[?？]))"
)
FURTHER = re.compile(r"(?:もっと|もう少し|もうちょっと)(?:先|後)(?:の(?:日|ほう|方|日にち|日程))?(?=$|[。でがに])")
SAME_DAY = re.compile(r"(?:同じ|おなじ)日(?!曜|程|時)")
SAME_WEEKDAY = re.compile(r"^(?:やっぱり?)?(?:同じ|おなじ)曜日(?!の)")
SAME_TIME = re.compile(
    r"、?の?(?:時間|時刻)は?、?(?:同じ|おなじ|そのまま|このまま|変わらず|変えずに?|一緒)(?:が(?=いい|よ))?"
    r"|、?(?:で|の)?、?(?:(?:今|元|前)と)?(?:同じ|おなじ|一緒の)(?:時間|時刻)(?!帯)(?!に?(?:終|起|なる))"
)
NAMED = re.compile(
    rf"\d{{1,2}}月\d{{1,2}}日|(?<!\d)\d{{1,2}}日(?!間)|\d{{1,2}}/\d{{1,2}}|{W}曜日?|明後日|明日|翌日|次の日|前日|前の日"
)
SPAN = re.compile(r"日から\d{1,2}月\d{1,2}日")
TELLS_A_TIME = re.compile(r"\d(?:時(?!間)|:)|午[前後]|[朝昼夕]|正午|時間")
# What shuts a week out, which is then no wish for it.
NOT_OUT = r"(?![^。]{0,20}(?:無理|むり|だめ|ダメ|駄目|行け|都合|忙|難し|厳し|仕事|以外|見))"
# The same weekday, or time, of another week; and another week alone, or a half of the one spoken of.
OF_ANOTHER_WEEK = re.compile(
    r"(?P<week>再来週|来週|次週)の?(?:(?:同じ|おなじ)曜日(?:の(?=同じ|おなじ))?|(?=(?:同じ|おなじ)(?:時間|時刻)))"
)
WEEK_ALONE = re.compile(
    rf"^{NOT_OUT}(?:その)?(?P<week>次の週|翌週|前の週|前週|同じ週|その週)"
    r"(?:(?:で|に|へ|の(?:方|ほう))(?:お願い|して|変|ずら|し(?:たい|ます)|でき|が|で|に|$)[^、。\d月火水木金土日]{0,8}|がいい[^、。]{0,4})?$"
)
HALF_ALONE = re.compile(r"^(?:その)?(?:週の)?(?P<half>前半|後半)(?=[でのがに、]|$)")
# A week that is told instead of that of the day that is chosen.
CORRECTED_WEEK = re.compile(
    rf"^{NOT_OUT}"
    r"(?P<no>(?:いや|いえ|ちがう|違う|違います|違った|(?:再来週|来週|今週)?(?:じゃ|では)なくて?)[、。っ\s]{0,2})?(?:(?:あ|すみません|ごめん(?:なさい)?|やっぱり?)[、。っ\s]{0,2}){0,2}"
    r"(?P<week>再来週|来週|今週)"
    r"(?:の?(?:方|ほう)(?:で|が|に|の|です|$)|(?:だった|でした|の(?:間違い|つもり))|に(?:して|変え|変更|ずら|直)|(?(no)(?:です|で|に)?[。]?$|(?!)))[^、。\d月火水木金土]{0,12}$"
)


@dataclass(frozen=True)
class Standing:
    """The day that stands, a time that stands with it or before it, and today.

    is_chosen     it is chosen just now
    is_timed      the time is that of this day
    is_week_only  it is known only which week is spoken of
    """

    day: date
    clock: time | None
    today: date
    is_chosen: bool = False
    is_timed: bool = True
    is_week_only: bool = False


def from_a_day(text: str, standing: Standing) -> str:
    """Write what a text tells by the day that stands as dates; all else stays as it stands."""
    plain = with_lengths(compatible(text))
    written = plain
    for pattern, rule in OF_THE_WEEK if standing.is_week_only else RULES:
        written = pattern.sub(partial(_by_rule, rule, standing), written)
    written = _at_its_time(written, plain, standing)
    return text if written == plain else written


def _by_rule(rule: "Rule", standing: Standing, found: re.Match[str]) -> str:
    return rule(found, standing)


def _at_its_time(written: str, plain: str, standing: Standing) -> str:
    """Put the time that stands behind the day that is named, where it is to stay or the day alone is told."""
    if not standing.clock:
        return written
    clock = f"{standing.clock:%H:%M}"
    if found := SAME_TIME.search(written):
        left = written[: found.start()] + written[found.end() :]
        days = list(NAMED.finditer(left))
        if not days:
            return f"{written[: found.start()]}{clock}{written[found.end() :]}"
        end = days[-1].end()
        return f"{left[:end]}の{clock}{left[end:]}".lstrip("で、に")
    keeps_it = (
        standing.is_timed
        and any(one.search(plain) for one in (FAR, NEXT, CORRECTED_WEEK, WEEK_ALONE))
        and not SPAN.search(written)
    )
    days = list(NAMED.finditer(written)) if keeps_it and not TELLS_A_TIME.search(written) else []
    return f"{written[: days[-1].end()]}の{clock}{written[days[-1].end() :]}" if days and written != plain else written


def _of_a_week(found: re.Match[str], standing: Standing) -> str:
    weeks = WEEKS.get(found["week"], 0)
    if found["count"]:
        weeks = int(found["count"]) * (-1 if found["back"] else 1)
    monday = monday_of(standing.day) + weeks * 7 * DAY
    if found["days"]:
        return re.sub(rf"({W})(?:曜日?)?", lambda one: one_of([monday + WEEKDAYS.index(one[1]) * DAY]), found["days"])
    days = HALVES[found["half"]] if found["half"] else [standing.day.weekday()]
    written = one_of(day for day in (monday + count * DAY for count in days) if day >= standing.today)
    return written or found[0]


def _of_another_week(found: re.Match[str], standing: Standing) -> str:
    """Write the weekday that stands in a week counted from this; one that stands in that week is meant a week on."""
    weeks = WEEKS_AHEAD.get(found["week"], 1)
    day = monday_of(standing.today) + (7 * weeks + standing.day.weekday()) * DAY
    return f"{one_of([day if day != standing.day else day + 7 * DAY])}の"


def _week_alone(found: re.Match[str], standing: Standing) -> str:
    far = WEEKS.get(found["week"], 0) * 7 * DAY
    return one_of([standing.day + far]) if far else _week_from(monday_of(standing.day))


def _that_week(_: re.Match[str], standing: Standing) -> str:
    return _week_from(monday_of(standing.day))


def _all_but_it(found: re.Match[str], standing: Standing) -> str:
    if found["time"] or "時間" in found[0]:
        return f"{standing.clock:%H:%M}以外" if standing.clock and standing.is_timed else found[0]
    return f"{one_of([standing.day])}以外"


def _another_day(found: re.Match[str], standing: Standing) -> str:
    if found["week"]:
        days = [monday_of(standing.day) + count * DAY for count in range(5)]
        return one_of(day for day in days if day not in (standing.day, standing.today) and day > standing.today)
    return f"{one_of([standing.day])}以外の" if found[0].endswith("の") else found[0]


def _half_alone(found: re.Match[str], standing: Standing) -> str:
    days = [monday_of(standing.day) + count * DAY for count in HALVES[found["half"]]]
    return one_of(day for day in days if day >= standing.today) or found[0]


def _over_the_weekend(found: re.Match[str], standing: Standing) -> str:
    return one_of([monday_of(standing.day) + (7 + WEEKDAYS.index(found["weekday"])) * DAY])


def _weekday(found: re.Match[str], standing: Standing) -> str:
    ahead = (WEEKDAYS.index(found["weekday"]) - standing.day.weekday()) % 7
    return one_of([standing.day + (ahead or 7) * DAY if found["after"] else standing.day + (ahead - 7) * DAY])


def _far(found: re.Match[str], standing: Standing) -> str:
    far = timedelta(days=int(found["count"]) * (1 if found["unit"] == "日" else 7))
    return one_of([standing.day + (far if found["after"] else -far)])


def _shifted(found: re.Match[str], standing: Standing) -> str:
    timed = standing.clock and standing.is_timed
    return found[0] if timed else _far(found, standing)  # a time that stands is moved as a whole


def _next(found: re.Match[str], standing: Standing) -> str:
    return one_of([standing.day + (-1 if found["before"] else 2 if found["later"] else 1) * DAY])


def _another_week(_: re.Match[str], standing: Standing) -> str:
    return f"{_week_from(monday_of(standing.day))}以外"


def _next_week(found: re.Match[str], standing: Standing) -> str:
    return f"{_week_from(monday_of(standing.day) + 7 * DAY)}{found['rest']}"


def _week_from(monday: date) -> str:
    return f"{one_of([monday])}から{one_of([monday + 4 * DAY])}"


def _further(_: re.Match[str], standing: Standing) -> str:
    return f"{one_of([standing.day + DAY])}以降"


def _same_day(_: re.Match[str], standing: Standing) -> str:
    return one_of([standing.day])


def _same_weekday(_: re.Match[str], standing: Standing) -> str:
    days = [standing.day + weeks * 7 * DAY for weeks in (-2, -1, 1, 2)]
    return one_of(day for day in days if day > standing.today)


def _corrected_week(found: re.Match[str], standing: Standing) -> str:
    """Write the day of another week that is told in place of that of the chosen day: 「来週の方」."""
    monday = monday_of(standing.today) + WEEKS_AHEAD[found["week"]] * 7 * DAY
    day = monday + standing.day.weekday() * DAY
    return f"{one_of([day])}にして" if standing.is_chosen and day != standing.day else found[0]


Rule = Callable[[re.Match[str], Standing], str]
OF_THE_WEEK: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (ANOTHER_WEEK, _another_week),
    (THAT_WEEK, _that_week),
    (NEXT_WEEK_TOO, _next_week),
    (HALF_ALONE, _half_alone),
)
RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (CORRECTED_WEEK, _corrected_week),
    (ALL_BUT_IT, _all_but_it),
    (ANOTHER_DAY, _another_day),
    (OF_ANOTHER_WEEK, _of_another_week),
    (OF_A_WEEK, _of_a_week),
    (WEEK_ALONE, _week_alone),
    (OVER_THE_WEEKEND, _over_the_weekend),
    (WEEKDAY, _weekday),
    (FAR, _far),
    (SHIFTED, _shifted),
    (NEXT, _next),
    (SAME_DAY, _same_day),
    (SAME_WEEKDAY, _same_weekday),
    (FURTHER, _further),
    *OF_THE_WEEK,
)
