"""The `madoguchi` command on a real Redis: what it prints, and with which status it ends."""

import base64
import getpass
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len

from bot.adapters.redis.client import connect_patient
from bot.booking.model import Answer, DayNote, State
from bot.booking.notices.notice import Kind
from bot.booking.schedule.opening import TOKYO
from bot.bootstrap import Built, build
from bot.cli import process
from bot.cli.process import actor
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.service.events.office_now import context_now
from bot.service.notices.ledger import keep_all, planned
from bot.service.notices.sending import send_notice
from bot.settings import from_environ
from tests.cli.conftest import Run
from tests.faults.rows import fault
from tests.folders import ROOT
from tests.make import ROOM, WEDNESDAY, answers, booking, tokyo
from tests.service.make_context import FakeLine
from tests.stores import entries


@pytest.fixture
def town(environ: dict[str, str]) -> Built:
    """What the commands work with; it is Wednesday."""
    built = build(from_environ(environ), sending=False)
    built.clock.move_to(WEDNESDAY)
    return built


def kept(town: Built, **changes: Any) -> None:
    """Put a booking and its notices into the store."""
    made = booking(**changes)
    rows = planned(context_now(town.process), made, town.clock.now())
    town.process.store.commit((), (KeepBooking(made), *keep_all(rows)))


def refused(done: SimpleNamespace, *parts: str) -> None:
    """Check that a command was refused in one line."""
    assert done.status != 0
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("madoguchi: ")
    assert all(part in line for part in parts), line
    assert "Traceback" not in line


CONFIRM = ("--meeting-id", "91234567890", "--passcode", "123456")


# --- list and show ---


def test_the_versions_of_the_terms_say_how_they_stand_in_japanese_and_in_json_by_their_codes(run, town):
    told = [line.split()[-1] for line in run("terms", "list").out.splitlines()]
    listed = [one["state"] for one in run("terms", "list", "--json").json]
    named = {"current": "有効", "coming": "これから", "past": "以前の版"}
    assert told == [named[one] for one in listed]
    assert "current" in listed


def test_the_list_is_an_array_in_json_and_nothing_else(run, town):
    assert run("booking", "list", "--json").json == []
    kept(town)
    done = run("booking", "list", "--json")
    assert (done.status, done.err) == (0, "")
    (one,) = done.json
    assert {"id", "number", "state", "start", "end", "line_user", "version", "room", "notices"} <= one.keys()
    assert (one["id"], one["number"], one["state"], one["room"]) == ("b1", "123456", "requested", None)
    assert (one["counsellor"], one["held_until"]) == (None, None)
    assert (one["start"], one["end"]) == ("2026-12-03T14:00:00+09:00", "2026-12-03T14:30:00+09:00")
    (row,) = one["notices"]
    assert {"kind", "channel", "due", "state", "attempts"} <= row.keys()
    assert (row["kind"], row["channel"], row["state"], row["attempts"]) == ("received", "line", "waiting", 0)


def test_the_list_holds_no_answers_and_taking_it_out_as_json_is_recorded(run, town):
    kept(town)
    for done in (run("booking", "list"), run("booking", "list", "--json")):
        assert not [secret for secret in ("山田", "12345678", "090-1234", "taro@") if secret in done.out]
    assert [(one["action"], one["detail"]) for one in entries(town.process)] == [("listed", "1")]


def test_the_list_can_be_narrowed_to_a_state(run, town):
    kept(town)
    kept(town, id="b2", number="222222", state=State.CONFIRMED, room=ROOM, user="U" + "9" * 32)
    found = run("booking", "list", "--state", "confirmed", "--json").json
    assert [one["number"] for one in found] == ["222222"]
    assert found[0]["room"] == {
        "meeting_id": "91234567890",
        "passcode": "123456",
        "join_url": "https://zoom.example/j/91234567890",
        "version": 1,
    }


def test_the_table_has_straight_columns_whatever_the_width_of_the_words(run, town):
    kept(town)
    kept(town, id="b2", number="222222", state=State.CANCELLED_BY_SEEKER, start=tokyo("2026-12-04 10:00"))
    lines = run("booking", "list").out.splitlines()
    assert len(lines) == 3
    assert "取消(ご本人)" in lines[2]
    dates = zip(lines, ("日時", "2026-12-03", "2026-12-04"), strict=True)
    begins = {cell_len(line[: line.index(sign)]) for line, sign in dates}
    assert len(begins) == 1


def test_an_empty_list_says_so(run, town):
    assert run("booking", "list").out == "予約はありません。\n"


def test_show_gives_the_answers_and_the_view_is_recorded(run, town):
    kept(town)
    one = run("booking", "show", "123456", "--json").json
    assert one["answers"]["name"] == {"value": "山田 太郎", "mark": ""}
    assert one["consent"]["version"] == "2026-11-01"
    assert run("booking", "show", "b1").status == 0
    assert [(entry["action"], entry["booking"]) for entry in entries(town.process)] == [("viewed", "b1")] * 2
    assert entries(town.process)[0]["actor"].startswith("cli:")


def test_show_puts_choices_and_marks_into_words(run, town):
    given = {**answers(), "telephone": Answer("自宅", "自宅", "unchecked"), "number": Answer("", "", "number_unknown")}
    kept(town, answers=given, state=State.CONFIRMED, room=ROOM)
    out = run("booking", "show", "123456").out
    told = {line.split()[0]: line.split(maxsplit=1)[1] for line in out.splitlines()}
    assert told["氏名"] == "山田 太郎"
    assert told["電話番号"] == "自宅（確認します）"
    assert told["求職番号"] == "当日までに窓口で確認"
    assert told["相談内容"] == "職業相談"
    assert told["通訳・介助"] == "必要ない"
    assert told["ミーティングID"] == "91234567890"
    assert told["日時"] == "2026-12-03 14:00"
    assert [told["通知"].split()[0], told["通知"].split()[2]] == ["直前のお知らせ", "送信待ち"]


@pytest.mark.parametrize("action", ["show", "confirm", "decline", "cancel", "attend", "no-show"])
@pytest.mark.parametrize("name", ["999999", "", " ", "山田", "*", "../b1", "x" * 5000])
def test_an_unknown_number_is_refused(run, town, action, name):
    more = CONFIRM if action == "confirm" else ()
    refused(run("booking", action, name, *more, "--json"), "その予約はありません")


# --- changing ---


def test_confirming_gives_the_booking_with_its_room_and_plans_the_notices(run, town):
    kept(town)
    one = run(
        "booking", "confirm", "123456", *CONFIRM, "--join-url", "https://zoom.example/j/91234567890", "--json"
    ).json
    assert (one["state"], one["version"]) == ("confirmed", 2)
    assert (one["room"]["meeting_id"], one["room"]["passcode"]) == ("91234567890", "123456")
    live = {row["kind"]: row["state"] for row in one["notices"] if row["reason"] != "superseded"}
    assert live == {"details": "waiting", "day_before": "waiting", "soon": "waiting"}
    assert run("booking", "show", "123456", "--json").json["room"] == one["room"]


@pytest.mark.parametrize(
    "typed", ["912 3456 7890", "912-3456-7890", " 91234567890 ", "９１２３４５６７８９０", "912　3456　7890"]
)
def test_a_meeting_id_may_be_typed_with_blanks_hyphens_or_wide_digits(run, town, typed):
    kept(town)
    done = run("booking", "confirm", "123456", "--meeting-id", typed, "--passcode", "1", "--json")
    assert done.json["room"]["meeting_id"] == "91234567890"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--meeting-id", "12345678", "--passcode", "1"), "9桁から11桁"),
        (("--meeting-id", "123456789012", "--passcode", "1"), "9桁から11桁"),
        (("--meeting-id", "9123456789O", "--passcode", "1"), "9桁から11桁"),
        (("--meeting-id", "", "--passcode", "1"), "9桁から11桁"),
        (("--meeting-id", "91234567890", "--passcode", ""), "パスコード"),
        (("--meeting-id", "91234567890", "--passcode", "12345678901"), "パスコード"),
        (("--meeting-id", "91234567890", "--passcode", "ひみつ"), "パスコード"),
        (("--meeting-id", "91234567890", "--passcode", "a b"), "パスコード"),
        (("--join-url", "https://zoom.example/j/91234567890"), "9桁から11桁"),
        ((*CONFIRM, "--join-url", "http://zoom.example"), "https://"),
        ((*CONFIRM, "--join-url", "javascript:alert(1)"), "https://"),
        ((*CONFIRM, "--join-url", "https://" + "x" * 901), "https://"),
    ],
)
def test_room_data_that_a_seeker_could_not_use_is_refused(run, town, words, said):
    kept(town)
    refused(run("booking", "confirm", "123456", *words, "--json"), said)
    assert town.process.store.booking("b1").state is State.REQUESTED


def test_a_link_alone_is_no_room_to_move_to(run, town):
    kept(town, state=State.CONFIRMED, room=ROOM, room_version=1)
    to = ("--to", "2026-12-04T14:00", "--join-url", "https://zoom.example/j/91234567890")
    refused(run("booking", "move", "123456", *to, "--json"), "9桁から11桁")
    assert town.process.store.booking("b1").version == 1


def test_confirming_again_with_the_same_room_is_refused_and_with_another_replaces_it(run, town):
    kept(town)
    run("booking", "confirm", "123456", *CONFIRM)
    refused(run("booking", "confirm", "123456", *CONFIRM), "すでに確定しています")
    again = run("booking", "confirm", "123456", "--meeting-id", "999999999", "--passcode", "1", "--json")
    assert again.json["room"]["version"] == 2


@pytest.mark.parametrize(
    ("state", "words", "moment", "after"),
    [
        (State.REQUESTED, ("decline",), WEDNESDAY, "declined"),
        (State.REQUESTED, ("cancel",), WEDNESDAY, "cancelled_by_office"),
        (State.CONFIRMED, ("cancel", "--by", "office"), WEDNESDAY, "cancelled_by_office"),
        (State.CONFIRMED, ("cancel", "--by", "seeker"), WEDNESDAY, "cancelled_by_seeker"),
        (State.CONFIRMED, ("attend",), tokyo("2026-12-03 14:00"), "attended"),
        (State.CONFIRMED, ("no-show",), tokyo("2026-12-03 14:10"), "no_show"),
    ],
)
def test_each_step_gives_the_booking_as_it_is_now(run, town, state, words, moment, after):
    kept(town, state=state, room=ROOM if state is State.CONFIRMED else None)
    town.clock.move_to(moment)
    done = run("booking", words[0], "123456", *words[1:], "--json")
    assert (done.status, done.json["state"]) == (0, after)
    assert entries(town.process)[-1]["booking"] == "b1"


@pytest.mark.parametrize("wrote", [True, False])
def test_a_no_show_of_somebody_who_wrote_before_is_warned_of(run, town, wrote):
    note = DayNote(tokyo("2026-12-03 14:05"), "trouble", "enter", "入れません")
    kept(town, state=State.CONFIRMED, room=ROOM, day_notes=(note,) if wrote else ())
    town.clock.move_to(tokyo("2026-12-03 14:10"))
    done = run("booking", "no-show", "123456", "--json")
    assert (done.status, done.json["state"]) == (0, "no_show")
    assert ("14:05 困っている" in done.err, "連絡あり欠席" in done.err) == (wrote, wrote)
    assert "入れません" not in done.err


def test_without_json_a_step_says_in_words_what_the_booking_is_now(run, town):
    kept(town)
    assert run("booking", "confirm", "123456", *CONFIRM).out == "123456: 確定\n"


@pytest.mark.parametrize(
    ("state", "words", "said"),
    [
        (State.CONFIRMED, ("decline",), "（確定）からはお断りできません"),
        (State.REQUESTED, ("attend",), "申込中"),
        (State.REQUESTED, ("no-show",), "申込中"),
        (State.DECLINED, ("cancel",), "（お断り）からは取り消せません"),
        (State.CANCELLED_BY_SEEKER, ("confirm", *CONFIRM), "（取消(ご本人)）からは確定できません"),
        (State.CONFIRMED, ("attend",), "開始の時刻より前"),
        (State.CONFIRMED, ("no-show",), "開始から10分"),
    ],
)
def test_what_the_rules_forbid_is_refused_in_japanese(run, town, state, words, said):
    kept(town, state=state)
    refused(run("booking", words[0], "123456", *words[1:], "--json"), said)


def test_every_refusal_has_its_words():
    from bot.booking.lifecycle import Step
    from tests.make import WORDS

    codes = {f"not_{step.value}" for step in Step} | {"already_confirmed", "unknown_booking", "changed_meanwhile"}
    assert not {code for code in codes if f"staff.{code}" not in WORDS}


def test_who_acts_is_named_also_where_the_user_has_no_name(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: (_ for _ in ()).throw(KeyError("uid not found")))
    assert actor().startswith("cli:")
    assert actor() != "cli:"


# --- words that are wrong ---


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("teleport",),
        ("booking",),
        ("booking", "teleport"),
        ("booking", "show"),
        ("booking", "confirm", "123456"),
        ("booking", "confirm", "123456", "--meeting-id", "91234567890"),
        ("booking", "list", "--state", "gone"),
        ("booking", "cancel", "123456", "--by", "cat"),
        ("web", "--port", "eighty"),
        ("audit",),
    ],
    ids=" ".join,
)
def test_wrong_words_are_refused_in_one_line(run, environ, words: Sequence[str]):
    refused(run(*words))


def test_help_is_no_refusal(run):
    assert (run("--help").status, run("booking", "confirm", "--help").status) == (0, 0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("REDIS_URL", "unix:///nowhere/redis.sock", "Redis に届きません"),
        ("REDIS_URL", "redis://:geheim@redis.example:abc", "REDIS_URL のポート"),
        ("REDIS_URL", "nowhere", "REDIS_URL"),
        ("DATA_KEYS", "", "DATA_KEYS"),
        ("OFFICE_FILE", "nowhere.toml", "nowhere.toml"),
        ("SMTP_URL", "smtp://mail.example", "MAIL_FROM"),
    ],
)
def test_a_setting_that_is_wrong_is_named(run, environ, monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    for words in (("booking", "list", "--json"), ("check",), ("audit", "verify")):
        refused(run(*words), said)


def test_with_another_key_nothing_is_shown_and_the_refusal_names_the_cure(run, town, monkeypatch):
    kept(town)
    monkeypatch.setenv("DATA_KEYS", f"k2:{base64.b64encode(b'2' * 32).decode()}")
    refused(run("booking", "show", "123456", "--json"), "DATA_KEYS")
    refused(run("booking", "confirm", "123456", *CONFIRM, "--json"), "DATA_KEYS")


# --- a Redis that is full, or can't be used ---


def test_a_booking_is_moved_under_its_number_and_a_taken_time_is_refused(run, town):
    kept(town)
    assert run("booking", "confirm", "123456", *CONFIRM, "--json").status == 0
    moved = run("booking", "move", "123456", "--to", "2026-12-04T10:00", "--reason", "会議のため", "--json")
    assert (moved.status, moved.json["number"], moved.json["state"]) == (0, "123456", "confirmed")
    assert moved.json["start"].startswith("2026-12-04T10:00")
    refused(run("booking", "move", "123456", "--to", "2026-12-04T10:00", "--json"), "同じ")
    refused(run("booking", "move", "123456", "--to", "2026-12-06T10:00", "--json"), "埋まりました")
    refused(run("booking", "move", "123456", "--to", "sometime"), "日時")
    refused(run("booking", "move", "123456", "--to", "9999-12-31T23:59"), "日時")


def test_with_a_full_redis_what_is_new_is_refused_and_what_is_there_is_worked_off(run, town, fill):
    kept(town)
    fill(1.02)
    refused(run("booking", "offer", "123456", "--time", "2026-12-04T10:00", "--json"), "メモリがいっぱい")
    assert run("booking", "list", "--json").status == 0
    assert run("booking", "confirm", "123456", *CONFIRM, "--json").status == 0
    assert run("booking", "cancel", "123456", "--json").status == 0


def test_beyond_the_margin_commands_say_that_redis_is_full(run, town, fill):
    kept(town)
    fill(1.2)
    refused(run("booking", "confirm", "123456", *CONFIRM, "--json"), "Redis のメモリがいっぱいです")
    refused(run("booking", "show", "123456", "--json"), "Redis のメモリがいっぱいです")  # nothing is seen unaudited


@pytest.mark.parametrize(
    ("share", "status", "said"),
    [(0.5, 0, ""), (0.75, 0, "70% より多く"), (0.9, 0, "85% より多く"), (1.02, 1, "Redis のメモリがいっぱいです")],
)
def test_check_says_how_full_redis_is(run, town, fill, client, share, status, said):
    client.config_set("appendonly", "yes")
    fill(share)
    done = run("check", "--offline")
    assert done.status == status
    assert said in done.out
    assert ("Redis: よし" in done.out) is not said


@pytest.mark.parametrize(
    ("acl", "said"),
    [
        (("on", ">other"), "Redis のユーザー名かパスワードが違います"),
        (("on", ">geheim", "~*", "+@all", "-config", "-evalsha", "-eval"), "権限がありません（NOPERM）"),
        (("on", ">geheim", "~other:*", "+@all"), "権限がありません（NOPERM）"),
    ],
)
def test_check_names_what_a_user_of_redis_may_not(run, town, client, monkeypatch, redis_url, acl, said):
    client.execute_command("ACL", "SETUSER", "clerk", "reset", *acl)
    monkeypatch.setenv("REDIS_URL", f"{redis_url.replace('unix://', 'unix://clerk:geheim@')}")
    done = run("check", "--offline")
    client.execute_command("ACL", "DELUSER", "clerk")
    assert done.status != 0
    assert said in done.out + done.err
    assert "geheim" not in done.out + done.err
    assert "Traceback" not in done.out + done.err


def test_what_does_not_fit_is_named_by_a_command(run, town, client):
    made = booking()
    town.process.store.commit((), (KeepBooking(made, made.start),))
    whole = run("store", "compare", "--json")
    assert (whole.status, whole.json) == (0, {"count": 0, "differences": []})
    assert "食い違いはありません" in run("store", "compare").out
    client.zrem(town.keys.slots, "b1")
    done = run("store", "compare", "--json")
    assert (done.status, done.json) == (1, {"count": 1, "differences": [{"kind": "slots_missing", "id": "b1"}]})
    assert "食い違いが1件あります" in done.err
    assert "slots_missing b1" in run("store", "compare").out


# --- check and audit ---


def test_check_says_whether_a_change_would_be_noticed_and_that_there_is_one(run, town, monkeypatch, tmp_path):
    assert "Redis が消えたことの控え: なし" in run("check", "--offline").out
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "missing"))
    assert "STATE_DIR のフォルダー" in run("check", "--offline").out
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    assert f"控え: {tmp_path}" in run("check", "--offline").out
    town.client.hset(town.keys.store, "stopped", "older")
    done = run("check", "--offline")
    assert (done.status, "古いものに戻っています" in done.out) == (1, True)


def test_check_says_what_is_on(run, town):
    done = run("check", "--offline")
    assert (done.status, done.err) == (0, "")
    assert "八幡新卒応援ハローワーク" in done.out
    assert "Redis: よし" in done.out


def test_check_names_an_address_of_staff_that_is_none(run, town, monkeypatch):
    monkeypatch.setenv("STAFF_MAIL_TO", "sato@office.example,suzuki,佐藤@office.example")
    assert "STAFF_MAIL_TO の2、3番目は宛先になりません" in run("check", "--offline").out


def test_check_names_the_proxies_and_counts_the_access_tokens_and_shows_no_secret(run, environ, town, monkeypatch):
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "geheim-new,geheim-old")
    assert "プロキシ: なし" in run("check", "--offline").out
    monkeypatch.setenv("LINE_API_URL", "http://line.example")
    monkeypatch.setenv("HTTP_PROXY", "http://us:geheim@proxy.example:3128")
    told = run("check", "--offline").out
    assert "アクセストークン: 2つ" in told
    assert "LINE は proxy.example:3128 を通す" in told
    assert "geheim" not in told
    sender = build(from_environ(dict(os.environ))).process.line._line
    assert sender._proxy == "http://us:geheim@proxy.example:3128"


@fault("F47", injected="a server without an append-only file")
@pytest.mark.parametrize(
    ("name", "value", "status"), [("maxmemory-policy", "allkeys-lru", 1), ("appendfsync", "everysec", 0)]
)
def test_check_tells_what_would_lose_data(run, town, name, value, status):
    before = town.client.config_get(name)[name]
    town.client.config_set(name, value)
    try:
        done = run("check", "--offline")
        assert (done.status, f"（いまは {value}）" in done.out) == (status, True)
    finally:
        town.client.config_set(name, before)


def test_an_unbroken_audit_log_is_verified(run, town):
    assert run("audit", "verify", "--json").json == {"entries": 0, "intact": True, "first_broken": ""}
    kept(town)
    run("booking", "confirm", "123456", *CONFIRM)
    run("booking", "show", "123456")
    done = run("audit", "verify", "--json")
    assert (done.status, done.err) == (0, "")
    assert done.json == {"entries": 2, "intact": True, "first_broken": ""}
    assert run("audit", "verify").out == "2件、異常ありません\n"


@pytest.mark.parametrize("words", [("audit", "verify"), ("keys", "rotate")])
def test_what_goes_through_the_whole_office_waits_where_redis_is_kept_busy(
    town: Built, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
):
    for patience, status in ((process.PATIENT_SECONDS, 0), (process.ANSWER_SECONDS, 2)):
        monkeypatch.setattr(process, "PATIENT_SECONDS", patience)
        town.client.client_pause(int(process.ANSWER_SECONDS * 3000))  # longer than a second try waits
        done = run(*words)
        assert done.status == status
        assert ("Redis" in done.err) is (status == 2)
        with connect_patient(town.settings.redis_url) as client:
            client.client_unpause()  # answered when the pause is over


@fault("F72", injected="an entry of the audit log is changed")
@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda town, key: town.client.lset(key, 1, town.client.lindex(key, 1).replace("cli:", "web:")), "2行目"),
        (lambda town, key: town.client.lrem(key, 1, town.client.lindex(key, 1)), "2行目"),
        (lambda town, key: town.client.lpop(key), "1行目"),
        (lambda town, key: town.client.rpop(key), "末尾"),
        (lambda town, key: town.client.rpush(key, "forged {}"), "4行目"),
        (lambda town, key: town.client.delete(key), "末尾"),
    ],
    ids=["changed", "taken out", "first gone", "last gone", "added", "all gone"],
)
def test_a_changed_audit_log_is_found_out(run, town, spoil, where):
    for number in range(3):
        entry = Entry(WEDNESDAY, "cli:sato", "viewed", f"b{number}")
        town.process.store.commit((), (Record(entry),))
    spoil(town, town.keys.audit)
    done = run("audit", "verify", "--json")
    assert done.status == 1
    assert done.json["intact"] is False
    assert done.json["first_broken"] == where
    assert len(done.err.splitlines()) == 1


def test_a_note_of_the_log_that_was_kept_elsewhere_is_compared(run, town):
    town.process.store.commit((), (Record(Entry(WEDNESDAY, "cli:sato", "viewed")),))
    noted = run("audit", "note").out.strip()
    town.process.store.commit((), (Record(Entry(WEDNESDAY, "cli:sato", "viewed")),))
    assert run("audit", "verify", "--noted", noted).status == 0
    wrong = run("audit", "verify", "--noted", f"2:{noted.partition(':')[2]}")
    assert (wrong.status, "控え" in wrong.err) == (1, True)
    assert run("audit", "verify", "--noted", "two").status == 2
    both = run("audit", "verify", "--head", noted, "--head", f"1:{'0' * 40}", "--json")
    assert list(both.json["heads"].values()) == [True, False]
    assert f"控え {noted}: いまの記録に含まれています" in run("audit", "verify", "--head", noted).out


@pytest.mark.parametrize("key", ["audit", "audit_head", "audit_times"])
def test_what_can_not_be_audited_is_not_done(run, town, key):
    kept(town)
    town.client.hset(getattr(town.keys, key), "not", "ours")
    done = run("booking", "confirm", "123456", *CONFIRM)
    assert (done.status, "に書けません" in done.err, len(done.err.splitlines())) == (2, True, 1)
    assert town.process.store.booking("123456").state is State.REQUESTED
    assert not any(row.kind is Kind.DETAILS for row in town.process.store.notices("b1"))


# --- as a process ---


def test_the_command_is_the_same_as_a_module_and_prints_utf8_everywhere(town, environ):
    kept(town)
    for language in ("C", "ja_JP.UTF-8"):
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", "booking", "show", "123456"],
            env={**environ, "LANG": language, "PATH": ""},
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        assert "山田 太郎" in done.stdout.decode()


def test_times_are_japans_wherever_the_machine_is(town, environ):
    kept(town, start=tokyo("2026-12-03 10:00").astimezone(TOKYO))
    for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", "booking", "list", "--json"],
            env={**environ, "TZ": zone},
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        assert json.loads(done.stdout)[0]["start"] == "2026-12-03T10:00:00+09:00"


# --- notices that LINE accepted and did not bring ---


MORNING = ("--from", "2026-11-25T10:00", "--to", "2026-11-25T11:00")


def test_what_line_accepted_is_listed_and_sent_again_once(run, town):
    kept(town)
    assert run("booking", "confirm", "123456", *CONFIRM).status == 0
    context = replace(context_now(town.process), line=FakeLine(), log=lambda *_, **__: None)
    for claim in context.store.claim_notices(10):
        send_notice(context, claim)
    town.clock.move_to(tokyo("2026-11-25 12:00"))
    [one] = run("notice", "list", "--accepted", *MORNING, "--json").json
    assert (one["number"], one["kind"], one["resend"], one["accepted"][:13]) == (
        "123456",
        "details",
        True,
        "2026-11-25T10",
    )
    told = run("notice", "list", "--accepted", *MORNING).out
    assert "123456" in told
    assert "確定と参加方法" in told or "受付" in told
    assert one["kind"] not in told
    dry = run("notice", "resend", *MORNING, "--dry-run", "--json").json
    assert (dry["wanted"], dry["sent"], dry["dry_run"]) == ([one["id"]], [], True)
    assert len(run("notice", "resend", *MORNING, "--json").json["sent"]) == 1
    again = run("notice", "resend", *MORNING, "--json")
    assert (again.status, again.json["sent"], again.json["left"]) == (0, [], {"sent again": 1})
    assert "もう一度送ります 0件" in run("notice", "resend", *MORNING).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "ten", "--to", "2026-11-25T11:00"), "時刻を読めません"),
        (("--from", "2026-11-25T11:00", "--to", "2026-11-25T10:00"), "より後に"),
        (("--from", "2026-11-25T09:00", "--to", "2099-01-01T00:00"), "いまより後"),
        (("--from", "2026-10-01T09:00", "--to", "2026-11-25T09:00"), "7日まで"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused_in_one_line(run, town, words, said):
    refused(run("notice", "resend", *words, "--json"), said)
