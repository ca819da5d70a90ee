"""Publishing the terms: for ever, once per version, told once to each open booking; consent names what was in force."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.dialogue.terms import Terms, in_force
from bot.errors import RefusedError, SendError
from bot.ports.bookings import KeepBooking
from bot.ports.office import KeepTerms, TermsAre, TermsAreNew
from bot.service.bookings.offers import offer_times
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.events.office_now import context_now
from bot.service.notices.sending import send_notice
from bot.service.terms.publishing import agreed, publish, tell_of, tell_of_coming
from tests.commits import failed_guard
from tests.faults.rows import twin
from tests.make import ROOM, TERMS, WEDNESDAY, answers, tokyo
from tests.ports import interrupted
from tests.service.make_context import FakeMail
from tests.service.seekers import says, seeker, sends, town
from tests.stores import CIPHER, KEYS

NEW = Terms("2027-01", "# 新しい約束", date(2026, 12, 10), "録音の扱い", "s1", WEDNESDAY)


def told(place):
    return [
        messages[0] for _, messages, _ in place.line.pushes if "利用規約" in messages[0].get("text", str(messages[0]))
    ]


def publishes(place, terms=NEW):
    return publish(context_now(place), terms, "staff:s1")


def with_seekers(place, count=2):
    for number in range(count):
        place.store.commit((), (KeepBooking(seeker(number), expires=tokyo("2026-12-02 17:15")),))
    return place


def test_a_version_is_kept_with_text_day_and_fingerprint(client):
    place = town(client)
    publishes(place)
    kept = context_now(place).terms[-1]
    assert kept == NEW
    assert kept.sha256 == NEW.sha256


def test_who_is_offered_times_after_the_one_that_passed_is_told_too(client):
    place = with_seekers(town(client), 1)
    offer_times(place, "p0", [tokyo("2026-12-07 10:00")], "staff:s1")
    place.clock.move_to(tokyo("2026-12-04 09:00"))
    assert publishes(place) == 1


def test_two_versions_never_share_a_version_and_none_is_altered(client):
    place = town(client)
    publishes(place)
    with pytest.raises(RefusedError, match="terms_version_taken"):
        publishes(place, replace(NEW, text="ほかの約束", takes_effect=date(2027, 2, 1)))
    before = place  # what another process still believes
    with pytest.raises(RefusedError, match="terms_version_taken"):
        publish(before, replace(NEW, text="ほかの約束"), "staff:s2")
    with pytest.raises(RefusedError, match="terms_version_taken"):
        publishes(place, replace(NEW, version=TERMS.version, takes_effect=date(2027, 2, 1)))
    assert context_now(place).terms[-1].text == NEW.text


def test_without_the_guard_a_second_version_would_overwrite_the_first(client):
    place = town(client)
    publishes(place)
    place.store.commit((), (KeepTerms(replace(NEW, text="ほかの約束")),))
    assert town(client).store.office_state().terms[0].text == "ほかの約束"
    assert failed_guard(place.store, (TermsAreNew(NEW.version),), (KeepTerms(NEW),)) is TermsAreNew


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": "版 1"}, "terms_version"),
        ({"takes_effect": date(2026, 11, 24)}, "terms_too_early"),
        ({"takes_effect": None}, "terms_too_early"),
        ({"text": " "}, "terms_text"),
        ({"summary": ""}, "terms_summary"),
        ({"summary": "あ" * 301}, "terms_summary"),
    ],
)
def test_a_version_that_cannot_be_meant_is_refused(client, changes, code):
    with pytest.raises(RefusedError, match=code):
        publishes(town(client), replace(NEW, **changes))


def test_the_first_version_of_an_office_may_be_in_force_at_once_and_no_later_one(client):
    place, today = town(client), date(2026, 11, 25)
    publishes(place, replace(NEW, takes_effect=today))
    terms = context_now(place).terms
    assert in_force(terms, today).version == NEW.version
    with pytest.raises(RefusedError, match="terms_too_early"):
        publishes(place, replace(NEW, version="2027-02", takes_effect=today))


def test_each_open_booking_is_told_once_what_changes_and_from_when(client):
    place = with_seekers(town(client))
    assert publishes(place) == 2
    assert sends(place) == ["accepted"] * 2
    assert len(told(place)) == 2
    text = str(told(place)[0])
    assert "2026年12月10日" in text
    assert "録音の扱い" in text
    assert "/terms/2027-01" in text
    assert tell_of(context_now(place), NEW) == tell_of_coming(context_now(place)) == 0
    assert sends(place) == []


def test_who_books_after_it_was_published_is_not_told_again(client):
    place = town(client)
    publishes(place)
    late = replace(seeker(0), created=WEDNESDAY + timedelta(minutes=1))
    place.store.commit((), (KeepBooking(late),))
    assert tell_of_coming(context_now(place)) == 0


def test_a_publication_that_was_interrupted_is_ended_by_the_upkeep(client):
    place = with_seekers(town(client))
    place.store.commit((TermsAreNew(NEW.version),), (KeepTerms(NEW),))
    assert tell_of_coming(context_now(place)) == 2


def test_of_terms_that_hold_from_today_everybody_hears_also_when_publishing_was_interrupted(client):
    place, at_once = with_seekers(town(client)), replace(NEW, takes_effect=WEDNESDAY.date())
    place.store.commit((TermsAreNew(at_once.version),), (KeepTerms(at_once),))
    assert tell_of_coming(context_now(place)) == 2
    assert sends(place) == ["accepted"] * 2
    assert len(told(place)) == 2
    place.clock.advance(timedelta(days=2).total_seconds())
    assert tell_of_coming(context_now(place)) == 0


def test_terms_that_hold_from_tomorrow_are_still_told_after_midnight(client):
    place = with_seekers(town(client))
    place.clock.move_to(tokyo("2026-11-25 23:50"))
    publishes(place, replace(NEW, takes_effect=date(2026, 11, 26)))
    place.clock.move_to(tokyo("2026-11-26 08:00"))
    assert sends(place) == ["accepted"] * 2


def test_a_change_of_the_booking_loses_neither_this_notice_nor_the_booking_s_own(client):
    place = with_seekers(town(client), 1)
    publishes(place)
    confirm_booking(context_now(place), "p0", ROOM, "staff:s1")
    assert sorted(sends(place)) == ["accepted", "accepted"]
    assert len(told(place)) == 1
    assert {row.kind for row in place.store.notices("p0") if row.state is NoticeState.ACCEPTED} == {
        Kind.TERMS_CHANGE,
        Kind.DETAILS,
    }


def test_who_cancelled_meanwhile_is_not_told(client):
    place = with_seekers(town(client), 1)
    publishes(place)
    take_step(context_now(place), "p0", Step.CANCEL_BY_OFFICE, "staff:s1", reason="都合")
    sends(place)
    assert told(place) == []
    assert place.store.booking("p0").state is State.CANCELLED_BY_OFFICE


def test_consent_names_the_version_in_force_at_that_moment(client):
    place = town(client)
    publishes(place)
    user = "U" + "9" * 32
    for number, text in enumerate(
        ("予約", "1", "1", "山田", "13010-87654321", "09012345678", "t@example.com", "1", "1")
    ):
        says(place, user, number, text)
    place.clock.move_to(tokyo("2026-12-10 09:00"))
    assert in_force(context_now(place).terms, date(2026, 12, 9)).version == TERMS.version
    later = (
        *("予約", "1", "1", "山田", "13010-87654321", "09012345678", "t@example.com", "1", "1"),
        "12/17 14時",
        "申し込む",
    )
    place_later(place, "U" + "8" * 32, later)
    made = place.store.bookings()[0]
    assert (made.consent.version, made.consent.sha256) == (NEW.version, NEW.sha256)
    console = RedisConsoleStore(client, KEYS, CIPHER, place.store)
    assert agreed(console, place.clock.now()).counts[NEW.version] == 1


def place_later(place, user, texts):
    from bot.dialogue.incoming import Incoming, Sort
    from bot.ports.events import Event
    from bot.service.events.handle_event import reply_to

    for number, text in enumerate(texts):
        at = tokyo("2026-12-10 09:00") + timedelta(seconds=number)
        incoming = Incoming(Sort.TEXT, f"{user}-{number}", at, text=text, message_id=f"{user}-{number}")
        reply_to(place, Event(user, incoming, f"{user}-{number}"))


def mailed(place):
    return [subject for _, subject, _, _ in place.mail.sent]


def with_mail(client, **changes):
    place = replace(town(client), mail=FakeMail())
    one = replace(seeker(0), **changes)
    place.store.commit((), (KeepBooking(one, expires=tokyo("2026-12-02 17:15")),))
    return place


def sends_all(place):
    for _ in range(2):
        for claim in place.store.claim_notices(100) + place.store.claim_mail(100):
            send_notice(place, claim)


@pytest.mark.parametrize(("used", "ways"), [(159, (1, 0)), (160, (0, 1)), (200, (0, 1))])
def test_at_four_fifths_of_the_month_the_news_goes_by_mail(client, used, ways):
    place = with_mail(client, answers=answers())
    place.line.month = (200, used)
    publishes(place)
    sends_all(context_now(place))
    assert (len(told(place)), mailed(place).count("利用規約が変わります（受付番号 200000）")) == ways
    if ways[1]:
        body = place.mail.sent[-1][2]
        assert all(part in body for part in ("録音の扱い", "/terms/2027-01", "2026年12月10日"))


def test_what_line_refuses_of_the_news_goes_by_mail_and_each_version_has_its_own(client):
    place = with_mail(client, answers=answers())
    place.line.failures = [SendError("http_400", permanent=True)] * 2
    publishes(place)
    publishes(place, replace(NEW, version="2027-02.line", takes_effect=date(2026, 12, 11), summary="通信の費用"))
    sends_all(context_now(place))
    bodies = [body for _, _, body, _ in place.mail.sent]
    assert [any(part in body for body in bodies) for part in ("録音の扱い", "通信の費用")] == [True, True]
    assert len(bodies) == 2


def test_the_news_reaches_each_whom_staff_entered_without_line(client):
    place = with_mail(client, user="", answers=answers())
    other = replace(seeker(1), user="", answers={})
    place.store.commit((), (KeepBooking(other, expires=tokyo("2026-12-02 17:15")),))
    assert publishes(place) == 2
    sends_all(context_now(place))
    assert len(mailed(place)) == 1
    assert [row.channel for row in place.store.notices(other.id)] == [Channel.TELEPHONE]


def test_without_mail_the_news_goes_by_line_even_when_the_month_runs_short(client):
    place = with_mail(client, answers={})
    place.line.month = (200, 160)
    publishes(place)
    sends_all(context_now(place))
    assert len(told(place)) == 1


def published_at_one_moment(place, *without):
    """Publish two versions for one day, the second between what the first read and what it writes."""
    other = replace(NEW, version="2027-02", text="# ほかの約束", by="s2")
    meanwhile = interrupted(place.store, lambda: publishes(place, other), *without)
    publish(context_now(replace(place, store=meanwhile)), NEW, "staff:s1")


def test_of_two_versions_for_one_day_one_is_published(client):
    place = town(client)
    with pytest.raises(RefusedError, match="terms_day_taken"):
        published_at_one_moment(place)
    assert [one.version for one in context_now(place).terms if one.at] == ["2027-02"]


@twin("F57", without="the count of the versions")
def test_without_the_count_both_stand_for_ever(client):
    place = town(client)
    published_at_one_moment(place, TermsAre)
    assert len({one.effective for one in context_now(place).terms if one.at}) == 1
    assert len([one for one in context_now(place).terms if one.at]) == 2


def test_of_two_versions_for_two_days_both_are_published(client):
    place = town(client)
    other = replace(NEW, version="2027-02", takes_effect=date(2027, 2, 1))
    meanwhile = interrupted(place.store, lambda: publishes(place, other))
    publish(context_now(replace(place, store=meanwhile)), NEW, "staff:s1")
    assert {one.version for one in context_now(place).terms if one.at} == {"2027-01", "2027-02"}
