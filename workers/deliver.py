"""The jobs. Their arguments are ids and lease tokens only; each looks again and may run twice."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from functools import cache

from bot.bootstrap import Built, build
from bot.errors import StoreDownError
from bot.ports.context import Process, RequestContext
from bot.ports.work import Claim, Work
from bot.service.audit.head_mail import mail_audit_head
from bot.service.audit.seal import seal
from bot.service.bookings.expiry import expire
from bot.service.events.office_now import context_now
from bot.service.events.replies import by_person, sweep_reply
from bot.service.health.compare import compare_and_note
from bot.service.health.silence import mail_about_silence
from bot.service.health.upkeep import forget_old
from bot.service.menus import link
from bot.service.notices.alarms import look_at_quota
from bot.service.notices.circuit import circuit_is_open
from bot.service.notices.sending import send_notice
from bot.service.privacy.erasure import erase
from bot.service.rooms.orphans import delete_orphans
from bot.service.rooms.zoom_steps import see_to_room
from bot.service.staff.sign_in_tries import mail_about_locked
from bot.service.terms.publishing import tell_of_coming
from bot.service.waitlist.offering import look_at, match
from workers.accounts import note_accounts
from workers.batch import THREADS, nothing_more, side_by_side
from workers.morning import make_ready
from workers.rows import SHARE, Groups, carry_out

MOMENT = 1.0  # seconds that a queue is held by what has no rows
GO_ON_SECONDS = 1.0  # within which a job of notices claims further ones; replies that were left over wait so long
NOTICE_THREADS = THREADS // 2  # two processes send notices where many are due
Rows = Sequence[Sequence[str]]
Do = Callable[[RequestContext, Claim], StrEnum | None]  # a state, never a string of its own

NOTE_SECONDS, IDLE_NOTE_SECONDS = 2.0, 30.0  # between two notes that the sweep came to its end; where none woke it
BEAT_SECONDS = 5.0  # between two notes that the work goes on

_queue = ""
_noted = _beaten = -IDLE_NOTE_SECONDS


@cache
def built() -> Built:
    """Give what this process works with, built once."""
    return build()


def context() -> RequestContext:
    """Give the office as it stands now."""
    return context_now(built().process)


def beating(queue: str) -> None:
    """Name the queue whose work this process does."""
    global _queue
    _queue = queue


def beat() -> None:
    """Tell now and then that this process does its work."""
    global _beaten
    if _queue and time.monotonic() - _beaten >= BEAT_SECONDS:
        built().process.store.beat(_queue)
        _beaten = time.monotonic()


def swept(*, woken: bool) -> None:
    """Tell now and then that the sweep of this process came to its end."""
    global _noted
    if _queue and time.monotonic() - _noted >= (NOTE_SECONDS if woken else IDLE_NOTE_SECONDS):
        with suppress(StoreDownError):  # the sweep said so
            built().process.store.swept(_queue)
            _noted = time.monotonic()


def send_replies(rows: Rows) -> None:
    """Send a batch of leased replies that were left over: (event id, lease) each."""
    groups = by_person(built().process, rows)
    _carry_out(Work.REPLIES, groups, sweep_reply)


def send_notices(rows: Rows) -> None:
    """Send a batch of leased notices, (id, lease) each, and for a moment what else is due."""
    _each(Work.NOTICES, rows, send_notice, due_for(GO_ON_SECONDS, built().process), NOTICE_THREADS)


def send_mail(rows: Rows) -> None:
    """Send a batch of leased notices by mail: (id, lease) each."""
    _each(Work.MAIL, rows, send_notice)


def see_to_rooms(rows: Rows) -> None:
    """Open, change and close a batch of rooms: (row id, lease) each."""
    _each(Work.ROOMS, rows, see_to_room)


def expire_requests(rows: Rows) -> None:
    """Let a batch of unanswered requests run out: (booking id, lease) each."""
    _each(Work.EXPIRING, rows, expire)


def erase_people(rows: Rows) -> None:
    """Carry out a batch of erasures: (id, lease) each."""
    _each(Work.ERASURES, rows, erase)


def look_at_wishes(rows: Rows) -> None:
    """Let a batch of offers and wishes of the waiting list run out: (wish id, lease) each."""
    _each(Work.WISHES, rows, look_at)


def match_waiting() -> None:
    """Offer what is free to those who wait."""
    _apart(match)


def link_menus() -> None:
    """Show each seeker the rich menu of his state."""
    _apart(link)


def keep_up() -> None:
    """Forget what is due to be, tell of what comes, delete what is left over, compare; each whatever the others do."""
    _apart(forget_old, tell_of_coming, delete_orphans, compare_and_note)


def look_at_month() -> None:
    """Note how much of LINE's month is used, so that no page has to ask; mail about what nobody would notice."""

    def mail_about_accounts(context: RequestContext) -> None:
        mail_about_locked(context, built().console)

    _apart(look_at_quota, mail_about_silence, mail_about_accounts, mail_audit_head)


def seal_audit_log() -> None:
    """Sign how long the audit log is and how it ends; what changed accounts is in it."""
    seal(context())
    note_accounts(built())


def begin_the_day() -> None:
    """Make ready what is made every morning."""

    def morning(_: RequestContext) -> None:
        make_ready(built())

    _apart(morning)


def one_after_the_other(names: Sequence[str]) -> None:
    """Do several of the jobs that are due by the clock; a name that is none of theirs is passed over."""
    for job in (match_waiting, link_menus, keep_up, look_at_month, seal_audit_log, begin_the_day):
        if job.__name__ in names:
            job()


def _apart(*steps: Callable[[RequestContext], object]) -> None:
    """Take steps that have no rows, one after the other; what takes long goes on beside the next job."""

    def take(steps: Sequence[Callable[[RequestContext], object]]) -> None:
        for step in steps:
            try:
                step(context())
                beat()
            except Exception as error:  # noqa: BLE001 - an entry point: one step must not hold up the others
                built().process.log("job_failed", item=step.__name__, why=type(error).__name__)

    name = steps[0].__name__
    left = side_by_side(name, [steps], take, MOMENT, most=1)
    if left.running or left.unbegun:
        built().process.log("job_left_behind", job=name, running=left.running, unbegun=len(left.unbegun))


def due_for(seconds: float, process: Process) -> Callable[[], Groups]:
    """Give what claims further notices for so many seconds, as a sweep would."""
    until = time.monotonic() + seconds

    def claimed() -> Groups:
        if time.monotonic() > until or process.store.changed() or circuit_is_open(process):
            return ()
        return [[claim] for claim in process.store.claim_notices(SHARE)]

    return claimed


def _each(work: Work, rows: Rows, do: Do, more: Callable[[], Groups] = nothing_more, threads: int = THREADS) -> None:
    _carry_out(work, [[row] for row in rows], do, more, threads)


def _carry_out(
    work: Work, groups: Sequence[Rows], do: Do, more: Callable[[], Groups] = nothing_more, threads: int = THREADS
) -> None:
    """Do rows with what the office decided before the first; where that can't be read, no row is at fault."""
    plain = built().process
    plain.store.hashed("")  # raises where the office's own keys don't open it
    office = context()

    def one(claim: Claim) -> None:
        do(office, claim)
        beat()

    carry_out(plain, work, [[Claim(*row) for row in group] for group in groups], one, more, threads)
