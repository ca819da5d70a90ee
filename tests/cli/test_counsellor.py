"""`madoguchi counsellor …`: entering counsellors, their absences, their end; nothing readable at rest."""

import json
from datetime import timedelta

import pytest

from bot.booking.schedule.opening import days_of, free_starts
from bot.cli.command import main
from bot.cli.process import built
from bot.ports.bookings import KeepBooking
from bot.service.events.office_now import context_now
from tests.make import USER, booking

pytestmark = pytest.mark.usefixtures("environ")
SATO = ("佐藤", "--weekly", "mon-fri 10:00-12:00,13:00-15:30")


def told(capsys, *argv: str) -> dict:
    assert main(["counsellor", *argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_counsellor_is_entered_shown_changed_and_ended(capsys):
    made = told(capsys, "add", *SATO, "--zoom-host", "sato@zoom.example", "--skill", "sign_language")
    assert (made["name"], made["weekly"]) == ("佐藤", "mon-fri 10:00-12:00,13:00-15:30")
    assert (made["zoom_host"], made["skills"], made["purposes"]) == ("sato@zoom.example", ["sign_language"], [])
    assert told(capsys, "show", "佐藤") == made
    assert told(capsys, "list") == [made]
    away = told(capsys, "absence", "佐藤", "--from", "2027-01-07", "--to", "2027-01-08")
    assert away["absences"] == [{"from": "2027-01-07T00:00:00+09:00", "to": "2027-01-09T00:00:00+09:00"}]
    part = told(capsys, "absence", made["id"], "--from", "2027-01-12T13:00", "--to", "2027-01-12T15:00")
    assert len(part["absences"]) == 2
    assert told(capsys, "absence", "佐藤", "--from", "2027-01-12", "--remove")["absences"] == away["absences"]
    changed = told(capsys, "set", "佐藤", "--weekly", "sat 10:00-12:00", "--extra", "2027-01-13 10:00-11:00")
    assert changed["weekly"] == "sat 10:00-12:00"
    assert changed["extra"] == [{"day": "2027-01-13", "hours": "10:00-11:00"}]
    assert changed["skills"] == ["sign_language"]
    assert told(capsys, "end", "佐藤", "--on", "2027-03-31")["until"] == "2027-03-31"
    assert told(capsys, "remove", "佐藤")["name"] == "佐藤"
    assert told(capsys, "list") == []


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("add", "佐藤", "--weekly", "mon 10:00-12:00,11:00-13:00"), "重なって"),
        (("add", "佐藤", "--weekly", "x 10:00-12:00"), "曜日は"),
        (("add", *SATO, "--skill", "juggling"), "sign_language、"),
        (("add", *SATO, "--account", "だれか"), "その職員は登録されていません"),
        (("absence", "佐藤", "--from", "2027-01-07"), "その担当者は登録されていません"),
        (("absence", "佐藤", "--from", "あした"), "2026-12-03"),
        (("absence", "佐藤", "--from", "9999-12-31"), "2026-12-03"),
        (("absence", "佐藤", "--from", "0001-01-01T00:00"), "2026-12-03"),
        (("set", "佐藤"), "一つ以上"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_line(capsys, argv, said):
    assert main(["counsellor", *argv]) != 0
    assert said in capsys.readouterr().err


def test_who_ends_with_bookings_is_told_how_many(capsys):
    told(capsys, "add", *SATO)
    town = context_now(built().process)
    start = next(iter(free_starts(town.office, town.clock.now(), {})))
    made = booking(start=start, end=start + timedelta(minutes=30), counsellor=town.office.schedule.counsellors[0].id)
    town.store.commit((), (KeepBooking(made),))
    assert [one["number"] for one in told(capsys, "end", "佐藤")["hit"]] == [made.number]
    assert main(["counsellor", "end", "佐藤"]) == 0
    assert "最後の日よりあとの予約（1件）を引き継ぐ" in capsys.readouterr().out


def test_two_of_one_name_are_refused_and_each_step_stands_in_the_audit_log_by_code(capsys, client):
    told(capsys, "add", *SATO)
    assert main(["counsellor", "add", *SATO]) == 1
    assert "同じ名前の担当者" in capsys.readouterr().err
    readable = "".join(str(client.hgetall(key)) for key in client.scan_iter(_type="hash"))
    logged = "".join(line for key in client.scan_iter(_type="list") for line in client.lrange(key, 0, -1))
    assert "counsellor_added" in logged
    assert "佐藤" not in logged
    assert "佐藤" not in readable


def test_the_own_counsellor_of_a_person_is_set_shown_and_ended(capsys):
    told(capsys, "add", *SATO)
    assert told(capsys, "own", "--number", "13010-12345678", "佐藤")["counsellor"] == "佐藤"
    assert told(capsys, "own", "--number", "１３０１０-１２３４５６７８")["counsellor"] == "佐藤"
    ended = told(capsys, "own", "--number", "13010-12345678", "--end", "--reason", "就職")
    assert (ended["counsellor"], ended["earlier"][0]["reason"]) == ("", "就職")
    user = "U" + "1" * 32
    assert told(capsys, "own", "--user", user, "佐藤")["counsellor"] == "佐藤"
    assert main(["counsellor", "own", "--user", user, "佐藤"]) == 1
    assert "もうその担当者です" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("佐藤",), "どちらか一つ"),
        (("--user", USER, "--number", "13010-12345678", "佐藤"), "どちらか一つ"),
        (("--user", "U1", "佐藤"), "LINE のユーザーIDではありません"),
        (("--number", "x", "佐藤"), "求職番号は"),
        (("--number", "13010-12345678", "だれか"), "その担当者は登録されていません"),
        (("--number", "13010-12345678", "--end"), "担当者が決まっていません"),
        (("--number", "13010-12345678", "--end", "佐藤"), "どちらか一つ"),
    ],
)
def test_what_of_the_own_counsellor_can_not_be_done_is_said(capsys, argv, said):
    assert main(["counsellor", "own", *argv]) != 0
    assert said in capsys.readouterr().err


def test_an_absence_names_whom_it_hits_and_they_are_handed_over(capsys, tmp_path):
    for name in ("佐藤", "鈴木"):
        told(capsys, "add", name, "--weekly", "mon-fri 10:00-15:30")
    day = next_day()
    file = tmp_path / "bookings.csv"
    head = "日時,氏名,求職番号,電話番号,相談内容,担当者"
    file.write_text(f"{head}\n{day} 10:00,山田 太郎,12345-67890123,090-1234-5678,職業相談,佐藤\n", "utf-8")
    assert main(["import", "bookings", str(file)]) == 0
    capsys.readouterr()
    (hit,) = told(capsys, "absence", "佐藤", "--from", day)["hit"]
    assert (hit["start"], hit["to"], hit["instead"]) == (f"{day}T10:00:00+09:00", "鈴木", [])
    planned = told(capsys, "hand-over", "佐藤", "--from", day, "--dry-run")
    assert (planned["bookings"], planned["left"]) == ([hit], [])
    assert main(["counsellor", "hand-over", "佐藤", "--from", day]) == 0
    assert f"{hit['number']}" in capsys.readouterr().out
    assert told(capsys, "hand-over", "佐藤", "--from", day)["bookings"] == []
    assert main(["counsellor", "hand-over", "--booking", hit["number"], "--to", "佐藤"]) == 1
    assert "この日時にいません" in capsys.readouterr().err
    told(capsys, "absence", "佐藤", "--from", day, "--remove")
    assert told(capsys, "hand-over", "--booking", hit["number"], "--to", "佐藤")["counsellor"] == "佐藤"
    assert main(["counsellor", "hand-over", "佐藤"]) != 0
    assert "--from を書いてください" in capsys.readouterr().err


def test_a_feed_is_made_renewed_and_ended(capsys):
    told(capsys, "add", *SATO)
    assert told(capsys, "feed", "佐藤")["url"] == ""
    first = told(capsys, "feed", "佐藤", "--renew")["url"]
    assert "/feed/" in first
    assert told(capsys, "feed", "佐藤")["url"] == first
    assert told(capsys, "feed", "佐藤", "--renew")["url"] != first
    assert told(capsys, "feed", "佐藤", "--revoke")["url"] == ""


def next_day() -> str:
    """Give a day to come on which consultations take place."""
    context = context_now(built().process)
    return days_of(free_starts(context.office, context.clock.now(), {}))[1].isoformat()


@pytest.mark.parametrize("typed", ["x", "2026-12-05", "2026-12-05 x", "2026-12-05 10:00-12:00,13:00-15:00"])
def test_what_is_wrong_with_extra_hours_is_said_of_them(capsys, typed):
    assert main(["counsellor", "add", *SATO]) == 0
    assert main(["counsellor", "set", "佐藤", "--extra", typed]) != 0
    error = capsys.readouterr().err
    assert "日" in error
    assert "mon" not in error
    assert "曜" not in error


def test_hours_that_open_no_time_are_told_beside_the_document_and_too_short_ones_refused(capsys):
    assert main(["counsellor", "add", "佐藤", "--weekly", "mon-fri 10:00-15:30; sat 10:00-12:00", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["name"] == "佐藤"
    assert "土 10:00-12:00" in told.err
    assert main(["counsellor", "set", "佐藤", "--weekly", "mon 10:00-10:20"]) == 1
    assert "短い" in capsys.readouterr().err


def test_that_nobody_is_there_any_more_is_said_at_the_end_of_the_last_one_and_by_check(capsys):
    for name in ("佐藤", "鈴木"):
        told(capsys, "add", name, *SATO[1:])
    assert main(["counsellor", "end", "佐藤"]) == 0
    assert "担当できる人が1人もいません" not in capsys.readouterr().err
    main(["check", "--offline"])
    assert "予約できる日時が1つもありません" not in capsys.readouterr().out
    assert main(["counsellor", "end", "鈴木", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["name"] == "鈴木"
    assert "担当できる人が1人もいません。このままでは、だれもどの日時も予約できません" in err
    main(["check", "--offline"])
    out = capsys.readouterr().out
    assert "直してください: 30日先まで、予約できる日時が1つもありません" in out
    assert "同時に2人" not in out


def test_what_is_known_is_told_to_a_person_in_words(capsys):
    told(capsys, "add", *SATO, "--skill", "sign_language", "--until", "2027-03-31")
    assert main(["counsellor", "absence", "佐藤", "--from", "2027-01-07"]) == 0
    capsys.readouterr()
    assert main(["counsellor", "show", "佐藤"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "名前: 佐藤",
        "曜日ごとの時間: 月〜金 10:00-12:00・13:00-15:30",
        "できる手助け: 手話",
        "最後の日: 2027-03-31",
        "休み: 2027-01-07 00:00 ～ 2027-01-08 00:00",
    ]
