"""Who holds a consultation is seen where staff work: the booking's page, the day, its print, the queue; and as JSON."""

from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.cli.commands.booking_views import document_of
from bot.ports.office import KeepSchedule
from bot.service.counsellors.own_counsellor import own_of
from bot.service.events.office_now import context_now
from tests.console.office import ConsoleOffice

SATO = Counsellor("c-sato", "佐藤 次郎", weekly_from("mon-fri 10:00-15:30"))


def test_the_counsellor_is_named_on_every_page_of_a_booking_and_in_its_json(office: ConsoleOffice):
    office.store.commit((), (KeepSchedule(Schedule().with_counsellor(SATO)),))
    one = office.request(counsellor=SATO.id)
    clerk = office.clerk("受付")
    for place in (
        f"bookings/{one.id}",
        "day/2026-12-03",
        "day/2026-12-03/print",
        "requests",
    ):
        assert "佐藤 次郎" in clerk.opens(f"/staff/{place}").page, place
    assert document_of(context_now(office.context), office.booking())["counsellor"] == "佐藤 次郎"


def test_a_booking_without_a_counsellor_names_nobody(office: ConsoleOffice):
    office.request()
    assert "担当：" not in office.clerk("受付").opens("/staff/bookings/b1").page
    assert document_of(context_now(office.context), office.booking())["counsellor"] is None


def test_staff_set_and_end_the_own_counsellor_of_a_person_on_the_bookings_page(office: ConsoleOffice):
    office.store.commit((), (KeepSchedule(Schedule().with_counsellor(SATO)),))
    one, clerk = office.request(), office.clerk("受付")
    place = f"/staff/bookings/{one.id}"
    assert "決まっていません" in clerk.opens(place).page
    clerk.posts(f"{place}/own", counsellor=SATO.id, reason="はじめての相談").follows()
    assert "この人の担当：佐藤 次郎" in clerk.page
    assert own_of(office.context, user=one.user).reason == "はじめての相談"
    assert "もうその担当者です" in clerk.posts(f"{place}/own", counsellor=SATO.id).follows().page
    assert "その担当者は登録されていません" in clerk.posts(f"{place}/own", counsellor="nobody").follows().page
    clerk.posts(f"{place}/own", counsellor="", reason="就職").follows()
    assert own_of(office.context, user=one.user).counsellor == ""


def test_an_office_without_counsellors_sees_nothing_of_them(office: ConsoleOffice):
    one = office.request()
    assert "この人の担当" not in office.clerk("受付").opens(f"/staff/bookings/{one.id}").page
