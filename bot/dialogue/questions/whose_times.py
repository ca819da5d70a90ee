"""Whose times are shown: those of the own counsellor first, then of any who fits; what is said where none is free."""

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.booking.model import Answer
from bot.booking.schedule.opening import DAY, at, bookable_starts, is_open_day, times_on, today
from bot.booking.staff.counsellors import Counsellor
from bot.booking.text import compatible
from bot.dialogue.questions.kinds import Filled, Finish, Question, Result, Seen
from bot.dialogue.questions.start_times import DayQuestion, day_or_none, start_if_free, start_or_none, to_wait
from bot.dialogue.reading import say_day
from bot.dialogue.turn import ANYONE, COUNSELLOR, Facts, Option, Say, leaves_the_counsellor

OWN = "own"  # the answer of who wants the own counsellor after all
LOOKED_AHEAD = 190  # days in which the return of a counsellor is looked for
ASKED_OF = frozenset({"day", "time", "days", "parts"})  # the questions at which it is said
ANYBODY_SAID = re.compile(
    r"(?:ほか|他|別|べつ|違う|ちがう)の(?:職員|担当者?|方|かた|人|ひと)|(?:だれ|誰|どなた|どの職員|どの人)(?:で|だって)も?"
    r"|担当(?:の(?:職員|方|人)|者|さん)?(?:じゃなくても?|でなくても?|ではなくても?|以外)"
)
UNWANTED = re.compile(
    r"いや|嫌|だめ|ダメ|駄目|困|こま|無理|むり|不安|したくない|やめて|(?:では|じゃ)なく(?!ても)|よりも?担当"
)
OWN_SAID = re.compile(r"(?:担当|いつも)の(?:職員|方|かた|人|ひと)|担当(?:者|さん)")


def of_the_counsellor(say: Say, seen: Seen, key: str = "counsellor.asked") -> Say:
    """Say first that the times are those of the own counsellor, where they are."""
    facts = seen.facts
    if not facts.needs.counsellor:
        return say
    values = {"counsellor": facts.own_counsellor_told, "asked": facts.words(say.key, say.values)}
    return replace(say, key=key, values=values)


def whose(seen: Seen, question: str) -> tuple[Option, ...]:
    """Offer the times of others, or to see those of the own counsellor again."""
    if seen.facts.needs.counsellor:
        return (seen.option(question, ANYONE, "counsellor.option.anyone"),)
    left = seen.facts.own_counsellor and leaves_the_counsellor(seen.conversation.answers)
    return (seen.option(question, OWN, "counsellor.option.own"),) if left else ()


def is_whose(value: str) -> bool:
    """Say whether a button says whose times are wanted."""
    return value.partition(":")[0] in (ANYONE, OWN)


def kept(value: str, seen: Seen, day: DayQuestion | None = None) -> Result:
    """Keep whose times are wanted, with the day or the time that was named and that only others have."""
    whom, _, when = value.partition(":")
    chosen = {COUNSELLOR: Answer(whom)}
    named, start = day_or_none(when), start_or_none(when)
    if named and day:
        return Filled({**chosen, day.name: Answer(named.isoformat())})
    if start and day:
        result = start_if_free(start, _with(chosen, seen), day)
        if isinstance(result, Filled):
            return replace(result, answers={**chosen, **result.answers})
        return result if isinstance(result, Finish) else Filled(chosen)
    return Filled(chosen)


def said_of_whom(text: str, question: Question, seen: Seen) -> Filled | None:
    """Hear 「ほかの職員でもよい」, and a day or time that is named with it; None where nothing of the kind is said."""
    if not seen.facts.own_counsellor or question.name not in ASKED_OF:
        return None
    said = compatible(text)
    if UNWANTED.search(said):
        return None
    own = seen.facts.needs.counsellor
    whom, pattern = (ANYONE, ANYBODY_SAID) if own else (OWN, OWN_SAID)
    if not pattern.search(said) or (whom == OWN and not leaves_the_counsellor(seen.conversation.answers)):
        return None
    chosen, rest = {COUNSELLOR: Answer(whom)}, pattern.sub("、", said)
    result = question.read(rest, _with(chosen, seen)) if re.search(r"\d|[月火水木金土日]曜", rest) else None
    return replace(result, answers={**chosen, **result.answers}) if isinstance(result, Filled) else Filled(chosen)


def _with(chosen: dict[str, Answer], seen: Seen) -> Seen:
    return replace(seen, conversation=seen.conversation.answered(chosen))


def none_with_the_counsellor(seen: Seen, question: str) -> Say:
    """Say why the own counsellor has no time, until when, and offer the others."""
    facts = seen.facts
    own = next(one for one in facts.office.schedule.counsellors if one.id == facts.needs.counsellor)
    ahead = bookable_starts(facts.office, facts.now)
    options = (*whose(seen, question), *to_wait(seen, question))
    values = {"counsellor": facts.own_counsellor_told}
    if any(own.is_on_duty(start, start + timedelta(minutes=facts.office.minutes)) for start in ahead):
        return Say("counsellor.full", {**values, "until": say_day(today(ahead[-1]))}, options)
    back = _next_day_of(own, facts)
    until = {"day": say_day(back)} if back else {}
    return Say("counsellor.away_until" if back else "counsellor.away", {**values, **until}, options)


def _next_day_of(own: Counsellor, facts: Facts) -> date | None:
    """Give the first day to come on which somebody holds consultations."""
    office, length = facts.office, timedelta(minutes=facts.office.minutes)
    days = (today(facts.now) + ahead * DAY for ahead in range(1, LOOKED_AHEAD))
    there = (
        day
        for day in days
        if is_open_day(office, day)
        and any(own.is_on_duty(at(day, clock), at(day, clock) + length) for clock in times_on(office, day))
    )
    return next(there, None)
