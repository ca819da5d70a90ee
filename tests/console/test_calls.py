"""Calls and outcomes: what is due when, the evidence before a no-show, and what a press of a button takes back."""

import re
from dataclasses import replace

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.ports.audit import Entry, Record
from bot.ports.notices import KeepNotice
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.events.office_now import context_now
from bot.service.staff.tasks import tasks, waiting
from tests.console.office import ConsoleOffice
from tests.make import ROOM, answers, tokyo


@pytest.fixture
def begun(office: ConsoleOffice) -> ConsoleOffice:
    """An office ten minutes after a start of which the seeker was told."""
    office.request()
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.sweeps()
    office.at("2026-12-03 14:10")
    return office


def zoom_tells(office: ConsoleOffice, action: str) -> None:
    office.store.commit((), (Record(Entry(office.clock.now(), "zoom", action, "b1")),))


def kinds(office: ConsoleOffice) -> list[str]:
    return [one.kind for one in tasks(office.context, office.console, office.clock.now())]


def badge(clerk, text: str) -> bool:
    return text in clerk.opens("/staff/badges").page


def version(office: ConsoleOffice) -> str:
    return str(office.booking().version)


# --- outcomes ---


def test_while_somebody_is_in_the_room_no_outcome_is_due_and_none_is_red(begun):
    zoom_tells(begun, "room_joined_guest")
    begun.at("2026-12-03 14:40")
    clerk = begun.clerk()
    assert kinds(begun) == []
    assert badge(clerk, "結果未入力 0件")
    assert "相談の時間が終わりました" not in clerk.opens("/staff/bookings/b1").page
    zoom_tells(begun, "room_left_guest")
    assert kinds(begun) == ["outcome"]
    assert badge(clerk, "結果未入力 1件")
    assert "相談の時間が終わりました" in clerk.opens("/staff/bookings/b1").page


def test_who_never_left_by_what_zoom_told_is_due_half_an_hour_later(begun):
    zoom_tells(begun, "room_joined_host")
    begun.at("2026-12-03 15:01")
    assert kinds(begun) == ["outcome"]


def test_before_a_no_show_stands_what_speaks_for_and_against_it(begun):
    page = begun.clerk().opens("/staff/bookings/b1/no-show?back=/staff/outcomes").page
    assert "記録がありません" in page
    assert "確定と参加方法（LINE、11月25日（水）" in page
    assert "無断欠席ではないかもしれません" not in page
    assert 'name="back" value="/staff/outcomes"' in page
    zoom_tells(begun, "room_joined_guest")
    page = begun.clerk("鈴木").opens("/staff/bookings/b1/no-show").page
    assert "いま、部屋に人がいます" in page
    assert "参加者が部屋に入りました" in page


def test_that_nobody_was_told_is_said_before_a_no_show(office):
    office.request(state=State.CONFIRMED, room=ROOM)
    office.at("2026-12-03 14:10")
    assert "届いたお知らせがありません" in office.clerk().opens("/staff/bookings/b1/no-show").page


@pytest.mark.parametrize(("moment", "state"), [("2026-12-03 14:09", None), ("2026-12-03 14:10", State.DECLINED)])
def test_where_no_no_show_can_be_noted_the_page_leads_back(office, moment, state):
    office.request(state=state or State.CONFIRMED, room=ROOM)
    office.at(moment)
    assert office.clerk().opens("/staff/bookings/b1/no-show").answer.headers["Location"] == "/staff/bookings/b1"


def test_an_outcome_is_taken_back_from_the_banner(begun):
    clerk = begun.clerk()
    clerk.posts("/staff/bookings/b1/outcome/attend", version=version(begun), back="/staff/").follows()
    assert "123456：実施済みにしました。" in clerk.page
    assert 'action="/staff/bookings/b1/outcome-undo"' in clerk.page.split('class="alert alert-success"')[1][:600]
    clerk.posts("/staff/bookings/b1/outcome-undo", version=version(begun), back="/staff/")
    assert begun.booking().state is State.CONFIRMED


# --- calls ---


def test_to_call_somebody_is_a_task_until_it_is_done(begun):
    clerk = begun.clerk()
    clerk.posts("/staff/bookings/b1/mark/phone", version=version(begun), on="1")
    assert kinds(begun) == ["phone"]
    assert badge(clerk, "要対応 1件")
    page = clerk.posts("/staff/todo/phone.b1/call").page
    assert "090-1234-5678" in page
    assert "お電話しました" in page
    clerk.posts("/staff/bookings/b1/mark/phone", version=version(begun), on="0", back="/staff/todo").follows()
    assert kinds(begun) == []
    assert "いまはありません" in clerk.page


def test_a_call_in_vain_and_a_time_to_call_again_stand_with_the_task(begun):
    clerk = begun.clerk()
    clerk.posts("/staff/bookings/b1/mark/phone", version=version(begun), on="1")
    clerk.posts("/staff/bookings/b1/call", version=version(begun), back="/staff/todo")
    clerk.posts("/staff/bookings/b1/call", version=version(begun), again="16:30", back="/staff/todo").follows()
    assert "佐藤：留守でした" in clerk.page
    assert "佐藤：かけ直す（12月3日（木）16:30）" in clerk.page
    assert "かけ直す（12月3日（木）16:30）" in clerk.opens("/staff/bookings/b1").page
    assert {"no_answer", "call_again"} <= {one.split()[1] for one in begun.entries()}


@pytest.mark.parametrize(("typed", "said"), [("9:99", "14:30 のように"), ("10:00", "これからの時刻")])
def test_a_time_that_can_not_be_meant_is_said_so(begun, typed, said):
    clerk = begun.clerk()
    answer = clerk.posts("/staff/bookings/b1/call", version=version(begun), again=typed, back="/staff/todo")
    assert said in (answer.follows().page if answer.status == 303 else answer.page)
    assert begun.booking().calls == ()


@pytest.fixture
def missed(office: ConsoleOffice) -> ConsoleOffice:
    """An office with a seeker without LINE, who is to be told by telephone that his booking is fixed."""
    office.request(user="", answers={})
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.sweeps()
    return office


def row(office: ConsoleOffice):
    [found] = [one for one in office.store.notices("b1") if one.channel is Channel.TELEPHONE]
    assert (found.kind, found.state) == (Kind.DETAILS, NoticeState.UNDELIVERABLE)
    return found


def marked(clerk) -> list[bool]:
    pages = ("/staff/bookings/b1", "/staff/day/2026-12-03")
    return ["未達</span>" in clerk.opens(path).page for path in pages]


def test_what_was_not_told_is_marked_everywhere_until_it_is_and_again_when_that_is_taken_back(missed):
    clerk = missed.clerk()
    assert (kinds(missed), marked(clerk)) == (["notice"], [True, True])
    clerk.posts(f"/staff/todo/{row(missed).id}/settle").follows()
    assert f'action="/staff/todo/{row(missed).id}/unsettle"' in clerk.page
    assert (kinds(missed), marked(clerk)) == ([], [False, False])
    clerk.posts(f"/staff/todo/{row(missed).id}/unsettle").follows()
    assert "元に戻しました" in clerk.page
    assert (kinds(missed), marked(clerk)) == (["notice"], [True, True])


def test_what_was_still_tried_is_tried_again_when_the_telling_is_taken_back(begun):
    sent = next(one for one in begun.store.notices("b1") if one.kind is Kind.DAY_BEFORE)
    clerk = begun.clerk()
    clerk.posts(f"/staff/todo/{sent.id}/settle")
    assert begun.store.notice(sent.id).state is NoticeState.EXPIRED
    clerk.posts(f"/staff/todo/{sent.id}/unsettle")
    assert begun.store.notice(sent.id).state is NoticeState.WAITING


def test_nothing_else_is_reopened(begun):
    clerk = begun.clerk()
    told = next(one for one in begun.store.notices("b1") if one.kind is Kind.DETAILS)
    clerk.posts(f"/staff/todo/{told.id}/unsettle").follows()
    assert "すでに届いたか、処理が済んでいます" in clerk.page


# --- what is over, what was told ---


def fails(office: ConsoleOffice, kind: Kind, state: NoticeState = NoticeState.UNDELIVERABLE) -> None:
    [row] = [one for one in office.store.notices("b1") if one.kind is kind and one.channel is Channel.LINE]
    office.store.commit((), (KeepNotice(replace(row, state=state), None),))


@pytest.fixture
def unreminded(office: ConsoleOffice) -> ConsoleOffice:
    """An office a quarter of an hour after the reminder of the day before came to nothing."""
    office.request()
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.sweeps()
    office.at("2026-12-02 17:15")
    fails(office, Kind.DAY_BEFORE)
    return office


def row_of(page: str, kind: str) -> str:
    return next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if kind in row)


def test_what_was_told_by_telephone_says_so_with_when_and_by_whom(unreminded):
    clerk = unreminded.clerk()
    [task] = tasks(unreminded.context, unreminded.console, unreminded.clock.now())
    assert "text-bg-danger" in row_of(clerk.opens("/staff/bookings/b1").page, "前日")
    clerk.posts(f"/staff/todo/{task.id}/settle").follows()
    assert "「伝えた」と記録しました：" in clerk.page
    page = clerk.opens("/staff/bookings/b1").page
    row = row_of(page, "前日")
    assert "電話で伝えた" in row
    assert "佐藤" in row
    assert "text-bg-danger" not in row
    assert "伝えた（" in page.partition('id="calls"')[2].partition("</section>")[0]
    clerk.posts(f"/staff/todo/{task.id}/unsettle")
    assert "text-bg-danger" in row_of(clerk.opens("/staff/bookings/b1").page, "前日")


@pytest.mark.parametrize("then", ["a later reminder arrived", "the consultation is over"])
def test_a_reminder_that_no_call_can_help_any_more_is_no_task_and_not_red(unreminded, then):
    if then.startswith("a later"):
        fails(unreminded, Kind.SOON, NoticeState.ACCEPTED)
    else:
        assert kinds(unreminded) == ["notice"]
        unreminded.at("2026-12-03 14:30")
    clerk = unreminded.clerk()
    assert "notice" not in kinds(unreminded)
    assert unreminded.console.waiting(unreminded.clock.now(), unreminded.clock.now()).troubles == 1, (
        "it stays in the ledger"
    )
    assert waiting(unreminded.context, unreminded.console, unreminded.clock.now()).troubles == 0
    page = clerk.opens("/staff/bookings/b1").page
    assert "text-bg-danger" not in row_of(page, "前日")
    assert "未達</span>" not in page
    assert "未達</span>" not in clerk.opens("/staff/day/2026-12-03").page


def test_what_ends_soon_stands_first_then_what_is_overdue_then_the_rest(office):
    for name, number, start in (
        ("b1", "1", "2026-12-03 14:00"),
        ("b2", "2", "2026-12-01 14:00"),
        ("b3", "3", "2026-12-07 14:00"),
    ):
        state = State.REQUESTED if name == "b1" else State.CONFIRMED
        marks = ("phone",) if name == "b3" else ()
        office.request(id=name, number=number * 6, user=name, start=tokyo(start), state=state, marks=marks)
    office.at("2026-12-02 15:30")
    found = [one for one in tasks(office.context, office.console, office.clock.now()) if one.kind != "late"]
    assert [(one.kind, one.booking.id) for one in found] == [("request", "b1"), ("outcome", "b2"), ("phone", "b3")]
    page = office.clerk().opens("/staff/todo").page
    assert "2時間のうちに期限が来るもの、期限を過ぎたもの、そのほか" in page
    places = [page.index(text) for text in ("のうちに</span>", "期限を過ぎています", "電話することになっています")]
    assert places == sorted(places)


def test_a_call_of_a_settled_task_does_not_stand_under_a_new_one(begun):
    clerk = begun.clerk()
    clerk.posts("/staff/bookings/b1/mark/phone", version=version(begun), on="1")
    clerk.posts("/staff/bookings/b1/call", version=version(begun), again="16:30", back="/staff/todo")
    assert "かけ直す（" in clerk.opens("/staff/todo").page
    clerk.posts("/staff/bookings/b1/mark/phone", version=version(begun), on="0")
    begun.at("2026-12-03 14:20")
    clerk.posts("/staff/bookings/b1/mark/phone", version=version(begun), on="1")
    page = clerk.opens("/staff/todo").page
    assert "電話することになっています" in page
    assert "かけ直す（" not in page
    assert "0分前から" in page
    assert "かけ直す（" in clerk.opens("/staff/bookings/b1").page, "the booking keeps it"


# --- what is said, what is typed ---


def test_each_press_says_what_was_done(begun):
    clerk = begun.clerk()
    presses = (
        ("mark/arrived", {"on": "1"}, "入室を記録しました"),
        ("mark/late", {"on": "1"}, "遅刻の連絡を記録しました"),
        ("mark/phone", {"on": "1"}, "要電話にしました"),
        ("call", {}, "留守だったと記録しました"),
        ("call", {"again": "16:30"}, "12月3日（木）16:30にかけ直すと記録しました"),
        ("mark/phone", {"on": "0"}, "電話したと記録しました"),
        ("outcome/no_show", {}, "無断欠席にしました"),
        ("outcome-undo", {}, "結果を取り消しました。確定に戻りました"),
    )
    for path, fields, said in presses:
        clerk.posts(f"/staff/bookings/b1/{path}", version=version(begun), **fields).follows()
        assert f"123456：{said}" in clerk.page, path


@pytest.mark.parametrize(("typed", "why"), [("09:00", "これからの時刻にしてください"), ("99:99", "14:30 のように")])
def test_a_time_that_can_not_be_called_at_is_said_beside_its_field_with_what_was_typed(begun, typed, why):
    clerk = begun.clerk()
    clerk.posts("/staff/bookings/b1/mark/phone", version=version(begun), on="1")
    clerk.posts("/staff/bookings/b1/call", version=version(begun), again=typed, back="/staff/todo")
    assert clerk.status == 400
    assert "人にしかできないこと" in clerk.page
    form = re.search(r'name="again".*?</form>.*?</span>', clerk.page, re.DOTALL)[0]
    assert f'value="{typed}"' in form
    assert why in form
    assert begun.booking().calls == ()


def test_who_was_not_told_of_what_changed_again_is_called_once(office):
    office.request(user="", answers=answers(email=""))
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.sweeps()
    clerk = office.clerk()
    assert kinds(office) == ["notice"]
    take_step(context_now(office.context), "b1", Step.CANCEL_BY_OFFICE, "staff:s1", reason="x")
    office.sweeps()
    assert kinds(office) == ["notice"]
    page = clerk.opens("/staff/todo").page
    assert "届かなかった通知：" in page
    assert "確定と参加方法" not in page


def test_what_was_taken_back_waits_for_its_call_again(office):
    office.request(user="", answers=answers(email=""))
    confirm_booking(office.context, "b1", ROOM, "staff:s1")
    office.sweeps()
    clerk = office.clerk()
    clerk.posts("/staff/bookings/b1/answer", wanted="cancel_by_office", stage="send", version="2", reason="ご都合")
    clerk.posts("/staff/bookings/b1/take-back", version="3")
    office.sweeps()
    page = clerk.opens("/staff/todo").page
    assert kinds(office) == ["notice"]
    assert "確定と参加方法" in page
