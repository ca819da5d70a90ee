"""Search, audit, accounts, settings, statistics, and the command that makes accounts."""

import csv
import io
import json
import re
import string
from dataclasses import replace
from datetime import date

import pytest

from bot.booking.lookup import by_name, words_of
from bot.booking.model import Answer, State
from bot.booking.notices.notice import Kind
from bot.booking.rooms.job import RoomTask
from bot.booking.staff.sign_in_failures import SignInFailures
from bot.booking.staff.staff import Role
from bot.console.auth.roles import TABLE, Action
from bot.console.setup import ConsoleSetup
from bot.messages.catalogue import load_words
from bot.ports.audit import Entry, Record
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.ports.staff import KeepFailures
from bot.service.bookings import steps
from bot.service.staff.accounts import end_sessions
from bot.web.app import create_app
from tests.console.office import ConsoleOffice
from tests.folders import ROOT
from tests.make import OFFICE, ROOM, WORDS, answers, booking, tokyo

CONSOLE = ROOT / "bot/console"


@pytest.mark.parametrize("kind", [*Kind, *RoomTask])
def test_every_kind_of_notice_has_a_name_that_staff_read(kind: Kind | RoomTask):
    assert f"console.kind.{kind.value}" in WORDS


def finds(office, **fields):
    return office.clerk().posts("/staff/search", **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "山田"},
        {"name": "山田太郎"},
        {"name": "山田　太"},
        {"name": "太郎"},
        {"tail": "5678"},
        {"tail": "５６７８"},
        {"day": "2026-12-03"},
        {"state": "requested"},
        {"name": "山", "day": "2026-12-03", "state": "requested", "tail": "5678"},
    ],
)
def test_a_booking_is_found(office, fields):
    office.request()
    page = finds(office, **fields).page
    assert "1件" in page
    assert "123456" in page


@pytest.mark.parametrize("fields", [{"name": "鈴木"}, {"tail": "5679"}, {"day": "2026-12-04"}, {"state": "attended"}])
def test_what_does_not_fit_is_not_found(office, fields):
    office.request()
    assert "見つかりませんでした" in finds(office, **fields).page


def test_the_one_booking_of_a_number_is_opened_at_once(office):
    office.request()
    assert finds(office, number="１２３４５６").answer.headers["Location"] == "/staff/bookings/b1"
    assert "見つかりませんでした" in office.clerk("鈴木").posts("/staff/search", number="999999").page


def test_a_telephone_part_that_is_none_is_said_and_the_rest_stays(office):
    clerk = finds(office, tail="56", name="山田")
    assert clerk.status == 400
    assert "数字4桁" in clerk.page
    assert 'value="山田"' in clerk.page


def test_what_is_looked_up_stands_in_no_key_in_the_clear(office):
    office.request()
    keys = " ".join(office.client.keys("*"))
    parts = set(re.split(r"[^0-9A-Za-z]+", keys))  # a random id may hold any four digits
    assert "山田" not in keys
    assert not parts & {"5678", "13010", "12345678", "1301012345678", "09012345678"}


def test_a_forgotten_booking_is_not_found_any_more(office):
    made = office.request()
    office.store.commit((), (ForgetBooking(made, tuple(row.id for row in office.store.notices("b1"))),))
    assert office.console.found(by_name("山田")) == []
    assert not office.client.keys("*found*")


def test_an_index_that_lags_behind_shows_nobody_else(office):
    office.request()
    renamed = replace(office.booking(), answers={"name": Answer("鈴木 花子")}, version=2)
    office.store.commit((), (KeepBooking(renamed),))
    assert office.console.found(by_name("山田")) == []
    assert office.console.found(by_name("鈴木"))


def test_the_words_of_a_booking_are_few():
    assert len(words_of(booking())) < 20


def test_auditors_see_who_saw_whose_record_between_two_days(office):
    office.request()
    clerk, auditor = office.clerk("佐藤"), office.clerk("監査", Role.AUDITOR)
    clerk.posts("/staff/bookings/b1/reveal")
    page = auditor.opens("/staff/records?since=2026-11-25&until=2026-11-25&seen=1&booking=123456").page
    viewed, opened = re.findall(r"<tr><td[^>]*>.*?</tr>", page)
    assert "佐藤" in viewed
    assert "電話番号などを見ました" in viewed
    assert "記録を開きました" in opened
    assert not re.findall(r"<tr><td", auditor.opens("/staff/records?since=2026-11-26&until=2026-11-27").page)


def test_auditors_ask_between_two_times_of_one_day(office):
    office.request()
    clerk, auditor = office.clerk("佐藤"), office.clerk("監査", Role.AUDITOR)
    clerk.posts("/staff/bookings/b1/reveal")  # at 10:00
    for span, count in (("09:59&until=2026-11-25T10:00", 2), ("10:01&until=2026-11-25T10:30", 0)):
        page = auditor.opens(f"/staff/records?since=2026-11-25T{span}&seen=1&booking=123456").page
        assert len(re.findall(r"<tr><td", page)) == count, span


def test_a_manager_takes_out_what_was_found_after_a_fresh_sign_in_and_it_is_noted(office):
    office.request(answers=answers(name="=HYPERLINK(1)"))
    office.request(id="b2", number="654321", user="U" + "2" * 32, answers=answers(number="13010-22345678"))
    boss = office.clerk(role=Role.MANAGER)
    shown = boss.posts("/staff/search", name="=HYPER").page
    assert "CSV" in shown
    body = boss.posts("/staff/search/csv", name="=HYPER").answer.get_data().decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(body))
    assert dict(zip(head, row, strict=True))["氏名"] == "'=HYPERLINK(1)"
    assert f"staff:{boss.staff.id} exported" in office.entries()
    office.wall.passes(minutes=11)
    boss.opens("/staff/search")
    again = boss.posts("/staff/search/csv", name="=HYPER", back="/staff/search")
    assert (again.status, again.answer.headers["Location"]) == (303, "/staff/again?next=/staff/search")
    assert "CSV" not in office.clerk("窓口").posts("/staff/search", name="=HYPER").page


def test_auditors_see_that_the_log_was_changed(office):
    auditor = office.clerk("監査", Role.AUDITOR)
    assert "書き換えはありません" in auditor.opens("/staff/records?verify=1").page
    office.client.lset(office.console._keys.audit, 0, "0 {}")
    office.client.lset(office.console._keys.audit, 0, office.client.lindex(office.console._keys.audit, 1))
    assert "書き換えられています：1行目" in auditor.opens("/staff/records?verify=1").page


def test_an_administrator_makes_an_account_whose_code_is_shown_once(office):
    boss = office.clerk("管理", Role.ADMINISTRATOR)
    page = boss.posts("/staff/accounts/add", name="新人", role="counsellor").page
    code = re.search(r'<code class="fs-4">([A-Z0-9-]+)</code>', page)[1]
    assert code not in boss.opens("/staff/accounts").page
    assert office.browser().posts("/staff/first", name="新人", first_code=code).status == 303


def test_an_account_needs_a_name_of_its_own(office):
    boss = office.clerk("管理", Role.ADMINISTRATOR)
    assert "同じ名前の職員がすでにいます" in boss.posts("/staff/accounts/add", name="管理", role="counsellor").page
    assert "入力してください" in boss.posts("/staff/accounts/add", name=" ", role="counsellor").page


def test_accounts_are_changed_after_a_fresh_sign_in_only(office):
    boss = office.clerk("管理", Role.ADMINISTRATOR)
    office.wall.passes(minutes=11)
    assert boss.posts("/staff/accounts/add", name="新人", role="counsellor").status == 303
    assert not office.console.staff_named("新人")


def test_an_administrator_closes_an_account_but_not_his_own(office):
    clerk, boss = office.clerk("佐藤"), office.clerk("管理", Role.ADMINISTRATOR)
    boss.posts(f"/staff/accounts/{clerk.staff.id}/disable")
    assert clerk.opens("/staff/").status == 303
    assert boss.posts(f"/staff/accounts/{boss.staff.id}/disable").status == 404


def test_no_role_but_the_auditor_reads_the_log_and_no_administrator_sees_a_booking():
    assert [role for role in Role if Action.AUDIT in TABLE[role]] == [Role.AUDITOR]
    assert not TABLE[Role.ADMINISTRATOR] & {Action.SEE, Action.REVEAL, Action.EXPORT}


def test_the_settings_say_what_is_on_and_what_is_missing(office):
    page = office.clerk("管理", Role.ADMINISTRATOR).opens("/staff/settings").page
    assert "止まっています" in page
    office.store.beat("notices")
    assert "動いています" in office.clerk("管理二", Role.ADMINISTRATOR).opens("/staff/settings").page


def test_the_settings_tell_the_hours_apart_from_the_last_start(office):
    page = office.clerk("管理", Role.ADMINISTRATOR).opens("/staff/settings").page
    assert "相談の時間</th><td>平日10:00～15:30・いちばん遅い開始は15:00・" in page
    assert "相談の開始時刻" not in page


@pytest.mark.parametrize("reply_to", ["soudan@office.example", ""])
def test_the_settings_show_where_answers_to_mail_go(client, redis_url, reply_to):
    class WithMail(ConsoleOffice):
        def setup(self) -> ConsoleSetup:
            return replace(super().setup(), on={"mail": True, "mail_answers": bool(reply_to)})

    made = WithMail(client, redis_url)
    told = replace(made.context, files=replace(made.context.files, words=load_words(OFFICE, reply_to)))
    made.app = create_app(told, ["secret"], made.setup())
    page = made.clerk("管理", Role.ADMINISTRATOR).opens("/staff/settings").page
    row = re.search(r"メールへの返事の宛先</th><td>(.*?)</td>", page)[1]
    assert ("soudan@office.example" in row) is bool(reply_to)
    assert ("MAIL_REPLY_TO" in row) is not bool(reply_to)


def test_the_statistics_count_without_persons(office):
    office.request()
    steps.confirm_booking(office.context, "b1", ROOM, "cli:test")
    office.sweeps()
    past = replace(booking(), id="b9", number="999999", state=State.NO_SHOW, start=tokyo("2026-11-20 10:00"), version=3)
    office.store.commit((), (KeepBooking(past),))
    for name in ("asked_cost", "asked_cost", "asked_place", "unanswered_parking", "not_understood"):
        office.store.count(name)
    page = office.clerk("責任", Role.MANAGER).opens("/staff/figures").page
    assert bars(page, "per_week") == [("2026-11-16の週", "1"), ("2026-11-30の週", "1")]
    assert bars(page, "missed") == [("2026-11-16の週", "1／1（100%）")]
    assert bars(page, "lead") == [
        ("1日未満", "1"),
        *(none_of(name) for name in LEADS[1:4]),
        ("8〜14日", "1"),
        none_of("15日以上"),
    ]
    assert [label for label, _ in bars(page, "per_time")] == ["14:00"]
    assert bars(page, "notices") == [("LINE", "1／1（100%）")]
    assert bars(page, "asked") == [("費用", "2"), ("場所", "1")]
    assert bars(page, "unanswered") == [("parking", "1")]
    assert bars(page, "unread") == [("読み取れなかった文", "1")]
    assert "山田" not in page


LEADS = ("1日未満", "1日", "2〜3日", "4〜7日", "8〜14日", "15日以上")


def none_of(label: str) -> tuple[str, str]:
    return label, "0"


def bars(page: str, chart: str) -> list[tuple[str, str]]:
    """Give the labels and figures of one chart."""
    table = page.split(f'id="chart-{chart}"')[1].split("</table>")[0]
    return re.findall(r'<th scope="row">(.*?)</th>.*?<td class="text-end text-nowrap">(.*?)</td>', table)


def test_every_word_of_the_console_is_there_and_none_is_idle():
    sources = [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    named = set(re.findall(r"\bw(?:ord)?\(f?[\"']([a-z_.0-9]+)[\"'](?! ~)", text))
    assert not {key for key in named if f"console.{key}" not in WORDS}


def test_every_answer_of_the_service_that_staff_may_meet_has_words():
    codes = set()
    for folder in ("service", "booking"):
        for path in (CONSOLE.parent / folder).rglob("*.py"):
            codes |= set(re.findall(r'RefusedError\(\s*"([a-z_]+)"', path.read_text("utf-8")))
    codes -= {"too_late_to_move"}  # said in chat
    assert not {code for code in codes if f"console.refused.{code}" not in WORDS and f"staff.{code}" not in WORDS}


def test_every_place_in_the_words_is_filled_somewhere():
    text = "\n".join(path.read_text("utf-8") for path in [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")])
    others = (CONSOLE.parent / "cli/commands/staff.py", CONSOLE.parent / "service/bookings/staff_booking.py")
    cli = "\n".join(path.read_text("utf-8") for path in others)
    for key, words in WORDS.texts.items():
        if key.startswith("console."):
            places = {name for _, name, _, _ in string.Formatter().parse(words) if name} - set(WORDS.common)
            given = places - {"state"}
            assert all(re.search(rf"\b{place}=|\"{place}\":", text + cli) for place in given), key


@pytest.mark.usefixtures("environ")
def test_the_first_account_is_made_by_a_command(office, capsys, monkeypatch):
    from bot.cli import main

    monkeypatch.setenv("PUBLIC_URL", "https://madoguchi.example")
    assert main(["staff", "add", "佐藤", "--role", "manager", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["role"] == "manager"
    assert told["url"] == "https://madoguchi.example/staff/first"
    assert office.console.staff(told["id"]).name == "佐藤"
    assert main(["staff", "add", "佐藤"]) == 1
    assert "同じ名前の職員がすでにいます" in capsys.readouterr().err
    assert main(["staff", "disable", "佐藤", "--json"]) == 0
    assert not office.console.staff(told["id"]).enabled
    assert main(["staff", "disable", "だれか"]) == 1


def test_a_name_is_found_by_its_answers_alone():
    assert by_name("山田") in words_of(replace(booking(), answers=answers()))


@pytest.mark.usefixtures("environ")
def test_sessions_are_ended_by_command(office, capsys):
    from bot.cli import main

    sato, suzuki = office.clerk("佐藤"), office.clerk("鈴木")
    assert sato.opens("/staff/requests").status == suzuki.opens("/staff/requests").status == 200
    assert main(["staff", "sign-out", "佐藤", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sessions": 1}
    assert sato.opens("/staff/requests").status == 303
    assert suzuki.opens("/staff/requests").status == 200
    assert main(["staff", "sign-out", "--all"]) == 0
    assert suzuki.opens("/staff/requests").status == 303
    assert not office.client.keys("*:session:*")
    assert sum(line.endswith(" sessions_ended") for line in office.entries()) == 2
    assert main(["staff", "sign-out"]) == main(["staff", "sign-out", "佐藤", "--all"]) == 2
    assert main(["staff", "sign-out", "だれか"]) == 1
    sato.signs_in()
    assert sato.opens("/staff/requests").status == 200


@pytest.mark.usefixtures("environ")
def test_an_account_is_unlocked_by_command(office, capsys):
    from bot.cli import main

    sato = office.clerk("佐藤", signed_in=False).staff
    office.store.commit((), (KeepFailures(sato.id, SignInFailures(50, locked_since=office.wall.now(), version=50)),))
    assert main(["staff", "unlock", "佐藤", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": sato.id, "name": "佐藤"}
    assert office.console.failures(sato.id).locked_since is None
    assert sum(line.endswith(" staff_unlocked") for line in office.entries()) == 1
    assert main(["staff", "unlock", "だれか"]) == 1


def test_a_page_that_was_under_way_does_not_bring_its_session_back(office):
    sato = office.clerk("佐藤")
    held = {name: office.client.get(name) for name in office.client.scan_iter("*:session:*")}
    end_sessions(office.context, office.console, "", "cli:t")
    for name, value in held.items():  # as an answer that ends afterwards writes it
        office.client.set(name, value, ex=900)
    assert sato.opens("/staff/requests").status == 303


def test_the_audit_log_names_bookings_days_and_people_as_people_do(office):
    from bot.booking.schedule.schedule import Closure
    from bot.service.schedule.closing import close_days, look_at_closing

    office.request(id="a" * 32)
    manager, auditor = office.clerk("長", Role.MANAGER), office.clerk("監", Role.AUDITOR)
    manager.opens(f"/staff/bookings/{'a' * 32}")
    closure = Closure("c1", date(2026, 12, 28), date(2026, 12, 28), "研修のため", by="s1")
    close_days(office.context, closure, "cli:test", look_at_closing(office.context, closure).mark)
    office.store.commit((), (Record(Entry(office.clock.now(), "system", "something_new", "b9")),))
    page = auditor.opens("/staff/records").page.split("<table")[1]
    assert "<td>123456</td>" in page
    assert "日を休みにしました（12月28日（月））" in page
    assert not re.search(r"something_new|[0-9a-f]{32}<|2026-12-28|T\d\d:\d\d", page)


def test_the_settings_show_what_staff_closed(office):
    from bot.booking.schedule.schedule import Closure
    from bot.service.schedule.closing import close_days, look_at_closing

    closure = Closure("c1", date(2026, 12, 28), date(2026, 12, 29), "研修のため", by="s1")
    close_days(office.context, closure, "cli:test", look_at_closing(office.context, closure).mark)
    page = office.clerk("長", Role.MANAGER).opens("/staff/settings").page
    assert "2026年12月28日（月）～2026年12月29日（火） 研修のため" in page
    assert "登録されていません" not in page


def test_who_is_erased_is_named(office):
    office.request()
    assert "山田 太郎さん（受付番号 123456）" in office.clerk(role=Role.MANAGER).opens("/staff/bookings/b1/erase").page
