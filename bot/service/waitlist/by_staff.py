"""What staff do with who waits: offer a place by hand, or take somebody off the list. RefusedError says why not."""

from datetime import datetime

from bot.booking.notices.notice import Kind
from bot.booking.schedule.opening import free_starts
from bot.booking.waitlist import WaitingWish, WishState, ended, offer, offer_span
from bot.errors import ConflictError, RefusedError
from bot.messages.line import text_of
from bot.messages.notices.waitlist import waitlist_messages
from bot.ports.context import RequestContext
from bot.service.conflicts import Why, meaning
from bot.service.counsellors.assigning import assignments
from bot.service.events.reader_style import as_read_by
from bot.service.waitlist.offering import change_wish, fits, offer_commit

OFF_FOR = ("by_wish", "no_contact", "double")  # why somebody is taken off, as codes


def find_wish(context: RequestContext, name: str) -> WaitingWish:
    """Find who waits."""
    wish = context.store.wish(name)
    if not wish or not wish.is_live:
        raise RefusedError("wish_over")
    return wish


def free_for_wish(context: RequestContext, wish: WaitingWish, now: datetime) -> tuple[datetime, ...]:
    """Give the free times that can be offered to who waits, wished or not: whoever calls may ask for any."""
    held, free = assignments(context, now), free_starts(context.office, now, context.store.list_now().taken)
    return tuple(one for one in free if offer_span(context.office, one, now) and fits(context, wish, one, held))


def offer_texts(context: RequestContext, wish: WaitingWish, start: datetime) -> list[str]:
    """Give the exact texts of an offer."""
    now = context.clock.now()
    _check(context, wish, wish.version, start, now)
    span = offer_span(context.office, start, now)
    spoken = as_read_by(context, wish.user)
    offered = offer(wish, start, span[1] if span else start)
    return [text_of(one) for one in waitlist_messages(Kind.WAIT_OFFERED, offered, spoken.words, spoken.office)]


def offer_by_hand(context: RequestContext, name: str, version: int, start: datetime, actor: str) -> WaitingWish:
    """Hold a free place for who waits, and tell him."""
    wish, now = find_wish(context, name), context.clock.now()
    _check(context, wish, version, start, now)
    commit = offer_commit(context, wish, (start, None), now, actor)
    if not commit:
        raise RefusedError("place_taken")
    try:
        context.store.commit(*commit.parts)
    except ConflictError as conflict:
        means = meaning(conflict)
        refused = "wish_refused" if means.why is Why.PERSON_REFUSED else means.staff
        raise RefusedError(refused or "wish_changed") from None
    return wish


def take_off(context: RequestContext, name: str, version: int, why: str, actor: str) -> None:
    """Take somebody off the list, and tell him; what is held for him goes to the next."""
    wish = find_wish(context, name)
    if wish.version != version:
        raise RefusedError("wish_changed")
    if why not in OFF_FOR:
        raise RefusedError("off_without_reason")
    if not change_wish(context, wish, ended(wish, WishState.TAKEN_OFF), actor, "taken_off_the_list", why):
        raise RefusedError("wish_changed")


def _check(context: RequestContext, wish: WaitingWish, version: int, start: datetime, now: datetime) -> None:
    if wish.version != version:
        raise RefusedError("wish_changed")
    if wish.offered:
        raise RefusedError("wish_offered")
    if not wish.reachable:
        raise RefusedError("wish_unreachable")
    if start not in free_for_wish(context, wish, now):
        raise RefusedError("place_taken")
