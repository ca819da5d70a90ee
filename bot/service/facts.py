"""Gathers what the core may know about one event: one trip to the store."""

from dataclasses import replace

from bot.booking.opening import free_starts, today
from bot.dialogue.incoming import Incoming
from bot.dialogue.route import Command, command_of, wish_in
from bot.dialogue.terms import in_force
from bot.dialogue.turn import Facts, Kept
from bot.ports import Loaded, Services

BEGINNINGS = frozenset({Command.BOOK, Command.RESTART, Command.RESUME})


def with_record(services: Services, incoming: Incoming, facts: Facts) -> Facts:
    """Add what is held of the seeker, where that is what he asks for."""
    if command_of(incoming.text, services.words) is not Command.RECORD:
        return facts
    store = services.store
    kept = tuple(Kept(one, store.notices(one.id)) for one in store.bookings_of(facts.user))
    return replace(facts, record=kept, erasing=any(wish.user == facts.user for wish in store.erasures()))


def with_known(services: Services, incoming: Incoming, facts: Facts) -> Facts:
    """Add the seeker's last booking, where he may be about to apply again; nothing of who asked to be erased."""
    store = services.store
    if facts.booking or not _begins(services, incoming) or any(wish.user == facts.user for wish in store.erasures()):
        return facts
    earlier = sorted(store.bookings_of(facts.user), key=lambda one: one.created)
    return replace(facts, known=earlier[-1] if earlier else None)


def _begins(services: Services, incoming: Incoming) -> bool:
    command = command_of(incoming.text, services.words)
    return command in BEGINNINGS or (command is None and wish_in(incoming.text, services.words) is Command.BOOK)


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
        new_id=services.new_id(),
        new_number=services.new_number(),
        details_url=f"{services.public_url}/details/{services.new_token()}" if services.details_on_page else "",
    )
