"""What is free, for who asks where no question is open. Its buttons send what one would type."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.booking.schedule.opening import TOKYO, on_day, today
from bot.dialogue.common_buttons import PHONE
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.outside_flows.waitlist import AGAIN
from bot.dialogue.questions.date_and_time import Day
from bot.dialogue.questions.kinds import Again, Filled, Result, Seen
from bot.dialogue.questions.start_times import chosen_start, day_or_none, start_or_none
from bot.dialogue.questions.waitlist_days import span_in
from bot.dialogue.questions.when_said.when_in_words import read_day_and_time
from bot.dialogue.reading import say_day, say_time, say_when, short_day
from bot.dialogue.turn import Facts, Option, Say, Send
from bot.dialogue.words import Said

DAY = Day("book.day", "time")
PART = re.compile(r"の?(?:午前|午後|夕方|お昼|昼|朝|夜|晩)(?:中|から|ごろ|頃)?")
FIRST_TIMES = 3  # first free times
MOST_TIMES = 10  # as buttons


def told(values: Mapping[str, str], facts: Facts) -> Say:
    """Say what is free with the own counsellor; with others, where there is one and has no time."""
    own = _seen(facts).facts
    if not own.needs.counsellor:
        return _told(values, own)
    name = {"counsellor": own.own_counsellor_told}
    if own.free or not own.free_with_others:
        return replace(_told(values, own), before=Say("counsellor.times", name))
    others = replace(own, own_counsellor="")
    return replace(_told(values, others), before=Say("counsellor.others", name))


def _told(values: Mapping[str, str], facts: Facts) -> Say:
    """Say whether what was named is free, and the nearest that is; the first ones to who names nothing readable."""
    text = values.get("except", "")
    span = span_in(text, facts) if text else None
    when, apart = values.get("when", ""), (span[0] if span else ())
    is_exact = any(char.isdecimal() for char in when)
    result = _read(when, facts) if when and (is_exact or not apart) else None
    if isinstance(result, Filled) and "time" in result.answers:
        start = chosen_start(result.answers["time"])
        values = {"when": say_when(start, today(facts.now)), "verb": _verb(facts)}
        return Say("lobby.free_at", values, (asked_for(start, facts),))
    if isinstance(result, Filled):
        day = day_or_none(result.answers["day"].value) or today(facts.now)
        return _listed("lobby.free_on", on_day(facts.free, day), facts, day=say_day(day))
    if isinstance(result, Again) and not result.say.key.endswith(".unclear"):
        return _as_sent(result.say, facts)
    return _listed("lobby.free_soon", tuple(one for one in facts.free if today(one) not in apart)[:FIRST_TIMES], facts)


def _read(when: str, facts: Facts) -> Result:
    """Read what was named; of a part of a day that can't be had, the day."""
    result = read_day_and_time(when, _seen(facts), DAY)
    is_vague = isinstance(result, Again) and not result.say.choices
    return read_day_and_time(PART.sub("", when), _seen(facts), DAY) if is_vague and PART.search(when) else result


def _seen(facts: Facts) -> Seen:
    """Give what a question of a flow that was not begun may look at."""
    flow = "change" if facts.booking else "book"
    return Seen(Conversation(flow=flow), Incoming(Sort.TEXT, "", facts.now), facts)


def _listed(key: str, starts: tuple[datetime, ...], facts: Facts, **values: str) -> Say:
    if not starts and facts.withheld:
        return Say("lobby.withheld", options=(PHONE,))
    if not starts:
        return Say("lobby.none_free", options=() if facts.booking or facts.wish else (AGAIN,))
    times = Said.joined((Said.joined(("・", say_when(one.astimezone(TOKYO)))) for one in starts), "\n")
    return Say(key, {"times": times, **values}, tuple(asked_for(one, facts) for one in starts[:MOST_TIMES]))


def _as_sent(say: Say, facts: Facts) -> Say:
    """Let buttons that would answer a question of a flow send the same in words."""
    sent = filter(None, (_sent(option, facts) for option in say.choices))
    return Say(say.key, say.values, tuple(sent)[:MOST_TIMES])


def _sent(option: Option, facts: Facts) -> Option | None:
    if not isinstance(option.action, Tap):
        return option
    start, day = start_or_none(option.action.value), day_or_none(option.action.value)
    if day:
        return Option(option.label, Send(_own_words(say_day(day), facts)), option.values)
    if start:
        return asked_for(start, facts)
    return AGAIN if option.action.value == "wait" else None


def asked_for(start: datetime, facts: Facts) -> Option:
    """Give the button that asks for a start: to book it, or to move there."""
    here = start.astimezone(TOKYO)
    values = {"time": say_time(here.time()), "day": short_day(here.date())}
    return Option("book.time.option.day_and_time", Send(_own_words(say_when(here), facts)), values)


def _own_words(when: str, facts: Facts) -> str:
    return f"{when}に{_verb(facts)}したい"


def _verb(facts: Facts) -> str:
    return "変更" if facts.booking else "予約"
