"""What stands of a settled row in the one hash that a booking has for such rows (decision 69).

The field is the rest of the row's name behind the booking's. The value is what is not said by it, in the order of
PARTS without their names, what is usual left out. A part is only ever added at the end. From form 4 on a mark stands
before when a row was due: its moments are told each from another that is near, to base 36 (decision 71).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.adapters.store.rows.notice_records import row_of, short_form
from bot.booking.notices.notice import NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.troubles import is_trouble
from bot.booking.rooms.job import LedgerRow

NAMED = "named"  # "edition kind channel", where the field does not say so; scripts read this and the state
PARTS = (
    *("state", NAMED, "reason", "due", "latest", "first_attempt", "accepted", "start", "attempts", "room", "silent"),
    *("crashes", "subject_kind", "subject_id", "gathers"),
)
MOMENTS = ("latest", "first_attempt", "accepted", "start")  # in ms after `due`, which is in ms since 1970
NEAR = {"start": ("due",), "latest": ("start", "due"), "first_attempt": ("due",), "accepted": ("first_attempt", "due")}
SHORT = "~"  # stands before `due` where each of them is told from the first of those that is known, to base 36
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SAID = frozenset({"id", "booking", "edition", "kind", "channel", "retry_key", "lease"})  # by the field, or by no row
MAY_BE_EMPTY = ("latest", "start")
BETWEEN = "|"
EPOCH, MS = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
FINAL = frozenset({NoticeState.ACCEPTED, NoticeState.EXPIRED})


def holder_of(name: str) -> str:
    """Give the booking in whose hash a row of this name may stand."""
    return name.partition(".")[0]


def field_of(name: str) -> str:
    """Give the field under which it stands there."""
    return name.partition(".")[2]


def packed(row: LedgerRow, *, short: bool) -> str:
    """Give the value for a row that nobody opens again or has to see to; "" where it is to stay by itself."""
    if row.state not in FINAL or row.lease or row.reason is Reason.BY_PERSON or is_trouble(row):
        return ""
    fields, _ = short_form(row)
    if not row.booking or holder_of(row.id) != row.booking or fields.keys() - SAID - {*PARTS}:
        return ""
    known = {name: getattr(row, name, None) for name in MOMENTS}
    moments = {name: _ms(at) for name, at in known.items() if at} | {"due": _ms(row.due)}
    parts = {name: fields.get(name, "") for name in PARTS} | dict.fromkeys(MOMENTS, "")
    parts |= _short_moments(moments) if short else _moments(moments)
    said = f"{row.edition} {row.kind} {row.way}"
    parts[NAMED] = "" if field_of(row.id) == said.replace(" ", ".") else said
    parts["state"] = "" if row.state is NoticeState.ACCEPTED else parts["state"]
    if any(BETWEEN in part for part in parts.values()):
        return ""
    return BETWEEN.join(parts.values()).rstrip(BETWEEN)


def outlined(field: str, value: str) -> tuple[str, ...]:
    """Give of a settled row what an outline tells: channel, kind, state, reason, and when it was due, in ms."""
    state, named, reason, due, *_ = value.split(BETWEEN)
    _, kind, channel = (named or field.replace(".", " ")).split(" ")
    return channel, kind, state or NoticeState.ACCEPTED.value, reason, str(_due(due))


def unpacked(booking: str, field: str, value: str) -> LedgerRow:
    """Build the row again; ValueError where that is not what it is."""
    parts = dict(zip(PARTS, value.split(BETWEEN), strict=False))
    named = parts.pop(NAMED, "") or field.replace(".", " ")
    edition, kind, channel = named.split(" ")
    moments = {name: str(at) for name, at in _told_moments(parts).items()}
    said = {"id": f"{booking}.{field}", "booking": booking, "edition": edition, "kind": kind, "channel": channel}
    told = {name: part for name, part in parts.items() if part}
    empty = dict.fromkeys(MAY_BE_EMPTY, "")
    return row_of({**empty, "state": NoticeState.ACCEPTED.value, "retry_key": "", **told, **moments, **said})


def each_unpacked(booking: str, held: Mapping[str, str]) -> Iterator[LedgerRow]:
    """Build the rows of a booking's hash; a damaged one is left out."""
    for field, value in held.items():
        try:
            yield unpacked(booking, field, value)
        except ValueError:
            continue


def _moments(moments: Mapping[str, int]) -> dict[str, str]:
    """Spell moments as earlier releases do."""
    due = moments["due"]
    return {name: str(at if name == "due" else at - due) for name, at in moments.items()}


def _short_moments(moments: Mapping[str, int]) -> dict[str, str]:
    told = {name: _to_36(at - _near(name, moments)) for name, at in moments.items() if name != "due"}
    return {**told, "due": SHORT + _to_36(moments["due"])}


def _told_moments(parts: Mapping[str, str]) -> dict[str, int]:
    """Give the moments in ms since 1970; ValueError where they are not told."""
    found = {"due": _due(parts.get("due", ""))}
    is_short = parts["due"].startswith(SHORT)
    for name in NEAR:  # in an order in which what is near is known before
        if told := parts.get(name):
            found[name] = int(told, 36) + _near(name, found) if is_short else int(told) + found["due"]
    return found


def _near(name: str, known: Mapping[str, int]) -> int:
    return next(known[one] for one in NEAR[name] if one in known)


def _due(told: str) -> int:
    return int(told.removeprefix(SHORT), 36) if told.startswith(SHORT) else int(told)


def _to_36(number: int) -> str:
    left, digits = abs(number), ""
    while left or not digits:
        left, digit = divmod(left, 36)
        digits = DIGITS[digit] + digits
    return f"-{digits}" if number < 0 else digits


def _ms(moment: datetime) -> int:
    """Give a moment in ms, never later than it is: of rows that are due at one moment none may look newer."""
    return (moment - EPOCH) // MS
