"""A row of the ledger as the fields of a hash, and back; rows of earlier releases open as well.

An earlier release kept one field `booking` for whatever a row was about, the rest stood in the row's name, and counted
in `reason` the tries that never ended. That field is still written, so that the release before can read what this one
wrote (decision 45). Work at Zoom is kept in the same form, as it always was: as a row whose channel is "room".
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.adapters.store.records import flat, flat_defaults, from_flat
from bot.booking.limits.refusal import TELLS
from bot.booking.notices.notice import ABOUT_WAITING, Kind, Notice, retry_key_of
from bot.booking.notices.reasons import Reason, reason_of
from bot.booking.notices.subjects import SubjectKind
from bot.booking.rooms.job import AT_ZOOM, LedgerRow, RoomJob

SAID_SUBJECT = frozenset({"id", "booking", "kind", "channel"})  # the fields that said it before
WITHOUT_BOOKING = frozenset({SubjectKind.WISH, SubjectKind.STAFF_MESSAGE})  # which may stand in a ledger of their own
ASKED_FOR = frozenset({"state", "reason", "lease"})  # by scripts, which find nothing where a field is missing
SUBJECT = frozenset({"subject_kind", "subject_id"})
UNTIL = "until"  # of a lease
MOMENTS = ("latest", "first_attempt", "accepted")  # that no script gives to a release that reads them otherwise
ALARMS = frozenset({Kind.STAFF_LINE_REFUSED, Kind.STAFF_QUOTA, Kind.STAFF_QUOTA_USED})


def fields_of(row: LedgerRow) -> dict[str, str]:
    """Give the fields of a row."""
    if isinstance(row, RoomJob):
        return {**flat(row), "channel": AT_ZOOM, "retry_key": retry_key_of(row.id)}
    return {**flat(row), "booking": row.ledger_id}


def short_form(row: LedgerRow) -> tuple[dict[str, str], list[str]]:
    """Give the fields of a row as they are written, and those that say nothing and so are to stand there no more.

    A release before reads it, too: it takes a default for what is missing, and a number for a moment.
    """
    fields, defaults = fields_of(row), flat_defaults(type(row))  # type: ignore[arg-type]  # a type is hashable
    idle = {name for name, value in fields.items() if defaults.get(name) == value} - ASKED_FOR
    if isinstance(row, Notice) and _subject(fields) == (row.subject_kind, row.subject_id) == _of_booking(row):
        idle |= SUBJECT
    if not row.lease:
        idle.add(UNTIL)
    moments = ((name, getattr(row, name, None)) for name in MOMENTS)
    numbers = {name: str(int(moment.timestamp() * 1000)) for name, moment in moments if moment}
    return {name: value for name, value in {**fields, **numbers}.items() if name not in idle}, sorted(idle)


def row_of(fields: Mapping[str, str]) -> LedgerRow:
    """Build a row of either kind from its fields."""
    if fields.get("channel") != AT_ZOOM:
        return notice_of(fields)
    job = from_flat(RoomJob, fields)
    return replace(job, reason=reason_of(job.reason))


def notice_of(fields: Mapping[str, str]) -> Notice:
    """Build a notice from its fields."""
    known = dict(fields)
    if "subject_kind" not in known and known.keys() >= SAID_SUBJECT:
        known["subject_kind"], known["subject_id"] = _subject(known)
    if known.get("subject_kind") in WITHOUT_BOOKING and known.get("booking") == known.get("subject_id"):
        known["booking"] = ""
    if known.get("reason", "").startswith(Reason.BEGUN):
        known["reason"], known["crashes"] = Reason.BEGUN, _crashes(known)
    row = from_flat(Notice, known)
    return replace(row, reason=reason_of(row.reason))


def _crashes(fields: Mapping[str, str]) -> str:
    """Give how many tries never ended; an earlier release wrote "begun 2", or "begun" when it was the first."""
    written_before = fields["reason"].removeprefix(Reason.BEGUN).strip()
    return written_before or str(max(int(fields.get("crashes", "1")), 1))


def _of_booking(row: Notice) -> tuple[SubjectKind, str]:
    return SubjectKind.BOOKING, row.booking


def _subject(fields: Mapping[str, str]) -> tuple[SubjectKind, str]:
    """Say what a row is about: its name held the version of terms and the id of a refusal."""
    kind, name, booking = fields["kind"], fields["id"].partition(".again")[0], fields["booking"]
    if kind in ABOUT_WAITING:
        return SubjectKind.WISH, booking
    if kind == Kind.TERMS_CHANGE:
        return SubjectKind.TERMS, name.partition(".terms-")[2].removesuffix(f".{fields['channel']}")
    if kind in TELLS:
        return SubjectKind.REFUSAL, name.partition(".refusal-")[2].partition(".")[0]
    if kind in ALARMS:
        return SubjectKind.ALARM, kind
    return SubjectKind.BOOKING, booking
