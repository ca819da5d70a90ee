"""What an office's file may name; a name that is none of these is refused with the one that was most likely meant."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

from bot.booking.limits.daily_limits import DailyLimits, ManyFresh

KEYS = frozenset(
    {
        *("id", "name", "address", "telephone", "terms_signed_by", "terms_court", "terms_document", "line_id"),
        *("help_line.name", "help_line.telephone"),
        *("counter.opens", "counter.closes", "counter.weekly", "counter.closures"),
        *("counter.year_end.from", "counter.year_end.to"),
        *("consultation.minutes", "consultation.first_start", "consultation.last_end", "consultation.weekly"),
        *("consultation.places", "consultation.horizon_days", "consultation.confirmation"),
        "consultation.counsellor_names",
        *("notices.day_before", "notices.soon_minutes"),
        "chat.messages_in_10_seconds",
        *(f"chat.daily.{one.name}" for one in fields(DailyLimits)),
        *(f"chat.many_fresh.{one.name}" for one in fields(ManyFresh)),
    }
)


def check_keys(table: Mapping[str, Any]) -> None:
    """Refuse a name that nothing reads: it was meant for another, and would be passed over in silence."""
    for path in _paths(table):
        if path not in KEYS:
            near = get_close_matches(path, KEYS, n=1) or get_close_matches(path.rpartition(".")[2], KEYS, n=1)
            meant = f"{near[0]} のことではありませんか" if near else "名前を確かめてください"
            raise ValueError(f"{path} は使われません。{meant}")


def _paths(table: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _paths(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"
