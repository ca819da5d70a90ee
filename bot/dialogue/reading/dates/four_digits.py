"""Four digits, 1203 or 12.03 or 1400: a date or a time, by what stands beside them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from bot.dialogue.reading.dates.calendar import resolve
from bot.dialogue.reading.dates.hours import meanings
from bot.dialogue.reading.dates.tokens import Pieces, Token


def settled(pieces: Pieces, today: date, starts: Sequence[time], *, chosen: bool) -> Pieces:
    """Decide which of 1203 and 1400 is a date and which a time; what stays open stays "four"."""
    fours = pieces.of("four")
    has_day, has_clock = bool(pieces.of("day")), bool(pieces.of("clock"))
    if len(fours) == 2 and not has_day and not has_clock:
        return _with(pieces, {fours[0]: _as_day(fours[0]), fours[1]: _as_clock(fours[1])})
    if len(fours) != 1 or (has_day and has_clock):
        return pieces
    only = fours[0]
    if has_day or has_clock:
        return _with(pieces, {only: _as_clock(only) if has_day else _as_day(only)})
    return _alone(pieces, only, today, starts, chosen=chosen)


def _alone(pieces: Pieces, only: Token, today: date, starts: Sequence[time], *, chosen: bool) -> Pieces:
    clock, named = _as_clock(only), resolve(_as_day(only).slots, today, today)
    is_time = any(moment in starts for moment in _possible(clock, starts))
    is_day = bool(named and named.days[0] >= today)
    if is_day and is_time:
        settled_one = _with(pieces, {only: clock if chosen else _as_day(only)})
        return replace(settled_one, tokens=(*settled_one.tokens, replace(only, kind="vague")))
    if is_day:
        return _with(pieces, {only: _as_day(only)})
    return _with(pieces, {only: clock}) if is_time or chosen else pieces


def _possible(clock: Token, starts: Sequence[time]) -> tuple[time, ...]:
    exists = clock.slots["hour"] < 24 and clock.slots["minute"] < 60
    return meanings(clock, "", starts) if exists else ()


def _as_day(four: Token) -> Token:
    return replace(four, kind="day", slots={"month": four.slots["first"], "day": four.slots["second"]})


def _as_clock(four: Token) -> Token:
    return replace(four, kind="clock", slots={"hour": four.slots["first"], "minute": four.slots["second"]})


def _with(pieces: Pieces, changed: dict[Token, Token]) -> Pieces:
    return replace(pieces, tokens=tuple(changed.get(token, token) for token in pieces.tokens))
