"""The accounts of staff: making them, the first sign-in, signing in, ending. `wall` is the true time (glossary)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.booking.staff.staff import Role, Staff
from bot.booking.text import compatible, has_unseen
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.console import ConsoleStore
from bot.ports.context import Process, RequestContext
from bot.ports.events import StoreHasRoom
from bot.ports.staff import KeepStaff, StaffIs, StaffNameIsFree
from bot.service.conflicts import tried, tried_for_staff
from bot.service.staff.one_time_codes import code_fits, code_hash, new_code, step_of, tidy
from bot.service.staff.passwords import fits, hashed, why_weak
from bot.service.staff.sign_in_tries import Try, count_try, forget_failures, unlock

if TYPE_CHECKING:
    from bot.ports.store import Guard

CODE_LIVES = timedelta(days=3)
LONGEST_NAME = 40  # characters
TRIES = 5  # somebody may sign in at the same moment


def actor_of(staff: Staff) -> str:
    """Name an account in the audit log."""
    return f"staff:{staff.id}"


def tidy_name(name: str) -> str:
    """Give a name as accounts are compared by."""
    return " ".join(compatible(name).split())


def add_staff(process: Process, name: str, role: Role, actor: str, wall: datetime) -> tuple[Staff, str]:
    """Make an account; give it and the code for its first sign-in."""
    name, code = tidy_name(name), new_code()
    if not 0 < len(name) <= LONGEST_NAME:
        raise RefusedError("bad_staff_name")
    if has_unseen(name):
        raise RefusedError("unseen_in_name")
    made = Staff(process.new_id(), name, role, code=code_hash(code), code_until=wall + CODE_LIVES)
    _keep(process, made, 0, actor, "staff_added", role.value)
    return made, code


def change_staff(
    process: Process, console: ConsoleStore, staff_id: str, actor: str, action: str, **changes: Any
) -> Staff:
    """Change an account and end its sessions."""
    before = console.staff(staff_id)
    if not before:
        raise RefusedError("unknown_staff")
    after = replace(before, **changes, epoch=before.epoch + 1)
    return _keep(process, after, before.version, actor, action, staff_id)


def change_role(process: Process, console: ConsoleStore, staff_id: str, role: Role, actor: str) -> Staff:
    """Give an account another role; whoever is signed in to it signs in anew."""
    return change_staff(process, console, staff_id, actor, "staff_role_changed", role=role)


def disable(process: Process, console: ConsoleStore, staff_id: str, actor: str) -> Staff:
    """Close an account; its sessions end with the next request."""
    return change_staff(process, console, staff_id, actor, "staff_disabled", enabled=False)


def end_sessions(process: Process, console: ConsoleStore, staff_id: str, actor: str) -> int:
    """Sign an account, "" = every account, out wherever it is signed in; give how many sessions there were."""
    for _ in range(TRIES):
        accounts = [one for one in console.all_staff() if staff_id in ("", one.id)]
        after = [replace(one, version=one.version + 1, epoch=one.epoch + 1) for one in accounts]
        guards = [StaffIs(one.id, one.version) for one in accounts]
        entry = Entry(process.clock.now(), actor, "sessions_ended", detail=staff_id or "all")
        if tried(process.store, guards, (*map(KeepStaff, after), Record(entry))):
            return console.drop_sessions(staff_id)
    raise RefusedError("changed_meanwhile", id=staff_id)


def change_password(
    context: RequestContext, console: ConsoleStore, staff: Staff, before: str, password: str, by: Try
) -> Staff:
    """Set another password for who knows the one so far; every session of the account ends."""
    allowed = count_try(context, console, staff, by)
    if not fits(staff.password, before) or not allowed:
        context.log("staff_refused", account=staff.id, why="password_change")
        raise RefusedError("wrong_password")
    forget_failures(context, console, staff.id)
    weak = why_weak(password, context.office, staff.name)
    if weak:
        raise RefusedError(weak)
    after = replace(staff, password=hashed(password), epoch=staff.epoch + 1)
    return _keep(context, after, staff.version, actor_of(staff), "password_changed")


def end_other_sessions(process: Process, staff: Staff) -> Staff:
    """End the sessions of an account; who asks begins a new one."""
    return _keep(process, replace(staff, epoch=staff.epoch + 1), staff.version, actor_of(staff), "own_sessions_ended")


def renew(process: Process, console: ConsoleStore, staff_id: str, actor: str, wall: datetime) -> tuple[Staff, str]:
    """Open an account anew for who lost the password or the telephone; give the code for the first sign-in."""
    code = new_code()
    fresh = {"password": "", "totp": "", "step": 0, "enabled": True}
    kept = {"code": code_hash(code), "code_until": wall + CODE_LIVES}
    again = change_staff(process, console, staff_id, actor, "staff_renewed", **fresh, **kept)
    if console.failures(staff_id).in_all or console.failures(staff_id).locked_since:
        unlock(process, console, staff_id, actor)
    return again, code


def redeem(process: Process, console: ConsoleStore, name: str, code: str, by: Try) -> Staff | None:
    """Give the account whose first sign-in this code opens."""
    staff = console.staff_named(tidy_name(name))
    allowed = count_try(process, console, staff, by)
    right = code_fits(staff.code if staff else "", code)
    until = staff.code_until if staff else None
    if staff and allowed and right and staff.enabled and until and by.wall < until:
        forget_failures(process, console, staff.id)
        return staff
    process.log("staff_refused", account=staff.id if staff else "unknown", why="first_code")
    return None


def enrol(context: RequestContext, staff: Staff, password: str, secret: str, code: str, wall: datetime) -> Staff:
    """Set the password and the authenticator at the first sign-in; the code for it is used up."""
    weak, step = why_weak(password, context.office, staff.name), step_of(secret, tidy(code), wall)
    if weak:
        raise RefusedError(weak)
    if not step:
        raise RefusedError("wrong_code")
    ready = replace(
        staff, password=hashed(password), totp=secret, step=step, code="", code_until=None, epoch=staff.epoch + 1
    )
    return _keep(context, ready, staff.version, actor_of(staff), "staff_enrolled")


def sign_in(process: Process, console: ConsoleStore, name: str, password: str, code: str, by: Try) -> Staff | None:
    """Give the account that signs in; None for every kind of mistake and for who is locked out, after the same time."""
    staff = console.staff_named(tidy_name(name))
    allowed = count_try(process, console, staff, by)
    right = fits(staff.password if staff else "", password)
    step = step_of(staff.totp if staff and staff.totp else "A" * 32, tidy(code), by.wall)
    if not staff or not allowed or not right or not staff.enabled or step <= staff.step:
        process.log("staff_refused", account=staff.id if staff else "unknown")
        return None
    try:
        ready = _keep(process, replace(staff, step=step), staff.version, actor_of(staff), "signed_in")
        forget_failures(process, console, staff.id)
    except RefusedError:  # the same code was used at the same moment
        return None
    return ready


def unlock_session(process: Process, console: ConsoleStore, staff: Staff, password: str, by: Try) -> bool:
    """Say whether a locked session is opened again by the password of its account; each try is counted."""
    allowed = count_try(process, console, staff, by)
    if not fits(staff.password, password) or not allowed:
        process.log("staff_refused", account=staff.id, why="unlock")
        return False
    forget_failures(process, console, staff.id)
    process.store.commit((), (Record(Entry(process.clock.now(), actor_of(staff), "session_unlocked")),))
    return True


def note_signed_out(process: Process, staff: Staff) -> None:
    """Note that somebody ended his session."""
    process.store.commit((), (Record(Entry(process.clock.now(), actor_of(staff), "signed_out")),))


def _keep(process: Process, staff: Staff, before: int, actor: str, action: str, detail: str = "") -> Staff:
    kept = replace(staff, version=before + 1)
    free: tuple[Guard, ...] = (StoreHasRoom(), StaffNameIsFree(staff.name)) if not before else ()
    entry = Entry(process.clock.now(), actor, action, detail=detail)
    if not tried_for_staff(process.store, (StaffIs(staff.id, before), *free), (KeepStaff(kept), Record(entry))):
        raise RefusedError("changed_meanwhile", id=staff.id)
    return kept
