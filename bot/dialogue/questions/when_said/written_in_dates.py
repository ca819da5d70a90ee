"""What is typed of days, with dates for all that is told by today or by the day that stands."""

from datetime import date, datetime, time

from bot.booking.schedule.opening import TOKYO, monday_of, today
from bot.dialogue.conversation import STOOD
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.questions.start_times import day_or_none, start_or_none
from bot.dialogue.questions.when_said.days_said import left_by
from bot.dialogue.reading.dates.from_a_day import Standing, from_a_day
from bot.dialogue.reading.dates.spelled_out import spelled_out


def written_in_dates(text: str, seen: Seen) -> str:
    """Write the days of a text as dates where it tells them by others; all else stays as it stands."""
    standing = _standing(seen)
    return spelled_out(from_a_day(text, standing) if standing else text, today(seen.facts.now))


def _standing(seen: Seen) -> Standing | None:
    """Give the day that is chosen, that of the booking that moves, one taken back before, or the week spoken of."""
    talk, facts, now = seen.conversation, seen.facts, today(seen.facts.now)
    booked = facts.booking.start if facts.booking and talk.flow == "change" else None
    before = talk.held.get(STOOD, "")
    old = (start_or_none(before) if "T" in before else None) or booked
    if "time" in talk.answers:
        start = datetime.fromisoformat(talk.answers["time"].value)
        return Standing(today(start), _clock(start), now, is_chosen=True)
    if "day" in talk.answers:
        return Standing(date.fromisoformat(talk.answers["day"].value), _clock(old), now, is_chosen=True, is_timed=False)
    day = today(old) if old else day_or_none(before)
    if day:
        return Standing(day, _clock(old), now)
    lines = [line for name in ("day", "time") for line in talk.held.get(name, "").splitlines() if line.strip()]
    mondays = {monday_of(today(start)) for start in left_by(lines, facts.free, facts)} if lines else set()
    return Standing(mondays.pop(), None, now, is_week_only=True) if len(mondays) == 1 else None


def _clock(start: datetime | None) -> time | None:
    return start.astimezone(TOKYO).time() if start else None
