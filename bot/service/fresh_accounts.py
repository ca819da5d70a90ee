"""An alarm when many accounts that are new to us make their first request within a short time, as one person can."""

from datetime import timedelta

from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import Book, Effect, Facts, TakePlace
from bot.ports import Count, Entry, Record, Services

NEW = timedelta(hours=24)  # since we first heard of an account; its talk is forgotten after as long a silence
ALARM = "many fresh requests"
HOUR = 3600  # seconds


def note_request(services: Services, effect: Effect | None, conversation: Conversation, facts: Facts) -> None:
    """Count a first request of a new account, and tell staff when there are many."""
    if not isinstance(effect, Book | TakePlace) or not _is_fresh(services, conversation, facts):
        return
    limit = services.office.many_fresh
    if services.store.tally(ALARM, limit.minutes * 60) >= limit.requests:
        services.store.note(ALARM, "1", HOUR)
        if services.store.once_in(f"{ALARM} told", HOUR):
            entry = Entry(facts.now, "system", "many_fresh_requests")
            services.store.commit((), (Record(entry), Count("many_fresh_requests")))
            services.log("many_fresh_requests", requests=limit.requests, minutes=limit.minutes)


def _is_fresh(services: Services, conversation: Conversation, facts: Facts) -> bool:
    """Say whether an account came to us within a day and has no other booking that is still kept."""
    begun = conversation.begun or facts.now
    return facts.now - begun < NEW and len(services.store.bookings_of(facts.user)) <= 1


def warnings(services: Services) -> list[str]:
    """Name what staff should look at: who is behind the newest requests."""
    return ["many_fresh_requests"] if services.store.noted(ALARM) else []
