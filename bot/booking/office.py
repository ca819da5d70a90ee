"""One office's data, as office.toml gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal


@dataclass(frozen=True)
class Office:
    """The office and its rules; times are wall-clock times in Japan."""

    id: str
    name: str
    address: str
    telephone: str
    terms_signed_by: str
    terms_court: str
    opens: time
    closes: time
    year_end_from: tuple[int, int]
    year_end_to: tuple[int, int]
    closures: frozenset[date]
    minutes: int
    first_start: time
    last_end: time
    places: int
    horizon_days: int
    confirmation: Literal["staff"]
    day_before: time
    soon_minutes: int
    messages_in_10_seconds: int


def office_from(table: Mapping[str, Any]) -> Office:
    """Build an Office from the parsed file; KeyError, TypeError or ValueError when it is unusable."""
    counter, consultation = table["counter"], table["consultation"]
    office = Office(
        id=str(table["id"]),
        name=table["name"],
        address=table["address"],
        telephone=table["telephone"],
        terms_signed_by=table["terms_signed_by"],
        terms_court=table["terms_court"],
        opens=counter["opens"],
        closes=counter["closes"],
        year_end_from=_month_day(counter["year_end"]["from"]),
        year_end_to=_month_day(counter["year_end"]["to"]),
        closures=frozenset(counter["closures"]),
        minutes=int(consultation["minutes"]),
        first_start=consultation["first_start"],
        last_end=consultation["last_end"],
        places=int(consultation["places"]),
        horizon_days=int(consultation["horizon_days"]),
        confirmation=consultation["confirmation"],
        day_before=table["notices"]["day_before"],
        soon_minutes=int(table["notices"]["soon_minutes"]),
        messages_in_10_seconds=int(table["chat"]["messages_in_10_seconds"]),
    )
    _check(office)
    return office


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _check(office: Office) -> None:
    rules = {
        "id は英数字だけにしてください": office.id.isascii() and office.id.isalnum(),
        "consultation.minutes は5から240にしてください": 5 <= office.minutes <= 240,
        "consultation.places は1以上にしてください": office.places >= 1,
        "consultation.horizon_days は1から366にしてください": 1 <= office.horizon_days <= 366,
        "consultation.confirmation は staff にしてください": office.confirmation == "staff",
        "consultation.first_start は last_end より前にしてください": office.first_start < office.last_end,
        "counter.opens は closes より前にしてください": office.opens < office.closes,
    }
    for complaint, holds in rules.items():
        if not holds:
            raise ValueError(complaint)
