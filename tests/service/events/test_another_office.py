"""A whole booking at an office of another kind: an hour each, closed for lunch, open on Saturdays."""

from bot.booking.model import State
from bot.booking.staff.staff import Role
from bot.messages.catalogue import load_words
from bot.service.bookings.steps import confirm_booking
from bot.service.events.handle_event import reply_to
from tests.console.office import ConsoleOffice
from tests.make import OTHER, ROOM, tokyo
from tests.service.chat import ANSWERS, event
from tests.service.make_context import context_on
from tests.talk import text_of


def test_a_saturday_is_booked_confirmed_and_seen_by_staff(client, redis_url):
    town = context_on(client, office=OTHER, words=load_words(OTHER))
    told = []
    for number, text in enumerate((*ANSWERS[:-2], "12/5 12時", "12/5 11時", "申し込む"), 1):
        reply_to(town, event(number, text))
        told.append("\n".join(text_of(one) for one in town.line.replies[-1][1]))
    assert "お休み" not in told[-3]
    assert "平日10:00から11:00までと13:00から14:00まで、土曜10:00から11:00まで" in told[-3]
    assert "申し込みを受け付けました" in told[-1]
    (made,) = town.store.bookings()
    assert (made.start, made.end) == (tokyo("2026-12-05 11:00"), tokyo("2026-12-05 12:00"))
    office = ConsoleOffice(client, redis_url, busy=OTHER)
    clerk = office.clerk(role=Role.MANAGER)
    clerk.opens("/staff/week/2026-12-05")
    assert "12月5日（土）" in clerk.page
    assert "12月6日（日）" not in clerk.page
    clerk.opens("/staff/day/2026-12-05")
    assert "山田 太郎" in clerk.page
    assert "10:00" in clerk.page
    assert "13:00～" not in clerk.page
    clerk.opens("/staff/schedule/2026-12-05/hours")
    assert 'name="at-11:00"' in clerk.page
    assert 'name="at-13:00"' not in clerk.page
    confirmed = confirm_booking(town, made.number, ROOM, "cli:test")
    assert confirmed.state is State.CONFIRMED
