"""Makes the office as it stands: what its files say, what was decided at run time, rooms as Zoom allows."""

from dataclasses import fields, replace

from bot.dialogue.terms import Terms, together
from bot.ports.context import Process, RequestContext
from bot.ports.office import OfficeState
from bot.service.rooms.hosts import places

OWNED = tuple(one.name for one in fields(Process))


def context_now(process: Process) -> RequestContext:
    """Give the office as it stands at this moment; one trip to the store."""
    return context_with(process, process.store.office_state())


def context_with(process: Process, office_state: OfficeState) -> RequestContext:
    """Give the office as it stands by what was read; the same one again where nothing changed."""
    files = process.files
    rooms = places(process.rooms, process.clock.now()) if process.rooms else files.office.rooms
    kept = process.kept.get("office")  # one look: other threads put another in its place
    if not kept or kept[0] != (office_state, rooms):
        kept = (office_state, rooms), _made(process, office_state, rooms)
        process.kept["office"] = kept
    return kept[1]


def _made(process: Process, office_state: OfficeState, rooms: int | None) -> RequestContext:
    files = process.files
    owned = {name: getattr(process, name) for name in OWNED}
    return RequestContext(
        **owned,
        office=replace(files.office, schedule=office_state.schedule, rooms=rooms),
        words=files.words,
        terms=together(files.terms, office_state.terms),
    )


def with_coming_terms(context: RequestContext, terms: Terms) -> RequestContext:
    """Give the office as it would be with one more version."""
    return replace(context, terms=together(context.terms, (terms,)))
