"""One office's data, as office.toml gives it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any, Literal, TypeVar

from bot.booking.limits.daily_limits import DailyLimits, ManyFresh
from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import Weekly, same_hours, weekly_from


@dataclass(frozen=True)
class HelpLine:
    """Whom somebody in despair can call."""

    name: str
    telephone: str


@dataclass(frozen=True)
class Office:
    """The office and its rules; times are wall-clock times in Japan. `schedule` is what staff changed at run time.

    line_id    of the account at LINE, with its "@"; "" where it is not known
    help_line  is named to who writes in despair; without one the office's own telephone is
    counter    when the counter and the telephone are open
    consultation  when consultations take place; each fits within a span
    terms_document  the address of the official terms, "" where our own page of them is all there is
    counsellor_names  seekers read the names of counsellors
    """

    id: str
    name: str
    address: str
    telephone: str
    terms_signed_by: str
    terms_court: str
    counter: Weekly
    year_end_from: tuple[int, int]
    year_end_to: tuple[int, int]
    closures: frozenset[date]
    minutes: int
    consultation: Weekly
    places: int
    horizon_days: int
    confirmation: Literal["staff", "auto"]
    day_before: time
    soon_minutes: int
    messages_in_10_seconds: int
    daily: DailyLimits = field(default_factory=DailyLimits)
    many_fresh: ManyFresh = field(default_factory=ManyFresh)
    schedule: Schedule = field(default_factory=Schedule)
    help_line: HelpLine | None = None
    terms_document: str = ""
    line_id: str = ""
    counsellor_names: bool = False
    rooms: int | None = None  # that can be open at one time; None = no limit of their own


def office_from(table: Mapping[str, Any]) -> Office:
    """Build an Office from the parsed file; ValueError says in one line what to mend."""
    minutes = _value(table, "consultation.minutes", int)
    office = Office(
        id=_text(table, "id"),
        name=_text(table, "name"),
        address=_text(table, "address"),
        telephone=_text(table, "telephone"),
        terms_signed_by=_text(table, "terms_signed_by"),
        terms_court=_text(table, "terms_court"),
        counter=_hours(table, "counter", "opens", "closes"),
        year_end_from=_month_day(table, "counter.year_end.from"),
        year_end_to=_month_day(table, "counter.year_end.to"),
        closures=_days(table, "counter.closures"),
        minutes=minutes,
        consultation=_hours(table, "consultation", "first_start", "last_end", minutes),
        places=_value(table, "consultation.places", int),
        horizon_days=_value(table, "consultation.horizon_days", int),
        confirmation=_value(table, "consultation.confirmation", str),
        day_before=_value(table, "notices.day_before", time),
        soon_minutes=_value(table, "notices.soon_minutes", int),
        messages_in_10_seconds=_value(table, "chat.messages_in_10_seconds", int),
        daily=_limits(table, "daily", DailyLimits),
        many_fresh=_limits(table, "many_fresh", ManyFresh),
        help_line=_help_line(table),
        terms_document=_document(table),
        line_id=_line_id(table),
        counsellor_names=_names_told(table),
    )
    _check(office)
    return office


Limits = TypeVar("Limits", DailyLimits, ManyFresh)
FORMS = {str: "文字", int: "整数", bool: " true か false ", time: "時刻（08:30:00 の形）", list: "[ ] で囲んだ一覧"}
DAY_FORM = "日付（2027-03-10 の形）"
LONGEST_YEAR_END = 31  # days
LONGEST_LINE = 60  # characters of the name of a help line
LONGEST_ADDRESS = 1000  # characters that a button takes
ADDRESS = re.compile(r"https://[\x21-\x7e]+")
LONGEST_NAME = 100  # characters
TELEPHONE = re.compile(r"[0-9+-]{3,15}")  # as long as the label of a button allows


def _value(table: Mapping[str, Any], path: str, kind: type) -> Any:
    found: Any = table
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            raise ValueError(f"{path} がありません")
        found = found[name]
    if type(found) is not kind:  # exactly: true is no number, and a moment no day
        raise ValueError(f"{path} は{FORMS[kind]}にしてください（いまは {_shown(found)}）")
    return found


def _shown(found: Any) -> str:
    """Give a value as the file has it."""
    return str(found) if isinstance(found, date | time) else repr(found)


def _text(table: Mapping[str, Any], path: str) -> str:
    text: str = _value(table, path, str).strip()
    if not text:
        raise ValueError(f"{path} が空です")
    return text


def _help_line(table: Mapping[str, Any]) -> HelpLine | None:
    if "help_line" not in table:
        return None
    line = HelpLine(_text(table, "help_line.name"), _text(table, "help_line.telephone"))
    if len(line.name) > LONGEST_LINE:
        raise ValueError(f"help_line.name は{LONGEST_LINE}文字までにしてください")
    if not TELEPHONE.fullmatch(line.telephone):
        raise ValueError("help_line.telephone は数字とハイフンで15文字までにしてください")
    return line


def _document(table: Mapping[str, Any]) -> str:
    """Read the address of the official terms, as long as a button of LINE takes."""
    if "terms_document" not in table:
        return ""
    address = _text(table, "terms_document")
    if not ADDRESS.fullmatch(address) or len(address) > LONGEST_ADDRESS:
        raise ValueError(f"terms_document は https:// で始まる{LONGEST_ADDRESS}文字までのアドレスにしてください")
    return address


def _line_id(table: Mapping[str, Any]) -> str:
    if "line_id" not in table:
        return ""
    given = _text(table, "line_id")
    if not re.fullmatch(r"@[a-z0-9._-]{1,40}", given):
        raise ValueError("line_id は @123abcde のように、@ から書いてください")
    return given


def _names_told(table: Mapping[str, Any]) -> bool:
    told: bool = "counsellor_names" in table["consultation"] and _value(table, "consultation.counsellor_names", bool)
    return told


def _days(table: Mapping[str, Any], path: str) -> frozenset[date]:
    days = _value(table, path, list)
    wrong = next((day for day in days if type(day) is not date), None)
    if wrong is not None:
        raise ValueError(f"{path} の中は{DAY_FORM}にしてください（いまは {_shown(wrong)}）")
    return frozenset(days)


def _limits(table: Mapping[str, Any], name: str, kind: type[Limits]) -> Limits:
    """Read limits of the chat; what the file does not name keeps its usual limit."""
    given, path = table["chat"].get(name, {}), f"chat.{name}"
    known = [one.name for one in fields(kind)]
    strange = next((one for one in given if one not in known), None) if isinstance(given, Mapping) else name
    if strange is not None:
        raise ValueError(f"{path} には {'、'.join(known)} だけを書いてください（いまは {strange!r}）")
    limits = {one: _value(table, f"{path}.{one}", int) for one in given}
    low = next((one for one, most in limits.items() if most < 1), None)
    if low:
        raise ValueError(f"{path}.{low} は1以上にしてください")
    return kind(**limits)


def _hours(table: Mapping[str, Any], name: str, first: str, last: str, minutes: int = 0) -> Weekly:
    """Read the hours of a week: those of each day as a text, or the same from Monday to Friday.

    minutes  a multiple of which each span of the text must be
    """
    given = table.get(name)
    if not isinstance(given, Mapping) or "weekly" not in given:
        since, until = _value(table, f"{name}.{first}", time), _value(table, f"{name}.{last}", time)
        if until <= since:
            raise ValueError(f"{name}.{first} は {last} より前にしてください")
        return same_hours(since, until)
    both = next((one for one in (first, last) if one in given), None)
    if both:
        raise ValueError(f"{name}.weekly を書くときは、{name}.{both} を消してください")
    try:
        return weekly_from(_text(table, f"{name}.weekly"), minutes)
    except ValueError as wrong:
        raise ValueError(f"{name}.weekly: {wrong}") from None


def _month_day(table: Mapping[str, Any], path: str) -> tuple[int, int]:
    text = _value(table, path, str)
    try:
        day = date.fromisoformat(f"2028-{text}")  # a leap year
    except ValueError:
        raise ValueError(f"{path} は 12-29 の形にしてください（いまは {text!r}）") from None
    return day.month, day.day


def _year_end_days(office: Office) -> int:
    over_new_year = office.year_end_to < office.year_end_from
    first, last = date(2028, *office.year_end_from), date(2028, *office.year_end_to)
    return (last - first).days + 1 + 366 * over_new_year


def _check(office: Office) -> None:
    rules = {
        "id は英数字だけにしてください": office.id.isascii() and office.id.isalnum(),
        f"name は1行、{LONGEST_NAME}文字までにしてください": office.name.isprintable()
        and len(office.name) <= LONGEST_NAME,
        "telephone は数字とハイフンで15文字までにしてください": TELEPHONE.fullmatch(office.telephone),
        f"counter.year_end は{LONGEST_YEAR_END}日までにしてください": _year_end_days(office) <= LONGEST_YEAR_END,
        "consultation.minutes は5から240にしてください": 5 <= office.minutes <= 240,
        "consultation.places は1以上にしてください": office.places >= 1,
        "consultation.horizon_days は1から366にしてください": 1 <= office.horizon_days <= 366,
        "consultation.confirmation は staff か auto にしてください": office.confirmation in ("staff", "auto"),
        "consultation.first_start から last_end までに1回分の時間がありません": all(
            span.minutes >= office.minutes for span in office.consultation.spans
        ),
        "notices.soon_minutes は3から240にしてください": 3 <= office.soon_minutes <= 240,
        "chat.messages_in_10_seconds は1以上にしてください": office.messages_in_10_seconds >= 1,
        "chat.many_fresh.share は1から100（%）にしてください": 1 <= office.many_fresh.share <= 100,
    }
    for complaint, holds in rules.items():
        if not holds:
            raise ValueError(complaint)
