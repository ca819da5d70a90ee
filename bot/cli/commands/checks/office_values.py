"""What an office's file may say and hardly means: it is told, and nothing is refused."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from bot.booking.office import Office
from bot.booking.schedule.opening import nothing_ahead
from bot.booking.schedule.weekly import Span, Weekly, minutes_of, time_at

EARLIEST, LATEST = time(7), time(21)  # between which offices are open
MOST_PLACES = 30  # consultations at one time
MOST_AHEAD = 100  # days that anybody plans ahead
UNFILLED = re.compile("[○〇◯●△×]{2,}")
SHORTEST, LONGEST = 15, 120  # minutes of a consultation


def implausible(office: Office, today: date) -> Iterator[str]:
    """Name each value that is probably a slip."""
    for name, week in (("counter", office.counter), ("consultation", office.consultation)):
        for span in week.spans:
            if span.since < EARLIEST or span.until > LATEST:
                slip = "早すぎ" if span.since < EARLIEST else "遅すぎ"
                yield f"{name} の {span} は、窓口の時間としては{slip}ませんか"
                break
    if office.places > MOST_PLACES:
        yield f"consultation.places が {office.places} です。同時に{office.places}人の相談ができますか"
    if office.horizon_days > MOST_AHEAD:
        yield f"consultation.horizon_days が {office.horizon_days} です。{office.horizon_days}日先まで予約を受けますか"
    if not SHORTEST <= office.minutes <= LONGEST:
        yield f"consultation.minutes が {office.minutes} です。1回の相談は{office.minutes}分ですか"
    past = sorted(day for day in office.closures if day < today)
    if past and len(past) == len(office.closures):
        yield f"counter.closures が過ぎた日だけです（{past[-1]} まで）。これからの休みを書いてください"


def unfilled(office: Office) -> Iterator[str]:
    """Name each text that is still a sample's."""
    for name in ("name", "address", "terms_signed_by", "terms_court"):
        text = getattr(office, name)
        if UNFILLED.search(text):
            yield f"{name} が「{text}」のままです"


def shut(office: Office, now: datetime) -> Iterator[str]:
    """Say that nobody can book anything, as no day ahead has a place."""
    if nothing_ahead(office, now):
        why = (
            "担当者の期間・曜日ごとの時間・休みを確かめてください"
            if office.schedule.counsellors
            else "日程を確かめてください"
        )
        yield f"{office.horizon_days}日先まで、予約できる日時が1つもありません（求職者は予約できません）。{why}"


def hours(office: Office) -> str:
    """Tell in one line when the counter is open and when consultations take place."""
    most = "同時に受けるのは、その時にいる担当者の数まで" if office.schedule.counsellors else f"同時に{office.places}人"
    each = f"1回{office.minutes}分、{most}"
    return f"窓口の時間: {office.counter.in_japanese}  相談の時間: {office.consultation.in_japanese}（{each}）"


def misfits(office: Office) -> Iterator[str]:
    """Name consultations that lie outside the counter's hours, and time that holds none."""
    outside = Weekly(tuple(_outside(office, weekday) for weekday in range(len(office.consultation.days))))
    if outside.spans:
        yield (
            f"窓口の時間の外（昼休みなど）にも相談を予約できます: {outside.in_japanese}。"
            "受けないなら、[consultation] の weekly からもその時間を除いてください"
        )
    for span in dict.fromkeys(office.consultation.spans):
        left = span.minutes % office.minutes
        if left:
            rest = Span(time_at(minutes_of(span.until) - left), span.until)
            yield f"相談の {span} は1回{office.minutes}分で割り切れず、{rest} は使われません"


def _outside(office: Office, weekday: int) -> tuple[Span, ...]:
    """Give what consultations of a day of the week take of the time when the counter is closed."""
    found: list[Span] = []
    for span in office.consultation.days[weekday]:
        for start in range(minutes_of(span.since), minutes_of(span.until) - office.minutes + 1, office.minutes):
            one = Span(time_at(start), time_at(start + office.minutes))
            if any(open_.since <= one.since and one.until <= open_.until for open_ in office.counter.days[weekday]):
                continue
            if found and found[-1].until == one.since:
                found[-1] = Span(found[-1].since, one.until)
            else:
                found.append(one)
    return tuple(found)
