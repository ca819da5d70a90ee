"""Whether the hours of a counsellor's week can be meant beside those of the office's consultations. Pure."""

from collections.abc import Iterator
from datetime import time

from bot.booking.office import Office
from bot.booking.schedule.opening import starts_within
from bot.booking.schedule.weekly import JAPANESE, Span, Weekly, minutes_of
from bot.errors import RefusedError


def check_week(office: Office, week: Weekly) -> None:
    """Refuse a span in which no consultation has room."""
    short = next((told for told, span, _ in _spans(office, week) if span.minutes < office.minutes), "")
    if short:
        raise RefusedError("hours_too_short", said=short, count=str(office.minutes))


def outside(office: Office, week: Weekly) -> list[str]:
    """Name the spans in which the office holds no consultation as a rule, so that they open no time."""
    return [told for told, _, is_used in _spans(office, week) if not is_used]


def _spans(office: Office, week: Weekly) -> Iterator[tuple[str, Span, bool]]:
    for name, spans, consultations in zip(JAPANESE, week.days, office.consultation.days, strict=True):
        starts = {clock for one in consultations for clock in starts_within(one, office.minutes)}
        for span in spans:
            yield f"{name} {span}", span, any(_fits(span, clock, office.minutes) for clock in starts)


def _fits(span: Span, clock: time, minutes: int) -> bool:
    return span.since <= clock and minutes_of(clock) + minutes <= minutes_of(span.until)
