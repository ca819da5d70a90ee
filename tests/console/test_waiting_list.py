"""The waiting list as staff see it."""

import re
from dataclasses import replace

from bot.booking.staff.staff import Role
from bot.booking.waitlist import Part, WaitingWish, WishState, offer
from bot.dialogue.outside_flows.waitlist import offer_say
from bot.ports.waitlist import KeepWish
from tests.console.office import Browser, ConsoleOffice
from tests.make import OFFICE, answers, booking, tokyo

DAYS = (tokyo("2026-12-03 00:00").date(), tokyo("2026-12-04 00:00").date())


def wish(name: str) -> WaitingWish:
    return WaitingWish(
        id=name,
        state=WishState.WAITING,
        since=tokyo("2026-11-25 09:00"),
        days=DAYS,
        parts=(Part.AFTERNOON,),
        user=f"U{name}",
        answers=answers(),
        consent=booking().consent,
    )


def test_staff_see_how_many_wait_and_who_has_an_offer(office):
    until = tokyo("2026-11-25 10:30")
    out = offer(wish("w1"), tokyo("2026-12-03 14:00"), until)
    office.store.commit(
        (), (KeepWish(out, until), KeepWish(replace(wish("w2"), answers={}), tokyo("2026-12-03 17:15")))
    )
    clerk = office.clerk()
    page = clerk.opens("/staff/waiting").page
    assert "2人" in page
    assert "山田 太郎" in page
    assert "12月3日（木）" in page
    assert "10:30" in page
    assert ">2</span>" in clerk.opens("/staff/week").page


def test_an_empty_list_says_so(office):
    page = office.clerk().opens("/staff/waiting").page
    assert "待っている方はいません" in page
    assert "お知らせしている席はありません" in page


def waits(office: ConsoleOffice, name: str = "w1", **changes) -> WaitingWish:
    made = replace(wish(name), **changes)
    office.store.commit((), (KeepWish(made, tokyo("2026-12-03 17:15")),))
    return made


def offers(clerk: Browser, name: str, start: str = "2026-12-02T10:00+09:00", stage: str = "send", version: int = 1):
    return clerk.posts(f"/staff/waiting/{name}/offer", time=start, stage=stage, version=version)


def test_who_waits_is_called_and_the_look_at_his_number_is_noted(office):
    waits(office)
    clerk = office.clerk()
    page = clerk.opens("/staff/waiting/w1").page
    assert "090-1234-5678" not in page
    assert clerk.opens("/staff/waiting").page.count("/staff/waiting/w1") == 1
    page = clerk.posts("/staff/waiting/w1/reveal").page
    assert 'href="tel:090-1234-5678"' in page
    assert office.entries()[-1] == f"staff:{clerk.staff.id} viewed"


def test_a_place_is_offered_by_hand_as_the_preview_said(office):
    waits(office)
    clerk = office.clerk()
    assert "この席をお取りしておきます" in offers(clerk, "w1", stage="preview").page
    assert office.store.wish("w1").offered is None
    assert offers(clerk, "w1").status == 303
    held = office.store.wish("w1")
    assert (held.state, held.offered) == (WishState.OFFERED, tokyo("2026-12-02 10:00"))
    assert office.store.taken()[tokyo("2026-12-02 10:00")] == 1
    office.sweeps()
    assert "この席をお取りしておきます" in office.pushes[-1]
    assert f"staff:{clerk.staff.id} offered" in office.entries()


def test_the_last_place_is_offered_to_one_only(office):
    waits(office)
    waits(office, "w2", answers=answers(number="13010-22222222"))
    clerk, start = office.clerk(), "2026-12-02T10:00+09:00"
    for number in range(office.busy.places - 1):
        office.request(id=f"b{number}", number=str(200000 + number), user=f"U{number}", start=tokyo("2026-12-02 10:00"))
    offers(clerk, "w1", start)
    answer = offers(clerk, "w2", start)
    assert (answer.status, office.store.wish("w2").offered) == (409, None)
    assert "その日時は埋まりました" in answer.page


def test_two_clerks_at_once_and_who_is_not_reached(office):
    waits(office)
    waits(office, "w2", reachable=False, answers=answers(number="13010-22222222"))
    first, second = office.clerk("佐藤"), office.clerk("鈴木")
    offers(first, "w1")
    assert "もう一度行ってください" in offers(second, "w1", "2026-12-02T11:00+09:00").page
    assert "もう席をお知らせしています" in offers(second, "w1", "2026-12-02T11:00+09:00", version=2).page
    assert "LINEが届きません" in offers(second, "w2").page
    assert office.store.wish("w1").offered == tokyo("2026-12-02 10:00")


def test_taking_off_asks_for_a_reason_tells_the_person_and_frees_what_was_held(office):
    until = tokyo("2026-11-25 10:30")
    out = offer(wish("w1"), tokyo("2026-12-03 14:00"), until)
    office.store.commit((), (KeepWish(out, until),))
    clerk = office.clerk()
    assert clerk.posts("/staff/waiting/w1/off", version=2).status == 409
    assert clerk.posts("/staff/waiting/w1/off", version=1, why="by_wish").status == 409
    assert clerk.posts("/staff/waiting/w1/off", version=2, why="by_wish").status == 303
    assert office.store.list_now().wishes == ()
    assert [one.start for one in office.store.list_now().released] == [tokyo("2026-12-03 14:00")]
    office.sweeps()
    assert "キャンセル待ちを終わりにしました" in office.pushes[-1]
    assert office.entries()[-1] == f"staff:{clerk.staff.id} taken_off_the_list"
    assert clerk.opens("/staff/waiting/w1").status == 404


def test_booking_by_telephone_fills_in_what_is_known_keeps_the_line_account_and_ends_the_waiting(office):
    known = waits(office, answers=answers(number="1301012345678"))
    clerk = office.clerk()
    page = clerk.posts("/staff/waiting/w1/book").page
    assert 'value="山田 太郎"' in page
    given = {name: known.answers[name].value for name in ("name", "number", "telephone", "email", "purpose", "support")}
    terms = re.search(r'name="terms"[^>]*value="([0-9a-f]+)"', page)[1]
    agreed = {"way": "by_telephone", "agreed": "read_aloud", "consent": "y", "terms": terms}
    saved = clerk.posts("/staff/bookings/new", once="1", time="2026-12-02T10:00+09:00", **given, **agreed)
    assert saved.status == 303
    made = office.store.booking(saved.answer.headers["Location"].rsplit("/", 1)[1])
    assert made.user == known.user
    assert office.store.list_now().wishes == ()


def test_who_may_only_look_finds_no_way_to_change(office):
    waits(office)
    auditor = office.clerk("田中", Role.AUDITOR)
    for path in ("", "/reveal", "/offer", "/off", "/book"):
        assert (auditor.posts if path else auditor.opens)(f"/staff/waiting/w1{path}").status == 403


def test_a_time_that_is_not_waited_for_is_told_as_such_and_stands_behind_the_others(office):
    waits(office)
    clerk = office.clerk()
    page = clerk.opens("/staff/waiting/w1").page
    head, wished, others = re.split('id="wished"|id="others"', page)
    at = re.compile(r'name="time" value="([^"]+)"')
    assert not at.findall(head)
    assert {text[:10] for text in at.findall(wished)} == {f"{day}" for day in DAYS}
    assert all(text[11:13] >= "12" for text in at.findall(wished))
    assert "2026-12-02T10:00:00+09:00" in at.findall(others)
    told = offers(clerk, "w1", stage="preview").page
    assert "お待ちの日時とは別の日時ですが" in told
    assert "キャンセル待ちの日時に空き" not in told
    assert "この方が待っている日時ではありません" in told
    wanted = offers(clerk, "w1", start=f"{DAYS[0]}T14:00+09:00", stage="preview").page
    assert "キャンセル待ちの日時に空きが出ました" in wanted
    assert "待っている日時ではありません。" not in wanted


def test_both_styles_tell_another_time_apart_with_the_own_counsellor_too(office):
    other = offer(wish("w1"), tokyo("2026-12-02 10:00"), tokyo("2026-11-25 10:30"))
    assert offer_say(other, "0" * 64, OFFICE).key == "wait.offer_other"
    assert offer_say(replace(other, counsellor="sato"), "0" * 64, OFFICE).key == "wait.offer_own_other"
