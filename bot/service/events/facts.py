"""Gathers what the core may know about one event: one trip to the store."""

from dataclasses import dataclass, replace

from bot.booking.opening import free_starts, today
from bot.dialogue.incoming import Incoming
from bot.dialogue.route import Command, command_of, wish_in
from bot.dialogue.terms import in_force
from bot.dialogue.turn import Facts, Kept
from bot.ports.events import Loaded
from bot.ports.services import Services

BEGINNINGS = frozenset({Command.BOOK, Command.RESTART, Command.RESUME})


@dataclass(frozen=True)
class Wanted:
    """What an event needs beside the facts of every event."""

    record: bool
    known: bool


def wanted(services: Services, incoming: Incoming) -> Wanted:
    """Read from the words of an event what it needs."""
    command = command_of(incoming.text, services.words)
    applies = command in BEGINNINGS or (command is None and wish_in(incoming.text, services.words) is Command.BOOK)
    return Wanted(command is Command.RECORD, applies)


def with_wanted(services: Services, needs: Wanted, facts: Facts) -> Facts:
    """Add what an event needs beside the facts of every event."""
    facts = _with_record(services, facts) if needs.record else facts
    return _with_known(services, facts) if needs.known and not facts.booking else facts


def _with_record(services: Services, facts: Facts) -> Facts:
    """Add what is held of the seeker."""
    store = services.store
    kept = tuple(Kept(one, store.ledger(one.id)) for one in store.bookings_of(facts.user))
    return replace(facts, record=kept)


def _with_known(services: Services, facts: Facts) -> Facts:
    """Add the last booking of a seeker who may be about to apply again; nothing of who asked to be erased."""
    if facts.erasing:
        return facts
    earlier = sorted(services.store.bookings_of(facts.user), key=lambda one: one.created)
    return replace(facts, known=earlier[-1] if earlier else None)


def gather(services: Services, user: str, loaded: Loaded) -> Facts:
    """Give the facts for one event of a user."""
    now = services.clock.now()
    terms = in_force(services.terms, today(now))
    return Facts(
        now=now,
        office=services.office,
        words=services.words,
        terms=terms,
        terms_url=f"{services.public_url}/terms/{terms.version}",
        user=user,
        free=free_starts(services.office, now, loaded.taken),
        booking=loaded.booking,
        wish=loaded.wish,
        refused=loaded.refused,
        erasing=loaded.erasing,
        new_id=services.new_id(),
        new_number=services.new_number(),
        details_url=f"{services.public_url}/details/{services.new_token()}" if services.details_on_page else "",
    )
