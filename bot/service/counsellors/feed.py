"""A counsellor's calendar feed: behind an address that nobody can guess, and that is void once another is made."""

import hmac
from dataclasses import replace
from datetime import timedelta

from bot.booking.model import State
from bot.booking.schedule.opening import DAY
from bot.booking.staff.counsellors import Counsellor
from bot.messages.calendar import feed_file
from bot.ports.context import RequestContext
from bot.service.schedule.counsellors import change_counsellor

LOOKED_BACK = timedelta(days=14)
HELD = frozenset({State.REQUESTED, State.CONFIRMED, State.ATTENDED})


def feed_url(context: RequestContext, counsellor: Counsellor) -> str:
    """Give the address of a feed, "" where there is none."""
    return f"{context.public_url}/feed/{counsellor.feed}.ics" if counsellor.feed else ""


def make_feed(context: RequestContext, counsellor: Counsellor, actor: str) -> Counsellor:
    """Give a counsellor a feed under a new address; an earlier one is void."""
    token = context.new_token()
    return change_counsellor(context, counsellor.id, actor, "feed_made", lambda one: replace(one, feed=token))


def end_feed(context: RequestContext, counsellor: Counsellor, actor: str) -> Counsellor:
    """End a counsellor's feed."""
    return change_counsellor(context, counsellor.id, actor, "feed_ended", lambda one: replace(one, feed=""))


def feed_behind(context: RequestContext, token: str) -> bytes | None:
    """Give the calendar behind an address as it is now, None where there is none."""
    counsellors = context.office.schedule.counsellors
    whose = [one for one in counsellors if one.feed and hmac.compare_digest(one.feed.encode(), token.encode())]
    if not whose:
        return None
    now, until = context.clock.now(), context.office.horizon_days * DAY + DAY
    found = context.store.bookings(now - LOOKED_BACK, now + until)
    ours = [one for one in found if one.counsellor == whose[0].id and one.state in HELD]
    return feed_file(ours, context.office, context.words, context.public_url, now)
