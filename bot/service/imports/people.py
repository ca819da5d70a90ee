"""Own counsellors of persons, by job-seeker number or LINE user: taken in from a list, given out as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.booking.schedule.opening import today
from bot.booking.staff.counsellors import Counsellor, name_of, named
from bot.booking.staff.own_counsellor import LONGEST_REASON
from bot.dialogue.reading import Value, read_number
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.service.counsellors.own_counsellor import own_of, set_own
from bot.service.imports.lines import Fault, FaultError, Line, lines_of

COLUMNS: Mapping[str, Sequence[str]] = {
    "number": ("求職番号", "number"),
    "counsellor": ("担当者", "counsellor"),
    "user": ("LINEのユーザーID", "user"),
    "reason": ("理由", "reason"),
}
LONGEST_USER = 64  # characters


@dataclass(frozen=True)
class Person:
    """One person and the own counsellor to be."""

    place: int
    user: str
    number: str
    counsellor: Counsellor
    reason: str


def read_people(context: RequestContext, content: bytes) -> tuple[list[Person], list[Fault]]:
    """Read a list of persons; nothing is written."""
    people, faults, seen = list[Person](), list[Fault](), set[str]()
    for line in lines_of(content, COLUMNS, ("number", "counsellor")):
        try:
            one = _person(context, line)
            twice = seen & {one.user, one.number}
            if twice:
                raise FaultError("twice")
            seen |= {one.user, one.number} - {""}
            people.append(one)
        except FaultError as fault:
            faults.append(Fault(line.place, fault.code, fault.said))
    return people, faults


def _person(context: RequestContext, line: Line) -> Person:
    number = read_number(line["number"]) if line["number"] else None
    if number is not None and not isinstance(number, Value):
        raise FaultError("number", line["number"])
    if not number and not line["user"]:
        raise FaultError("nobody")
    if len(line["user"]) > LONGEST_USER:
        raise FaultError("user")
    if len(line["reason"]) > LONGEST_REASON:
        raise FaultError("reason", str(LONGEST_REASON))
    key = number.key if isinstance(number, Value) else ""
    return Person(line.place, line["user"], key, counsellor_in(context, line["counsellor"]), line["reason"])


def counsellor_in(context: RequestContext, name: str) -> Counsellor:
    """Find the counsellor that a line names, who has not ended."""
    day = today(context.clock.now())
    try:
        found = named(context.office.schedule.counsellors, name, day)
    except RefusedError:
        raise FaultError("counsellor", name) from None
    if found.has_ended(day):
        raise FaultError("counsellor_ended", name)
    return found


def import_people(context: RequestContext, people: Sequence[Person], actor: str) -> int:
    """Give each person the own counsellor of the list; who has that one already stays. Give how many changed."""
    changed = 0
    for one in people:
        before = own_of(context, user=one.user, number=one.number)
        if before.counsellor != one.counsellor.id:
            told = {"user": one.user, "number": one.number, "reason": one.reason}
            set_own(context, one.counsellor.id, actor, **told)
            changed += 1
    return changed


def people_rows(context: RequestContext) -> list[list[str]]:
    """Give every person with an own counsellor, in the form in which they are taken in."""
    every = context.office.schedule.counsellors
    known = {
        (one.user, one.number): [one.number, name_of(every, one.counsellor), one.user, one.reason]
        for one in context.store.own_counsellors()
        if one.counsellor
    }
    return [[names[0] for names in COLUMNS.values()], *sorted(known.values(), key=lambda row: (row[1], row[0]))]
