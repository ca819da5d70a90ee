"""What an office's file may say and hardly means: it is told, and nothing is refused."""

from collections.abc import Iterator
from datetime import date, time

from bot.booking.office import Office

EARLIEST, LATEST = time(7), time(21)  # between which offices are open
MOST_PLACES = 30  # consultations at one time
MOST_AHEAD = 100  # days that anybody plans ahead
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
