"""Who on the waiting list is the person of a booking, and that he waits no more once a booking is his."""

from collections.abc import Mapping
from datetime import datetime

from bot.booking.lookup import is_same_person, person_key
from bot.booking.model import Answer, Booking
from bot.booking.waitlist import WaitingWish, WishState, ended, number_of
from bot.ports.audit import Entry
from bot.ports.context import RequestContext
from bot.ports.waitlist import NotWaiting, WishIs
from bot.service.commit import Commit
from bot.service.waitlist.offering import kept


def wish_of(context: RequestContext, answers: Mapping[str, Answer]) -> WaitingWish | None:
    """Give what a person waits for, who is known by number and name."""
    return next((one for one in context.store.list_now().wishes if is_same_person(one.answers, answers)), None)


def waiting_ended(context: RequestContext, booking: Booking, actor: str, now: datetime) -> Commit:
    """End the waiting of whose booking it is, by LINE user, or by number and name; what was held for him goes on.

    Who is not on the list may not come onto it meanwhile. A number that another waits under asks for nothing.
    """
    if booking.open_until <= now:
        return Commit()
    wishes = context.store.list_now().wishes
    theirs = [one for one in wishes if _is_theirs(one, booking)]
    user, number = booking.user, person_key(booking)
    new_user = user if user not in {one.user for one in wishes} else ""
    new_number = number if number not in {number_of(one) for one in wishes} else ""
    guards = (NotWaiting(new_user, new_number),) if new_user or new_number else ()
    return sum((_ended(context, one, actor, now) for one in theirs), Commit(guards))


def _ended(context: RequestContext, wish: WaitingWish, actor: str, now: datetime) -> Commit:
    entry = Entry(now, actor, "waiting_ended", wish.id)
    return Commit((WishIs(wish.id, wish.version),), kept(context, wish, ended(wish, WishState.BOOKED), entry))


def _is_theirs(wish: WaitingWish, booking: Booking) -> bool:
    return (booking.user != "" and wish.user == booking.user) or is_same_person(wish.answers, booking.answers)
