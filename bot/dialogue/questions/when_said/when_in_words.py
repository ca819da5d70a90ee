"""What people type of days and times: one, several, a part of a day or month, all but some, the first or the last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.booking.model import Answer
from bot.booking.schedule.opening import (
    DAY,
    TOKYO,
    days_of,
    known_times,
    monday_of,
    on_day,
    today,
)
from bot.booking.waitlist import Part
from bot.dialogue.questions.kinds import Again, Filled, Result, Seen, Switch
from bot.dialogue.questions.offered_days import DAYS_SHOWN, FIRST, asked_which, fewest, offered, offered_before
from bot.dialogue.questions.start_times import (
    DayQuestion,
    not_free,
    said_before,
    start_if_free,
    time_option,
    to_wait,
)
from bot.dialogue.questions.waitlist_days import Span, every_day, free_in, names_any_time, span_in
from bot.dialogue.questions.when_said.days_said import (
    AT_NIGHT,
    BEFORE_IT,
    LAST_DAY,
    LAST_OF_THE_YEAR,
    LATEST,
    NAMES_A_TIME,
    WEEK_OF,
    alternatives,
    among,
    day_and_time_in,
    left_by,
    named_by,
    names_a_date,
    names_a_part_alone,
    nearest_times,
    only_today,
    parts_of_days,
    said_of_days,
    time_alone,
    weekdays_in,
    without,
)
from bot.dialogue.questions.when_said.from_what_stands import in_its_week
from bot.dialogue.questions.when_said.in_place_of import standing_start, without_the_former
from bot.dialogue.questions.when_said.months_said import is_too_far, part_of_a_month, whole_month
from bot.dialogue.reading import (
    AskWhen,
    At,
    NotADate,
    OnDay,
    Past,
    When,
    WrongWeekday,
    read_when,
    say_day,
    say_time,
)
from bot.dialogue.reading.last_word import overruled
from bot.dialogue.turn import Facts, Say
from bot.dialogue.understanding.days import THE_REST, without_reasons
from bot.dialogue.understanding.scope import is_question

HOUR = re.compile(r"[\d一二三四五六七八九十](?:時|:)")
# 「やっぱり水曜も」 overrules nothing.
MORE = re.compile(r"^[^、。]{0,10}(?:も(?!う)|でもいい|でも大丈夫|[?？]$)")
CLOCK_SAID = re.compile(
    r"(?:午前|午後|朝|昼|夕方)?の?[0-9０-９一二三四五六七八九十]{1,3}(?:時(?:半|[0-9０-９]{1,2}分)?|:[0-9]{2})|午前中?|午後|朝一?|夕方"
)
A_DAY_SOONER = re.compile(r"(?:早|はや|近)い(?:日(?!本)|日にち|日程)")
TOO_SOON = "book.time.retry.too_soon"
ASKS_WHETHER = re.compile(r"(?:時間|時刻|枠|ほう|方|日)[はがのもって]{0,2}、?(?:あ[るり]|な[いか]|空|あい|取れ|とれ)")
# Weekdays before or after a date: 「15日より前の火曜」.
OF_A_RANGE = re.compile(
    r"(?P<range>(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日(?:より[前後]|以[前後降]|まで|すぎ|過ぎ))(?:の?うち)?[にはのでと、]{0,2}(?=[月火水木金](?:曜|か|・|で|$))"
)
LAST = time(23)  # of the day, for who wants the latest


def read_day_and_time(text: str, seen: Seen, day: DayQuestion) -> Result:
    """Read a day or a time as people type it, within what was said before."""
    text = without_reasons(last_said(without_the_former(text, standing_start(seen), seen.facts), seen.facts))
    narrower = _within_what_was_said(text, seen, day)
    either = None if narrower else _of_either_week(text, seen, day)
    return narrower or either or _to_be_held(read_alone(text, seen, day), text, seen, day)


def _of_either_week(text: str, seen: Seen, day: DayQuestion) -> Again | None:
    """Ask who moves a booking of a later week which day a weekday alone is: the next one, or that of its week."""
    booking = seen.facts.booking if seen.conversation.flow == "change" else None
    dated = in_its_week(text, today(booking.start), seen) if booking else text
    if dated == text or seen.conversation.answers:
        return None
    results = [read_alone(one, seen, day) for one in (text, dated)]
    found = [one.answers for one in results if isinstance(one, Filled)]
    if len(found) < len(results):
        return _part_of_either_week(text, dated, seen, day)
    if found[0] == found[1]:
        return None
    starts = [datetime.fromisoformat(one[day.time].value) for one in found if day.time in one]
    if len(starts) == len(found):
        return offered("either_week", starts, seen, day)
    return offered("either_week", [date.fromisoformat(one[day.name].value) for one in found], seen, day)


def _part_of_either_week(text: str, dated: str, seen: Seen, day: DayQuestion) -> Again | None:
    """Offer a part of the day on the next such weekday and on that of the booking's week: 「金曜の午前に変えたい」."""
    read = [day_and_time_in(one, seen.facts) for one in (text, dated)]
    asked = [one for one in read if isinstance(one, AskWhen) and one.times and len(one.days) == 1]
    if len(asked) < len(read) or asked[0].days == asked[1].days:
        return None
    starts = [named_by(one, seen.facts.free, seen.facts) or () for one in (text, dated)]
    either = tuple(
        dict.fromkeys(start for one in starts for start in one if today(start) in {asked[0].days[0], asked[1].days[0]})
    )
    return replace(offered("either_week", fewest(either), seen, day), holds=text, held_for=day.time) if either else None


def last_said(text: str, facts: Facts) -> str:
    """Leave the day or time that is said in the end by who corrects himself: 「8日の10時…あ、やっぱ9日」."""
    told = overruled(text)
    if not told:
        return text
    first, last = (said_of_days(one, facts) for one in told)
    if "when" not in {*first, *last} or last.keys() - {"when", "earliest"} or MORE.search(told[1]):
        return text
    if "when" not in first:
        return told[1] if "except" in first else text
    if "when" not in last:  # what is said in the end is of something else: 「14時半。メールはやっぱりいらない」
        return told[1] if last else text
    old, new = first["when"], last["when"]
    if names_a_part_alone(new, facts):
        day = CLOCK_SAID.sub("", old).rstrip("の、 ")
        return f"{day}の{new}" if day and not names_a_part_alone(day, facts) else told[1]
    clocks = CLOCK_SAID.findall(old)
    return f"{new}の{clocks[0]}" if len(clocks) == 1 and not CLOCK_SAID.search(new) else told[1]


def _within_what_was_said(text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Read what makes an earlier wish narrower: 「来週」, then 「木曜の午後」; None when it stands alone."""
    said, facts = said_before(seen, day), seen.facts
    if not said or day.name in seen.conversation.answers or names_a_date(text, facts):
        return None
    left = left_by(said, facts.free, facts)
    text = in_its_week(text, today(left[0]), seen) if len({*map(monday_of, map(today, left))}) == 1 else text
    if said_of_days(text, facts).keys() == {"earliest"}:
        return offered("earliest", left[:FIRST], seen, day) if left else None
    if left and LAST_DAY.search(text):
        return day.on(today(left[-1]), seen)
    if LATEST.search(text):
        left = among(said_of_days(text, facts).get("when", ""), left, facts)
        return offered("latest", nearest_times(LAST, left, facts)[:FIRST], seen, day) if left else None
    named = named_by(text, left, facts)
    return _offered_among(named, (*said, text), seen, day) if named else None


def among_what_was_said(seen: Seen, day: DayQuestion) -> Result | None:
    """Offer what is free among all that was said."""
    said = said_before(seen, day)
    left = left_by(said, seen.facts.free, seen.facts)
    return offered("wished", fewest(left), seen, day) if left else None


def _offered_among(starts: tuple[datetime, ...], said: tuple[str, ...], seen: Seen, day: DayQuestion) -> Result:
    """Take the one start or day that is left, or offer those that are, holding all that was said."""
    days, lines = days_of(starts), "\n".join(said)
    if len(starts) == 1:
        return start_if_free(starts[0], seen, day, echo=True)
    if len(days) == 1:
        return Filled({day.name: Answer(days[0].isoformat())}, holds={day.time: lines})
    return replace(offered("wished", fewest(starts), seen, day), holds=lines, held_for=day.time)


def _to_be_held(result: Result, text: str, seen: Seen, day: DayQuestion) -> Result:
    """Let a wish hold that leaves several days or times."""
    if not isinstance(result, Again) or result.holds or result.say.key not in (f"{day.key}.retry.ask", "heard.wished"):
        return result
    named = named_by(text, seen.facts.free, seen.facts)
    return replace(result, holds=text, held_for=day.time) if named else result


def read_alone(text: str, seen: Seen, day: DayQuestion) -> Result:
    """Read a day or a time by itself."""
    facts, chosen = seen.facts, seen.conversation.answers.get(day.name)
    wide = _beyond_a_day(text, seen, day) or _any_time(text, seen, day)
    if wide:
        return wide
    known = date.fromisoformat(chosen.value) if chosen else None
    match _with_the_day(text, known, facts) if known else day_and_time_in(text, facts):
        case At(start):
            return _or_a_week_later(start_if_free(start, seen, day, echo=True), text, seen, day)
        case OnDay(wanted):
            return _or_a_week_later(day.on(wanted, seen), text, seen, day)
        case WrongWeekday(wanted, _):
            return asked_which(seen, day, "wrong_weekday", (wanted,), said=say_day(wanted, today(facts.now)))
        case Past(wanted, _):
            return asked_which(seen, day, "past", (), said=say_day(wanted, today(facts.now)))
        case AskWhen(_, days, times):
            several = _of_several(text, days, _starts(seen, days, times, known), seen, day)
            return _or_a_week_later(several, text, seen, day)
        case NotADate():
            return Again(Say(f"{day.key}.retry.unclear"))


def _or_a_week_later(result: Result, text: str, seen: Seen, day: DayQuestion) -> Result:
    """Offer the next such weekday, too, where the coming one is closed already: 「火曜の午前」 on a Monday evening.

    A time alone is one of that day then.
    """
    wished = weekdays_in(said_of_days(text, seen.facts).get("when", ""))
    if not isinstance(result, Again) or result.say.key != TOO_SOON or len(wished) != 1:
        return result
    left = named_by(text, seen.facts.free, seen.facts) or ()
    if not left:
        return result
    next_day = today(left[0])
    first = on_day(left, next_day)
    is_whole = len(first) == len(on_day(seen.facts.free, next_day))
    kept = offered_before(result, (next_day, *first[:FIRST]) if is_whole else first, seen, day)
    return replace(kept, holds=f"{next_day.month}月{next_day.day}日", held_for=day.time)


def _with_the_day(text: str, day: date, facts: Facts) -> When:
    return read_when(text, now=facts.now.astimezone(TOKYO), starts=known_times(facts.office), day=day)


def _of_several(
    text: str, days: Sequence[date], choices: tuple[date | datetime, ...], seen: Seen, day: DayQuestion
) -> Result:
    """Ask which of the days or times is meant; a part of the day alone is kept until the day is chosen."""
    without_day = not days and day.name not in seen.conversation.answers
    kept = _part_of_some_day(text, seen, day) if without_day else None
    return kept or (asked_which(seen, day, "ask", choices) if choices or not days else day.on(days[0], seen))


def _beyond_a_day(text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Answer what says more than one day or time: all but, the first or last, one of several, a time alone."""
    told = said_of_days(text, seen.facts)
    edge = _before_it(told, text, seen, day) or _beside_what_is_out(told, text, seen, day)
    edge = edge or _at_an_edge(told, text, seen, day)
    return edge or _one_or_none(text, seen, day)


def _before_it(told: Mapping[str, str], text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Offer what ends before the one time that is named: 「2時半に迎えがあるのでその前」."""
    facts, chosen = seen.facts, seen.conversation.answers.get(day.name)
    if not BEFORE_IT.search(text) or not told.get("when"):
        return None
    known = date.fromisoformat(chosen.value) if chosen else None
    free = on_day(facts.free, known) if known else facts.free
    match _with_the_day(told["when"], known, facts) if known else day_and_time_in(told["when"], facts):
        case At(start):
            free, until = on_day(facts.free, today(start)), start.astimezone(TOKYO).time()
        case AskWhen(_, _, (until,)):
            pass
        case _:
            return None
    left = tuple(
        one for one in free if (one + timedelta(minutes=facts.office.minutes)).astimezone(TOKYO).time() <= until
    )
    held = f"{(datetime.combine(date.min, until) - timedelta(minutes=facts.office.minutes - 1)):%H:%M}まで"
    return replace(offered("wished", fewest(left), seen, day), holds=held, held_for=day.time) if left else None


def _beside_what_is_out(told: Mapping[str, str], text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Offer all but what is excluded; where something else is wished for, that alone is read."""
    if "when" in told and (days := seen.facts.free_days) and is_too_far(told["when"], days[-1], seen.facts):
        return offered("too_far", days[-FIRST:], seen, day, last=say_day(days[-1]))
    if "except" in told and ("when" not in told or told.keys() & {"any"}):
        return _all_but(told, text, seen, day)
    if "except" in told and told.keys() & {"earliest", "alternatives"}:
        return _first_or_any_beside_what_is_out(told, text, seen, day)
    if told.keys() != {"except", "when"}:
        return None
    span = _in_a_span(told["when"], seen)
    if span:
        kept = without(told["except"], seen.facts.free, seen.facts) or seen.facts.free
        return offered("wished", [one for one in span if on_day(kept, one)][:DAYS_SHOWN], seen, day)
    if names_a_part_alone(told["when"], seen.facts) or THE_REST.search(text):
        return _part_beside_what_is_out(told, text, seen, day)
    return _wished_beside_what_is_out(told, text, seen, day) or _if_clear(read_day_and_time(told["when"], seen, day))


def _first_or_any_beside_what_is_out(told: Mapping[str, str], text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Offer the first times that are wished for, or one of several, without what is excluded."""
    left = named_by(text, seen.facts.free, seen.facts)
    if left and "earliest" in told:
        return offered("earliest", left[:FIRST], seen, day)
    return _offered_among(left, (text,), seen, day) if left else None


def _wished_beside_what_is_out(told: Mapping[str, str], text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Take what is wished for without the part of it that is excluded: 「来週で、水曜は除いて」."""
    facts = seen.facts
    wanted, left = among(told["when"], facts.free, facts), without(told["except"], facts.free, facts)
    beside = tuple(start for start in wanted if start in (left or wanted))
    return _offered_among(beside, (text,), seen, day) if beside and len(beside) < len(wanted) else None


def _part_beside_what_is_out(told: Mapping[str, str], text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Offer a part without what is excluded: on its day (「3日の午前はだめで午後なら」), or on the others."""
    facts, chosen = seen.facts, seen.conversation.answers.get(day.name)
    of_its_day = bool(NAMES_A_TIME.search(told["except"]))
    free = on_day(facts.free, date.fromisoformat(chosen.value)) if chosen and of_its_day else facts.free
    wanted = named_by(text, free, facts) or ()
    out = days_of(named_by(told["except"], free, facts) or ()) if of_its_day else ()
    left = (on_day(wanted, out[0]) if len(out) == 1 else ()) or wanted
    if not left:
        return None
    again = replace(offered("wished", fewest(left), seen, day), holds=text, held_for=day.time)
    others = chosen and not of_its_day
    return Switch(seen.conversation.flow, drop=(day.name, day.time), again=again) if others else again


def _at_an_edge(told: Mapping[str, str], text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Offer the first free starts to who wants them or leaves it to us, and the last of a day to who wants those."""
    facts, chosen = seen.facts, seen.conversation.answers.get(day.name)
    of_that_day = (
        chosen and not A_DAY_SOONER.search(text) and ("when" not in told or names_a_part_alone(told["when"], facts))
    )
    free = on_day(facts.free, date.fromisoformat(chosen.value)) if chosen and of_that_day else facts.free
    free = (left_by(said_before(seen, day), free, facts) or free) if of_that_day and "when" not in told else free
    if free and LAST_DAY.search(text):
        return day.on(today(among(told.get("when", ""), free, facts)[-1]), seen)
    if LAST_OF_THE_YEAR.search(text):
        this_year = [one for one in facts.free_days if one.year == today(facts.now).year]
        return offered("wished", this_year[-FIRST:], seen, day)
    if "earliest" in told and "except" not in told:
        return offered("earliest", among(told.get("when", ""), free, facts)[:FIRST], seen, day)
    if told.keys() == {"any"} and not names_any_time(text, facts):
        return offered("earliest", free[:FIRST], seen, day)
    asks = is_question(text, facts.lexicon.spelling) and not ASKS_WHETHER.search(text)
    if not LATEST.search(text) or asks:
        return None
    left = among(told.get("when", ""), free, facts)
    return offered("latest", left[-FIRST:] if chosen else nearest_times(LAST, left, facts)[:FIRST], seen, day)


def _one_or_none(text: str, seen: Seen, day: DayQuestion) -> Result | None:
    """Answer alternatives, today, what is never possible, and a time without a day."""
    facts = seen.facts
    named = alternatives(text, facts)
    if len(named) > 1:
        return _one_of(named, seen, day)
    if in_parts := parts_of_days(text, facts.free, facts):
        return replace(offered("wished", fewest(in_parts), seen, day), holds=text, held_for=day.time)
    if only_today(text, facts):
        return day.on(today(facts.now), seen)
    in_part = _in_a_span(text, seen)
    if in_part:
        return offered("wished", in_part[:DAYS_SHOWN], seen, day)
    if AT_NIGHT.search(text) and not any(char.isdecimal() for char in text):
        return offered("no_such_part", nearest_times(LAST, facts.free, facts)[:FIRST], seen, day)
    alone = None if day.name in seen.conversation.answers else time_alone(text, facts)
    return _at_some_day(alone, seen, day) if alone else None


def _in_a_span(text: str, seen: Seen) -> list[date]:
    """Give the free days of a part of a month, of a month or of a week that is named, on the weekdays that are."""
    facts = seen.facts
    if told := OF_A_RANGE.search(text):
        wished = weekdays_in(text[told.end() :])
        return [one for one in days_of(named_by(told["range"], facts.free, facts) or ()) if one.weekday() in wished]
    span = part_of_a_month(text, facts) or (frozenset() if weekdays_in(text) else whole_month(text, facts))
    if not span and WEEK_OF.search(text):
        span = _week_of(text, seen)
    wished = weekdays_in(text)
    return [one for one in facts.free_days if one in span and (not wished or one.weekday() in wished)]


def _week_of(text: str, seen: Seen) -> frozenset[date]:
    match day_and_time_in(text, seen.facts):
        case OnDay(named, _):
            return frozenset(monday_of(named) + count * DAY for count in range(7))
        case _:
            return frozenset()


def _if_clear(result: Result) -> Result | None:
    return None if isinstance(result, Again) and result.say.key.endswith(".unclear") else result


def _all_but(told: Mapping[str, str], text: str, seen: Seen, day: DayQuestion) -> Again | Switch | None:
    """Offer what is free beside what is excluded; a day that somebody can not come never stands alone."""
    facts = seen.facts
    chosen = seen.conversation.answers.get(day.name)
    excluded = told["except"]
    free = facts.free
    if chosen and (time_alone(excluded, facts) or names_a_part_alone(excluded, facts)):
        free = on_day(free, date.fromisoformat(chosen.value))
    left = without(excluded, free, facts)
    if left is None:
        return None
    days = days_of(left)
    if not days:
        return Again(Say("heard.none_left", options=to_wait(seen, day.name), numbered=True), counts=False)
    whole = len(left) == len([start for start in facts.free if today(start) in days])
    choices = days if whole else left
    others = replace(offered("others", choices[: DAYS_SHOWN - 1], seen, day), holds=text, held_for=day.time)
    of_other_days = chosen and not on_day(left, date.fromisoformat(chosen.value))
    return Switch(seen.conversation.flow, drop=(day.name, day.time), again=others) if of_other_days else others


def _one_of(starts: tuple[datetime, ...], seen: Seen, day: DayQuestion) -> Result:
    """Offer which of several starts are free, and nothing else; the nearest to the first when none is."""
    free = tuple(start for start in dict.fromkeys(starts) if start in seen.facts.free)
    return offered("wished", free[:DAYS_SHOWN], seen, day) if free else not_free(starts[0], seen, day.time)


def _part_of_some_day(text: str, seen: Seen, day: DayQuestion) -> Again | None:
    """Keep a part of the day that was said before the day and offer the days; or say that nothing is free then."""
    facts = seen.facts
    named, when = named_by(text, facts.free, facts), said_of_days(text, facts).get("when", "")
    if (named is None and not HOUR.search(when)) or not when or not facts.free:
        return None
    if not named:
        return offered("none_then", nearest_times(LAST, facts.free, facts)[:FIRST], seen, day, when=when)
    return replace(
        offered("which_day", days_of(named)[:DAYS_SHOWN], seen, day, when=when), holds=text, held_for=day.time
    )


def _at_some_day(clock: time, seen: Seen, day: DayQuestion) -> Again:
    """Keep a time that was said before the day, or say at once that consultations do not begin then."""
    facts = seen.facts
    near = nearest_times(clock, facts.free, facts)[: DAYS_SHOWN - 1]
    if clock not in known_times(facts.office):
        return offered("no_such_time", near[:FIRST], seen, day, when=say_time(clock))
    free = tuple(start for start in facts.free if start.astimezone(TOKYO).time() == clock)[: DAYS_SHOWN - 1]
    if not free:
        return offered("time_full", near[:FIRST], seen, day, when=say_time(clock))
    kept = offered("which_day", free, seen, day, when=say_time(clock))
    return replace(kept, holds=clock.isoformat("minutes"), held_for=day.time)


def _any_time(text: str, seen: Seen, day: DayQuestion) -> Again | None:
    """Offer what is free among all days or parts that a text names."""
    chosen, told = seen.conversation.answers.get(day.name), said_of_days(text, seen.facts)
    span = span_in(text, seen.facts) if names_any_time(text, seen.facts) else None
    if span and not chosen and HOUR.search(told.get("when", "")) and "except" not in told:
        left = among(told["when"], seen.facts.free, seen.facts)
        return replace(offered("wished", fewest(left), seen, day), holds=text, held_for=day.time)
    if span and chosen and not any(char.isdecimal() for char in text):
        span = ((date.fromisoformat(chosen.value),), span[1])
    return _any_of(span, text, seen, day) if span else None


def _any_of(span: Span, text: str, seen: Seen, day: DayQuestion) -> Again | None:
    """Show what is free among the days and parts that somebody would take, and the waiting list where he may wait."""
    days, parts = span[0] or every_day(seen.facts), span[1] or tuple(Part)
    free = free_in(seen.facts, days, parts)[: DAYS_SHOWN - 1]
    waits = to_wait(seen, day.name)
    options = (*(time_option(seen, day.time, start, with_day=True) for start in free), *waits)
    if not options:
        return None
    none = "withheld_among" if seen.facts.withheld.intersection(days) else "none_among"
    reason = ("free_among" if waits else "free_among_only") if free else none
    return Again(Say(f"{day.key}.retry.{reason}", options=options, numbered=True), counts=False, holds=text)


def _starts(
    seen: Seen, days: tuple[date, ...], times: tuple[object, ...], known: date | None
) -> tuple[date | datetime, ...]:
    wanted = days or ((known,) if known else ())
    if not times:
        return tuple(day for day in wanted if on_day(seen.facts.free, day))
    return tuple(
        start for start in seen.facts.free if today(start) in wanted and start.timetz().replace(tzinfo=None) in times
    )
