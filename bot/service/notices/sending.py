"""Sends the ledger's rows: look again, begin under the lease, send, settle."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.booking.model import ABOUT_PERSON, AGREED, EVERY_EDITION, Booking, Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Reason, reason_of
from bot.booking.notices.reminders import KEY_LIVES, is_outdone, is_too_late
from bot.booking.notices.subjects import SubjectKind
from bot.booking.offers import runs_out
from bot.booking.opening import TOKYO, today
from bot.booking.waiting import WaitingWish
from bot.dialogue.outside_flows.offer_buttons import offer_options, said
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Copy, Open, Option, Say, Send
from bot.errors import SendError
from bot.messages.line import render
from bot.ports.health import Count
from bot.ports.notices import EditionIs, KeepNotice, NoticeLeaseIs
from bot.ports.services import Services
from bot.ports.store import Guard, Write
from bot.ports.waitlist import WishIs
from bot.ports.work import Claim
from bot.service.bookings.calendar_link import calendar_url
from bot.service.bookings.results import has_nothing_to_correct
from bot.service.conflicts import tried
from bot.service.events.reader_style import as_read_by
from bot.service.notices.alarms import tell_staff_of
from bot.service.notices.awaited import is_awaited
from bot.service.notices.circuit import BY_LINE, passage
from bot.service.notices.fallback import aftermath, by_mail_at_once, refuse_who_left, spared_by_mail
from bot.service.notices.gathering import said_to_group, wait_for_others
from bot.service.notices.ledger import voided
from bot.service.notices.seeker_mail import send_seeker_mail
from bot.service.privacy import refusals
from bot.service.privacy.refusals import told_by
from bot.service.terms.coming_edition import terms_messages
from bot.service.waitlist import notice_words

BACKOFF = (1, 5, 15, 30, 45)  # seconds
SILENCE = (1, 5, 30, 120, 600)  # seconds after a try that got no answer; after one more try a person decides
# Seconds; these pass, or are mended by a person.
PATIENT: Mapping[str, int] = {Reason.MONTH_USED_UP: 300, Reason.LINE_UNAUTHORIZED: 30}


def send_notice(services: Services, claim: Claim) -> str:
    """Send one leased row, at most once however often it is tried; give what became of it."""
    row, now = services.store.notice(claim.id), services.clock.now()
    if not row or row.lease != claim.lease:
        return "not ours"
    if row.subject_kind is SubjectKind.WISH:
        return _about_waiting(services, claim, row, now)
    booking, ended = services.store.booking(row.booking), _ended(row, now)
    if ended:
        return _settle(services, claim, ended, booking=booking)
    useless = why_useless(services, row, booking, now)
    if useless or not booking:
        return _settle(services, claim, _over(row, useless), booking=booking)
    spared = spared_by_mail(services, row, booking, now)
    if spared:
        return _settle(services, claim, voided(row, Reason.BY_MAIL), more=(KeepNotice(spared, spared.due),))
    put_off = wait_for_others(services, claim, row, now)
    if put_off:
        return put_off
    if row.channel not in BY_LINE:
        return _try(services, claim, row, booking, now)
    with passage(services) as may:
        return _try(services, claim, row, booking, now) if may else _put_back(services, claim, row, now)


def _try(services: Services, claim: Claim, row: Notice, booking: Booking, now: datetime) -> str:
    begun = _begin(services, claim, row, booking, now)
    return _send(services, claim, row, begun, booking) if begun else "not ours"


def _about_waiting(services: Services, claim: Claim, row: Notice, now: datetime) -> str:
    """Send a notice of the waiting list, while the wish is as it was when the notice was planned."""
    wish, ended = services.store.wish(row.subject_id), _ended(row, now)
    if ended:
        return _settle(services, claim, ended)
    if not wish or wish.version != row.edition:
        return _settle(services, claim, _over(row, Reason.SUPERSEDED))
    with passage(services) as may:
        return _push_of_waiting(services, claim, row, wish, now) if may else _put_back(services, claim, row, now)


def _push_of_waiting(services: Services, claim: Claim, row: Notice, wish: WaitingWish, now: datetime) -> str:
    begun = _begun(row, now)
    guards = (NoticeLeaseIs(claim.id, claim.lease), WishIs(wish.id, wish.version))
    if not tried(services.store, guards, (KeepNotice(begun, moves=False),)):
        return "not ours"
    try:
        services.line.push(
            wish.user, notice_words.messages(as_read_by(services, wish.user), row.kind, wish), row.retry_key
        )
    except SendError as error:
        first = row.first_attempt if error.refused else begun.first_attempt
        return _settle(services, claim, *after_failure(replace(begun, first_attempt=first), error, now))
    return _settle(services, claim, _accepted(services, begun))


def _put_back(services: Services, claim: Claim, row: Notice, now: datetime) -> str:
    """Let a row wait while sending rests; no try is counted."""
    waiting = replace(row, state=NoticeState.WAITING, lease="", reason=row.reason or Reason.RESTING)
    tried(services.store, (NoticeLeaseIs(claim.id, claim.lease),), (KeepNotice(waiting, now),))
    return Reason.RESTING


def _begun(row: Notice, now: datetime) -> Notice:
    first = row.first_attempt or now
    return replace(row, attempts=row.attempts + 1, first_attempt=first, reason=Reason.BEGUN, crashes=row.crashes + 1)


def _ended(row: Notice, now: datetime) -> Notice | None:
    """Give the row as it ends without another try, if it must."""
    if is_too_late(row, now):
        return _over(row, Reason.TOO_LATE)
    dead_key = row.first_attempt is not None and now - row.first_attempt >= KEY_LIVES
    if dead_key:
        return replace(row, state=NoticeState.UNKNOWN, lease="")
    return None


def _over(row: Notice, reason: Reason) -> Notice:
    """Close a row; one whose last try never came to an end may have reached the seeker."""
    return replace(row, state=NoticeState.UNKNOWN, lease="") if row.is_in_doubt else voided(row, reason)


def why_useless(services: Services, row: Notice, booking: Booking | None, now: datetime) -> Reason:
    """Say why telling it would be of no use by now, NONE when it is of use."""
    if not booking or not _holds(row, booking):
        return Reason.SUPERSEDED
    if row.subject_kind is SubjectKind.REFUSAL and refusals.is_untrue(services, row):
        return Reason.SUPERSEDED
    if has_nothing_to_correct(services, row):
        return Reason.NOTHING_TO_CORRECT
    if row.kind is Kind.AWAITED and not is_awaited(booking):
        return Reason.HEARD_OF
    if is_outdone(row, services.store.notices(row.booking), now):
        return Reason.NEWER
    return Reason.NONE


def _holds(row: Notice, booking: Booking) -> bool:
    if row.edition == ABOUT_PERSON:
        return True
    return booking.is_live if row.edition == EVERY_EDITION else row.edition == booking.edition


def _begin(services: Services, claim: Claim, row: Notice, booking: Booking, now: datetime) -> Notice | None:
    """Count the attempt while the lease and the booking's edition hold: a cancelled booking's notice never begins."""
    begun = _begun(row, now)
    guards: tuple[Guard, ...] = (NoticeLeaseIs(claim.id, claim.lease), EditionIs(row.booking, booking.edition))
    return begun if tried(services.store, guards, (KeepNotice(begun, moves=False),)) else None


def _send(services: Services, claim: Claim, row: Notice, begun: Notice, booking: Booking) -> str:
    try:
        _by_channel(services, begun, booking)
    except SendError as error:
        # What was certainly refused did not use the retry key.
        first = row.first_attempt if error.refused else begun.first_attempt
        return _settle_failure(services, claim, replace(begun, first_attempt=first), error, booking)
    services.fail_point("after_push")
    return _settle(services, claim, _accepted(services, begun))


def _accepted(services: Services, row: Notice) -> Notice:
    return replace(
        row, state=NoticeState.ACCEPTED, lease="", reason=Reason.NONE, crashes=0, accepted=services.clock.now()
    )


def _settle(
    services: Services,
    claim: Claim,
    row: Notice,
    due: datetime | None = None,
    *,
    booking: Booking | None = None,
    more: tuple[Write, ...] = (),
) -> str:
    more = (*more, *aftermath(services, row, booking, services.clock.now()))
    writes = (KeepNotice(row, due), Count(f"notice_{row.kind}_{row.state}"), *more)
    tried(services.store, (NoticeLeaseIs(claim.id, claim.lease),), writes)
    services.log("notice", notice=row.id, state=row.state.value, attempts=row.attempts, reason=row.reason)
    return row.state.value


def _settle_failure(services: Services, claim: Claim, row: Notice, error: SendError, booking: Booking) -> str:
    now = services.clock.now()
    failed, again = after_failure(row, error, now)
    if not again:
        return _settle(services, claim, failed, booking=booking)
    tell_staff_of(services, row, booking, failed.reason, now)
    mail = by_mail_at_once(services, row, booking, now) if failed.reason is Reason.MONTH_USED_UP else None
    if mail:
        return _settle(services, claim, voided(failed, Reason.BY_MAIL), more=(KeepNotice(mail, mail.due),))
    return _settle(services, claim, failed, again)


def after_failure(row: Notice, error: SendError, now: datetime) -> tuple[Notice, datetime | None]:
    """Give a row as a failed try leaves it, and when it is tried again; None when a person must see to it."""
    failed = replace(row, reason=reason_of(error.reason), crashes=0, lease="")
    if error.permanent:
        return replace(failed, state=NoticeState.UNDELIVERABLE), None
    silent = row.silent + 1 if _is_silence(row, error) else 0
    if silent > len(SILENCE):
        return replace(failed, state=NoticeState.UNKNOWN, silent=silent), None
    again = now + timedelta(seconds=wait(row.attempts, error.reason, silent=silent))
    return replace(failed, state=NoticeState.WAITING, silent=silent or row.silent), again


def _is_silence(row: Notice, error: SendError) -> bool:
    """Say whether LINE gave no answer, so that nobody knows whether the message was accepted."""
    return row.channel in BY_LINE and not error.refused and not error.reason.startswith("http_")


def wait(attempts: int, reason: str, jitter: float | None = None, silent: int = 0) -> float:
    """Give the seconds before the next try: longer each time, with up to a quarter of jitter."""
    base = SILENCE[silent - 1] if silent else PATIENT.get(reason) or BACKOFF[min(attempts, len(BACKOFF)) - 1]
    return base * (1 + (random.random() / 4 if jitter is None else jitter))  # noqa: S311 - spreads load, guards nothing


# --- what is sent ---------------------------------------------------------------------------------------------------


def _by_channel(services: Services, row: Notice, booking: Booking) -> None:
    match row.channel:
        case Channel.LINE:
            refuse_who_left(services, booking, services.clock.now())
            spoken = as_read_by(services, booking.user)
            services.line.push(booking.user, messages_of(spoken, row, booking), row.retry_key)
        case Channel.MAIL:
            spoken = as_read_by(services, booking.user)
            send_seeker_mail(spoken, row, booking, as_words(messages_of(spoken, row, booking)))
        case Channel.STAFF_GROUP:
            said = said_to_group(services, row, booking)
            services.line.push(services.staff.group, render((said,), services.words), row.retry_key)
        case Channel.STAFF_MAIL:
            _mail_staff(services, row, booking)
        case Channel.TELEPHONE:
            raise SendError(Reason.BY_TELEPHONE, permanent=True)


def _mail_staff(services: Services, row: Notice, booking: Booking) -> None:
    if not services.mail:
        raise SendError(Reason.NO_MAIL_SERVER, permanent=True)
    key = f"notices.staff_mail.{row.kind.value.removeprefix('staff_')}"
    values = {
        "number": booking.number,
        "when": say_when(booking.start),
        "cut_off": say_when(runs_out(booking, services.office).astimezone(TOKYO)),
    }
    subject, body = services.words(f"{key}.subject", values), services.words(f"{key}.body", values)
    services.mail.send(services.staff.mail_to, subject, body, row.retry_key)


def messages_of(services: Services, row: Notice, booking: Booking) -> Sequence[Mapping[str, Any]]:
    """Give the LINE messages of a row; those of the terms and of a refusal are not about the booking."""
    if row.subject_kind is SubjectKind.TERMS:
        return terms_messages(services, row.subject_id)
    if row.subject_kind is SubjectKind.REFUSAL:
        refusal = told_by(services, row)
        if not refusal:
            raise SendError(Reason.NOTHING_TO_TELL, permanent=True)
        return refusals.messages(services, refusal)
    return seeker_messages(services, row.kind, booking, row.first_attempt)


def as_words(messages: Sequence[Mapping[str, Any]]) -> str:
    """Give the words of LINE messages, for where there are only words."""
    return "\n\n".join(str(one.get("text") or one.get("altText", "")) for one in messages)


def seeker_messages(
    services: Services, kind: Kind, booking: Booking, at: datetime | None = None
) -> Sequence[Mapping[str, Any]]:
    """Give the LINE messages of a notice, worded for the moment of its first try: one retry key, one content."""
    if kind is Kind.TERMS_CHANGE:
        return terms_messages(services, services.terms[-1].version)
    values = _values(services, booking, at or services.clock.now())
    if kind is Kind.DETAILS:
        values["calendar"] = services.words("calendar.link", {"url": calendar_url(services, booking)})
    options, key = _options(services, kind, booking), _key(kind, booking)
    if kind is Kind.NO_SHOW and refusals.running(services, booking):
        options, key = options[-1:], "notices.no_show_refused"  # not that he may book as ever
    say = Say(key, values, options)
    return render((replace(say, look="card", numbered=True) if kind is Kind.OFFERED else say,), services.words)


def _key(kind: Kind, booking: Booking) -> str:
    if kind is Kind.CANCELLED:
        return f"notices.{booking.state.value}"
    if kind is Kind.DETAILS and booking.room and booking.room.version > 1:
        return "notices.details_replaced"
    if kind is Kind.EXPIRED and booking.offers:
        return "notices.offer_lapsed"
    if kind is Kind.RECEIVED and AGREED in booking.marks:
        return "notices.agreed"
    return f"notices.{kind.value}"


def _values(services: Services, booking: Booking, at: datetime) -> dict[str, str]:
    words, room = services.words, booking.room
    near = today(booking.start) == today(at)
    return {
        "number": booking.number,
        "when": say_when(booking.start),
        "relative": words("notices.relative.today" if near else "notices.relative.tomorrow"),
        "meeting_id": room.meeting_id if room else "",
        "passcode": room.passcode if room else "",
        "version": str(room.version) if room else "",
        "join": words("notices.join", {"join_url": room.join_url}) if room and room.join_url else "",
        "times": said(booking.offers),
        "reason": words("notices.reason", {"reason": booking.reason}) if booking.reason else "",
    }


def _options(services: Services, kind: Kind, booking: Booking) -> tuple[Option, ...]:
    call = Option("common.option.call", Open(f"tel:{services.office.telephone}"))
    if kind is Kind.AWAITED:
        return (Option("common.option.late", Send("遅れます")), call)
    if kind is Kind.OFFERED:
        return (*offer_options(booking, booking.places), call)
    if kind not in (Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON) or not booking.room:
        return (Option("common.option.book", Send("予約")), call)
    join = (Option("common.option.join", Open(booking.room.join_url)),) if booking.room.join_url else ()
    return (
        *join,
        Option("common.option.copy_meeting_id", Copy(booking.room.meeting_id)),
        Option("common.option.copy_passcode", Copy(booking.room.passcode)),
        call,
    )
