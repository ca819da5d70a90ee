"""An office that refused the one who missed his consultation."""

from dataclasses import replace
from datetime import timedelta

from bot.adapters.store.store import RedisStore
from bot.booking.limits.refusal import Refusal
from bot.booking.model import State
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.privacy import NotRefused
from bot.service.notices.sending import send_notice
from bot.service.privacy.refusals import planned, write_down
from tests.make import USER, answers, booking, tokyo
from tests.service.make_context import context_on
from tests.service.typing import types

OTHER = "U" + "9" * 32

NUMBER = "1301012345678"

UNTIL = tokyo("2026-12-25 00:00")

WHY = "無断欠席が続いたため"

HERE, TAKEN = "新しい予約をお受けできません", "この求職番号では、いまは新しく申し込めません"

KNOWN = {name: replace(one, key=NUMBER if name == "number" else one.key) for name, one in answers().items()}


class Careless(RedisStore):
    """A store that does not look whether somebody is refused."""

    def commit(self, guards, writes):
        return super().commit([one for one in guards if not isinstance(one, NotRefused)], writes)

    def load(self, user, event_id, *, counting=False):
        return replace(super().load(user, event_id, counting=counting), refused=False)


def is_refused(place: RequestContext, user: str) -> bool:
    return place.store.load(user, "").refused


def town(client, store_type: type[RedisStore] = RedisStore, **more) -> RequestContext:
    place = context_on(client, **more, kind=store_type)
    missed = booking(state=State.NO_SHOW, start=tokyo("2026-11-24 14:00"), answers=KNOWN)
    place.store.commit((), (KeepBooking(missed),))
    return place


def refused(place: RequestContext, *, told: bool = False, until=UNTIL) -> Refusal:
    one = place.store.booking("b1")
    made = planned(place, one, WHY, until, "staff:m")
    write_down(place, one, made, told=told)
    return made


def says(place: RequestContext, *texts: str, user: str = USER) -> str:
    for text in texts:
        place.clock.move_to(place.clock.now() + timedelta(seconds=1))
        said = types(place, user, text, f"{user}-{place.new_id()}")
    return said


def sent(place: RequestContext) -> list[str]:
    claims = [*place.store.claim_notices(10), *place.store.claim_mail(10)]
    return [send_notice(place, claim) for claim in claims]
