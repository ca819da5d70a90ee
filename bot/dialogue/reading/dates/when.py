"""The Japanese reader of days and times. A silently wrong time is the worst that can happen: the uncertain is asked."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from bot.dialogue.reading.dates.clock import Times, times_in
from bot.dialogue.reading.dates.days import Days, days_in
from bot.dialogue.reading.dates.folding import folded
from bot.dialogue.reading.dates.four_digits import settled
from bot.dialogue.reading.dates.hours import meanings
from bot.dialogue.reading.dates.tokens import CLAIMED, Pieces, cut
from bot.dialogue.reading.results import AskWhen, At, NotADate, OnDay, Past, When, WrongWeekday

# Words that turn the meaning of what stands beside them.
TURNING = re.compile(
    r"以外|以内|だめ|ダメ|駄目|無理|不可|不都合|難し|厳し|避け|困|休み|仕事(?:です|が|な|だ)|用事|予定が|バイト|キャンセル|取り?消|やめ|(?<!に)変更|どちらか|あたり"
    r"|(?:行け|来られ|これ|来れ|でき|出来)な|(?:よく|良く|空いて|あいて|いて)い?な|(?:都合|具合)が(?:悪|つか)|(?:では|じゃ)(?:な|あり)"
    r"|(?<!すみ)(?<!すい)(?<!訳あり)(?<!かまい)(?<!構い)ません(?!か|でしょうか)"
    r"|翌|毎|中(?=\x00)|隔|深夜|夜中|未明|(?:別|違う|ちがう|ほか|他)の?日|もっと|もう少し|[早遅]め|より(?=も?[早遅前後あ先])|(?<!名)前|後(?!ほど|ろ)|次の|あと|明け|おき|ごと|程度|頭|末"
    r"|(?<![a-z])(?:ng|not|except)(?![a-z])|(?<=\x00)\s*z(?![a-z])"
)


def read_when(text: str, *, now: datetime, starts: Sequence[time], day: date | None = None) -> When:
    """Read a day and time. `day` is the one already chosen, for when only a time is typed.

    Without a year the date nearest ahead is meant; one that is over by less than half a year is past, not next year's.
    """
    pieces = settled(cut(folded(text)), now.date(), starts, chosen=day is not None)
    if not _says_something(pieces, chosen=day is not None):
        return NotADate()
    try:
        days, times = days_in(pieces, now.date()), times_in(pieces, starts)
    except OverflowError:  # beyond the calendar: the year 9999, 999 weeks from it
        return NotADate()
    if days.impossible or times.impossible:
        return NotADate()
    if _is_odd(pieces):
        return _asked("unclear", days, _guessed(pieces, times, starts), now, day)
    return _answer(days, times, now, day)


def _says_something(pieces: Pieces, *, chosen: bool) -> bool:
    if pieces.of("day", "clock", "part", "vague", "four"):
        return True
    return chosen and bool(pieces.of("bare")) and not pieces.rest.strip(f"{CLAIMED} 。.です")


def _is_odd(pieces: Pieces) -> bool:
    if pieces.of("bare", "vague", "four") or any(map(str.isdecimal, pieces.rest)):
        return True
    return bool(TURNING.search(_unsaid(pieces)))


def _unsaid(pieces: Pieces) -> str:
    """Give the text nobody claimed, without the endings that the readers of days and times judge themselves."""
    return re.sub(rf"(?<={CLAIMED})\s*(?:以前|より前|前)", "", pieces.rest)


def _guessed(pieces: Pieces, times: Times, starts: Sequence[time]) -> Times:
    """Offer a lone number as an hour, to be confirmed."""
    if times.times or not pieces.of("bare"):
        return times
    hours = [token for token in pieces.of("bare") if token.slots["hour"] < 24]
    named = {moment for token in hours for moment in meanings(token, "", starts)}
    return replace(times, times=tuple(sorted(named & set(starts))), sure=False)


def _answer(days: Days, times: Times, now: datetime, chosen: date | None) -> When:
    if days.said is not None:
        return WrongWeekday(days.days[0], days.said)
    day = days.days[0] if days.sure and days.days else chosen if days.sure else None
    if day is None:
        return _asked("which_day", days, times, now, chosen)
    if not times.sure:
        return _half_or_asked(day, days, times, now, chosen)
    if not times.times:
        return Past(day, None) if day < now.date() else OnDay(day)
    start = datetime.combine(day, times.times[0], now.tzinfo)
    return At(start) if start > now else Past(day, times.times[0])


def _half_or_asked(day: date, days: Days, times: Times, now: datetime, chosen: date | None) -> When:
    if times.part and not times.times and day >= now.date():
        return OnDay(day, times.part)
    return _asked("which_time", days, times, now, chosen)


def _asked(reason: str, days: Days, times: Times, now: datetime, chosen: date | None) -> When:
    named = days.days or ((chosen,) if chosen and days.sure else ())
    ahead = tuple(day for day in named if day >= now.date())
    if named and not ahead:
        return Past(named[-1], None)
    return AskWhen(reason, ahead, times.times)
