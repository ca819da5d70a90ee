"""Makes the catalogue of texts, with what an office says of itself in them.

messages_ja/easy/ holds the texts of やさしい日本語 under the same names.
"""

from functools import partial
from pathlib import Path

from bot.booking.office import Office
from bot.booking.schedule.opening import start_times, starts_within
from bot.booking.schedule.weekly import Span
from bot.dialogue.words import Said, Words
from bot.dialogue.words.dates import say_time
from bot.dialogue.words.hours import say_closed, say_hours, say_starts
from bot.messages.texts import EASY, check_own, mails, own_texts, shipped_texts


def load_words(office: Office, reply_to: str = "", own: Path | None = None) -> Words:
    """Read every *.toml of both folders; what the office's texts share fills {office}, {telephone} and the like.

    reply_to  the mail address for answers, "" where nobody reads any
    own       the office's own texts, None where it has none
    """
    common = {**common_values(office), "reply_to": reply_to, **_cancelling_by_mail(reply_to)}
    ordinary, simple = dict(shipped_texts(easy=False)), dict(shipped_texts(easy=True))
    if own:
        check_own(own)
        ordinary |= own_texts(own, ordinary, frozenset(common))
        simple |= own_texts(own / EASY, simple, frozenset(common))
    return Words(ordinary, common, simple, mails=mails(own))


def _cancelling_by_mail(reply_to: str) -> dict[str, str]:
    """Give what is added to a list of the ways to cancel, where somebody reads mail."""
    if not reply_to:
        return {"or_mail": "", "and_by_mail": ""}
    return {"or_mail": "・メール", "and_by_mail": Said(f"\n・メール：{reply_to}", f"\n・メール：{reply_to} に 送る")}


def _closes(office: Office) -> str:
    """Say when the counter closes, where it does so at the same time on each of its days."""
    times = {spans[-1].until for spans in office.counter.days if spans}
    return say_time(times.pop()) if len(times) == 1 else Said("窓口が閉まる時刻", "窓口（まどぐち）が しまる 時間")


def _starts(span: Span, minutes: int) -> Span:
    """Give the first and the last start within a span."""
    starts = starts_within(span, minutes)
    return Span(starts[0], starts[-1])


def common_values(office: Office) -> dict[str, str]:
    """Give what any text may name."""
    return {
        "office": office.name,
        "address": office.address,
        "telephone": office.telephone,
        "signed_by": office.terms_signed_by,
        "court": office.terms_court,
        "counter_hours": say_hours(office.counter),
        "consultation_hours": say_hours(office.consultation),
        "start_hours": say_starts(office.consultation, partial(_starts, minutes=office.minutes)),
        "closed_days": say_closed((office.counter, office.consultation)),
        "year_end": "～".join(f"{month}月{day}日" for month, day in (office.year_end_from, office.year_end_to)),
        "opens": say_time(min(one.since for one in office.counter.spans)),
        "closes": _closes(office),
        "horizon_days": str(office.horizon_days),
        "minutes": str(office.minutes),
        "day_before": say_time(office.day_before),
        "soon_minutes": str(office.soon_minutes),
        "first_start": say_time(start_times(office)[0]),
        "last_start": say_time(start_times(office)[-1]),
    }
