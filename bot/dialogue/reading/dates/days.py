"""All the days a text names: one, several, or a span."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.dialogue.reading.dates.calendar import NONE, NamedDays, resolve
from bot.dialogue.reading.dates.tokens import Pieces, Token
from bot.dialogue.words.date_sums import ONE, Slots

ALTERNATIVE = re.compile(r"か|または|又は|もしくは|あるいは|\bor\b|と|や|・|~|-|から")
SPAN = re.compile(r"^\s*(?:の\s*)?(?:~|-|から|より)\s*$")
SINCE = re.compile(r"^\s*(?:以降|以後|より後|から(?!で?(?:お願い|す))|~|(?:過|す)ぎ)")
UNTIL = re.compile(r"^\s*(?:以前|まで|(?P<without>より前)|前)")
ABOUT = re.compile(r"^\s*(?:ごろ|頃|あたり|前後|くらい|ぐらい)")
LONGEST_SPAN = 14 * ONE


@dataclass(frozen=True)
class Days:
    """What is known of the day. No days and sure: none was named."""

    days: tuple[date, ...] = ()
    sure: bool = True
    said: int | None = None
    impossible: bool = False


@dataclass(frozen=True)
class _Phrase:
    """Pieces that together name one day."""

    slots: Slots
    first: Token
    last: Token


def days_in(pieces: Pieces, today: date) -> Days:
    """Find the days that a text names."""
    phrases = _phrases(pieces)
    if not phrases:
        return Days()
    resolved = _resolved(phrases, today)
    possible = [named for named in resolved if named]
    if not possible:
        return Days(impossible=True)
    if len(resolved) > 1:
        return _several(phrases, resolved, pieces)
    return _open_ended(possible[0], pieces.after(phrases[0].last), today)


def _phrases(pieces: Pieces) -> list[_Phrase]:
    phrases: list[_Phrase] = []
    for token in pieces.of("day"):
        last = phrases[-1] if phrases else None
        if last and not _is_other(last, token, pieces):
            phrases[-1] = _Phrase({**last.slots, **token.slots}, last.first, token)
        else:
            phrases.append(_Phrase(_inheriting(last, token), token, token))
    return phrases


def _is_other(last: _Phrase, token: Token, pieces: Pieces) -> bool:
    differs = any(last.slots.get(name, value) != value for name, value in token.slots.items())
    return differs or bool(ALTERNATIVE.search(pieces.between(last.last, token)))


def _inheriting(last: _Phrase | None, token: Token) -> Slots:
    if last and "week" in last.slots and set(token.slots) == {"weekday"}:
        return {"week": last.slots["week"], **token.slots}
    return token.slots


def _resolved(phrases: Sequence[_Phrase], today: date) -> list[NamedDays | None]:
    resolved: list[NamedDays | None] = []
    floor = today
    for phrase in phrases:
        named = resolve(phrase.slots, today, floor)
        resolved.append(named)
        floor = max(today, named.days[0]) if named and named.days else floor
    return resolved


def _several(phrases: Sequence[_Phrase], resolved: Sequence[NamedDays | None], pieces: Pieces) -> Days:
    named = {day for named in resolved for day in (named or NONE).days}
    sure = len(named) == 1 and all(named and named.sure and named.said is None for named in resolved)
    if len(phrases) == 2 and SPAN.match(pieces.between(phrases[0].last, phrases[1].first)) and len(named) == 2:
        named |= set(_span(min(named), max(named)))
    return Days(tuple(sorted(named)), sure=sure)


def _open_ended(named: NamedDays, after: str, today: date) -> Days:
    if named.days and SINCE.match(after):
        first = min(named.days)  # the weekday of today may be this one and the next
        return Days(tuple(_span(first, _later(first))), sure=False)
    if named.days and (until := UNTIL.match(after)):
        last = max(named.days) - (ONE if until["without"] else timedelta())
        return Days(tuple(_span(today, last)) or named.days, sure=False)
    return Days(named.days, named.sure and not ABOUT.match(after), named.said)


def _later(day: date) -> date:
    return min(day, date.max - LONGEST_SPAN) + LONGEST_SPAN


def _span(first: date, last: date) -> list[date]:
    count = min((last - first).days, LONGEST_SPAN.days) + 1
    return [first + timedelta(days=ahead) for ahead in range(count)]
