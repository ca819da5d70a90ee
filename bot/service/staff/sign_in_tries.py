"""Counts each try to sign in for its account before it is looked at, so that many at once are counted, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.booking.notices.notice import retry_key_of
from bot.booking.staff.sign_in_failures import SignInFailures, after_success, may_try, with_one_more
from bot.booking.staff.staff import Staff
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.console import ConsoleStore
from bot.ports.context import Process, RequestContext
from bot.ports.staff import FailuresAre, KeepFailures
from bot.ports.store import Write
from bot.service.conflicts import tried
from bot.service.once import undone_on_failure

NOBODY = "nobody"  # stands for every account that does not exist, so that the time tells nothing; nothing is counted
TRIES = 20  # many may try at one moment
MAILED_ONCE_IN = 30 * 24 * 3600  # seconds, for one lock of an account


@dataclass(frozen=True)
class Try:
    """A try to sign in: when by the true time, from the browser that is known under this hash, "" for none."""

    wall: datetime
    device: str = ""


def count_try(process: Process, console: ConsoleStore, staff: Staff | None, by: Try) -> bool:
    """Count a try as failed until it succeeds; say whether it may be looked at."""
    name = staff.id if staff else NOBODY
    for _ in range(TRIES):
        before = console.failures(name)
        allowed = staff is not None and may_try(before, by.device, by.wall)
        writes: tuple[Write, ...] = ()
        if allowed:
            after = with_one_more(before, by.device, by.wall)
            writes = (KeepFailures(name, after),)
            if after.locked_since and not before.locked_since:
                process.log("staff_locked", account=name)
                writes += (Record(Entry(process.clock.now(), "system", "staff_locked", detail=name)),)
        if tried(process.store, (FailuresAre(name, before.version),), writes):
            return allowed
    return False


def forget_failures(process: Process, console: ConsoleStore, staff_id: str) -> None:
    """Begin to count anew after a success."""
    _change(process, console, staff_id, after_success)


def unlock(process: Process, console: ConsoleStore, staff_id: str, actor: str) -> None:
    """Let everybody try again who was locked out of an account; RefusedError when there is no such account."""
    if not console.staff(staff_id):
        raise RefusedError("unknown_staff")
    entry = Entry(process.clock.now(), actor, "staff_unlocked", detail=staff_id)
    _change(process, console, staff_id, lambda before: SignInFailures(version=before.version + 1), Record(entry))


def _change(
    process: Process,
    console: ConsoleStore,
    staff_id: str,
    change: Callable[[SignInFailures], SignInFailures],
    *more: Write,
) -> None:
    for _ in range(TRIES):
        before = console.failures(staff_id)
        if not more and before == SignInFailures(version=before.version):
            return
        writes = (KeepFailures(staff_id, change(before)), *more)
        if tried(process.store, (FailuresAre(staff_id, before.version),), writes):
            return
    raise RefusedError("changed_meanwhile", id=staff_id)


def locked(console: ConsoleStore) -> dict[str, SignInFailures]:
    """Give the accounts that strangers are locked out of, by id."""
    found = {one.id: console.failures(one.id) for one in console.all_staff()}
    return {staff_id: failures for staff_id, failures in found.items() if failures.locked_since}


def mail_about_locked(context: RequestContext, console: ConsoleStore) -> bool:
    """Mail staff, without a name, when strangers were locked out of an account; say whether it was sent now."""
    if not context.mail or not context.staff.mail_to:
        return False
    names = [f"told of lock {one} {failures.locked_since}" for one, failures in locked(console).items()]
    fresh = [name for name in names if context.store.once_in(name, MAILED_ONCE_IN)]
    if not fresh:
        return False
    values = {"url": f"{context.public_url}/staff/accounts", "count": str(len(fresh))}
    subject, body = context.words("day.locked.subject", values), context.words("day.locked.body", values)
    with undone_on_failure(context.store, *fresh):
        context.mail.send(context.staff.mail_to, subject, body, retry_key_of(" ".join(fresh)))
    return True
