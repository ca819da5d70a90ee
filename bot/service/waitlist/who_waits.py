"""Who on the waiting list is the person of a booking, and that he waits no more once a booking is his."""

from collections.abc import Mapping
from datetime import datetime

from bot.booking.lookup import is_same_person
from bot.booking.model import Answer, Booking
from bot.booking.waitlist import WaitingWish, WishState, ended
from bot.ports.audit import Entry
from bot.ports.context import RequestContext
from bot.ports.waitlist import WishIs
from bot.service.commit import Commit
from bot.service.waitlist.offering import kept


def wish_of(context: RequestContext, answers: Mapping[str, Answer]) -> WaitingWish | None:
    """Give what a person waits for, who is known by number and name."""
    return next((one for one in context.store.list_now().wishes if is_same_person(one.answers, answers)), None)


def waiting_ended(context: RequestContext, booking: Booking, actor: str, now: datetime) -> Commit:
    """End the waiting of whose booking it is, by LINE user, or by number and name; what was held for him goes on."""
    if booking.open_until <= now:
        return Commit()
    theirs = [one for one in context.store.list_now().wishes if _is_theirs(one, booking)]
    return sum((_ended(context, one, actor, now) for one in theirs), Commit())


def _ended(context: RequestContext, wish: WaitingWish, actor: str, now: datetime) -> Commit:
    entry = Entry(now, actor, "waiting_ended", wish.id)
    return Commit((WishIs(wish.id, wish.version),), kept(context, wish, ended(wish, WishState.BOOKED), entry))


def _is_theirs(wish: WaitingWish, booking: Booking) -> bool:
    return (booking.user != "" and wish.user == booking.user) or is_same_person(wish.answers, booking.answers)
