"""Which times of day a text names, given the times at which a consultation can start."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from bot.dialogue.reading.dates.hours import NOON, SPANS, meanings, minutes
from bot.dialogue.reading.dates.tokens import Pieces, Token

TO = re.compile(r"^\s*(?:から|より|~|-|to)\s*$")
SINCE = re.compile(r"^\s*(?:以降|以後|より後|よりあと|(?:過|す)ぎ)")
UNTIL = re.compile(r"^\s*(?:以前|まで|より前|前|までに)")
AROUND = re.compile(r"^\s*台")


@dataclass(frozen=True)
class Times:
    """What is known of the time. No times and sure: none was named; `part` is a half of the day without an hour."""

    times: tuple[time, ...] = ()
    sure: bool = True
    impossible: bool = False
    part: str = ""


@dataclass(frozen=True)
class Clock:
    """One time as said, and all it may mean."""

    token: Token
    times: tuple[time, ...]


def times_in(pieces: Pieces, starts: Sequence[time]) -> Times:
    """Find the times that a text names."""
    parts, tokens = pieces.of("part", "after"), pieces.of("clock")
    if not tokens:
        return _only_parts({token.part for token in parts}, starts)
    if not all(_exists(token) for token in tokens):
        return Times(impossible=True)
    said = _parts_of(pieces)
    clocks = [Clock(token, meanings(token, said.get(token.start, ""), starts)) for token in tokens]
    left = {part.part for part in parts if part.part not in said.values()}
    if any(not _fits(clock.times, part) for clock in clocks for part in left):
        return _asked((time_ for clock in clocks for time_ in clock.times), starts)
    return _spans(clocks, pieces, starts)


def _exists(token: Token) -> bool:
    return token.slots["hour"] < 24 and token.slots.get("minute", 0) < 60


def _only_parts(parts: set[str], starts: Sequence[time]) -> Times:
    if not parts:
        return Times()
    spans = [SPANS[part] for part in parts]
    fitting = tuple(start for start in starts if any(low <= start.hour < high for low, high in spans))
    fitting = fitting[:1] if parts == {"early"} else fitting
    return Times(fitting, sure=False, part=min(parts) if len(parts) == 1 and parts <= {"am", "pm"} else "")


def _parts_of(pieces: Pieces) -> dict[int, str]:
    """Give each time its 午前 or 午後: the one before it, its own behind it, or that of the time it goes on from."""
    said: dict[int, str] = {}
    pending, last = "", None
    for token in pieces.of("part", "after", "clock"):
        if token.kind == "clock":
            said[token.start] = pending or _going_on(said, last, token, pieces)
            pending, last = "", token
        elif last and not said[last.start] and (token.kind == "after" or _ends(token, pieces)):
            said[last.start] = token.part
        else:
            pending = token.part
    return said


def _ends(part: Token, pieces: Pieces) -> bool:
    return not any(token.start > part.start for token in pieces.of("clock"))


def _going_on(said: Mapping[int, str], last: Token | None, token: Token, pieces: Pieces) -> str:
    if not last or token.slots["hour"] >= NOON or token.slots["hour"] < last.slots["hour"]:
        return ""
    return said[last.start] if len(pieces.between(last, token)) <= len("もしくは") else ""


def _fits(times: Iterable[time], part: str) -> bool:
    return all(SPANS[part][0] <= moment.hour < SPANS[part][1] for moment in times)


def _spans(clocks: Sequence[Clock], pieces: Pieces, starts: Sequence[time]) -> Times:
    """Take ends of spans away; a span as short as a consultation is its first time."""
    kept, firm = list(clocks), True
    wanted: set[time] = set()
    for first, last in pairwise(clocks):
        if TO.match(pieces.between(first.token, last.token)) and first in kept:
            kept.remove(last)
            firm = firm and _is_one_slot(first, last, starts)
            wanted |= set() if _is_one_slot(first, last, starts) else set(_inside(first, last, starts))
    named = {moment for clock in kept for moment in clock.times}
    if not firm:
        return _asked(wanted | (named if len(kept) > 1 else set()), starts)
    if len(named) != 1 or not all(clock.times for clock in kept):
        return _asked(named, starts)
    return _open_ended(named.pop(), kept[0].token, kept[-1].token if len(kept) == len(clocks) else None, pieces, starts)


def _is_one_slot(first: Clock, last: Clock, starts: Sequence[time]) -> bool:
    if len(first.times) != 1 or not last.times:
        return False
    return 0 < _after(first, last) - minutes(first.times[0]) <= _step(starts)


def _after(first: Clock, last: Clock) -> int:
    """Give the end of a span: the first meaning after its beginning."""
    begin = minutes(min(first.times, default=time()))
    ends = [minutes(moment) for moment in last.times] + [(minutes(moment) + 720) % 1440 for moment in last.times]
    return min((end for end in ends if end > begin), default=begin)


def _inside(first: Clock, last: Clock, starts: Sequence[time]) -> list[time]:
    if not first.times:
        return []
    return [start for start in starts if minutes(min(first.times)) <= minutes(start) < _after(first, last)]


def _step(starts: Sequence[time]) -> int:
    gaps = [minutes(later) - minutes(earlier) for earlier, later in pairwise(sorted(starts))]
    return min((gap for gap in gaps if gap), default=30)


def _open_ended(moment: time, first: Token, last: Token | None, pieces: Pieces, starts: Sequence[time]) -> Times:
    after = pieces.after(last) if last else ""
    if SINCE.match(after):
        return _asked((start for start in starts if start >= moment), starts)
    if UNTIL.match(after) or pieces.before(first).rstrip().endswith("~"):
        return _asked((start for start in starts if start < moment), starts)
    if AROUND.match(after):
        return _asked((start for start in starts if start.hour == moment.hour), starts)
    return Times((moment,))


def _asked(times: Iterable[time], starts: Sequence[time]) -> Times:
    return Times(tuple(sorted(set(times) & set(starts))), sure=False)
