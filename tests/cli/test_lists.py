"""Lists for spreadsheets: checked whole before anything is taken in, and given out in the same form."""

import json
from pathlib import Path

import pytest

from bot.cli.command import main
from tests.stores import entries

pytestmark = pytest.mark.usefixtures("environ")
HEAD = "日時,氏名,求職番号,電話番号,相談内容,担当者,ミーティングID,パスコード\n"


@pytest.fixture(autouse=True)
def counsellors(environ, capsys):
    for name, hours in (("佐藤", "10:00-12:00,13:00-15:30"), ("鈴木", "10:00-15:30")):
        assert main(["counsellor", "add", name, "--weekly", f"mon-fri {hours}"]) == 0
    capsys.readouterr()


def listed(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> str:
    file = tmp_path / "list.csv"
    file.write_bytes(text.encode(encoding))
    return str(file)


def told(capsys, *argv: str) -> dict:
    assert main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def bookings(capsys) -> list[tuple[str, str, str]]:
    return sorted((one["start"], one["state"], one["counsellor"]) for one in told(capsys, "booking", "list"))


def days(capsys) -> tuple[str, str]:
    """Give two days to come on which consultations take place."""
    from bot.booking.schedule.opening import days_of, free_starts
    from bot.cli.process import built
    from bot.service.events.office_now import context_now

    context = context_now(built().process)
    first, second = days_of(free_starts(context.office, context.clock.now(), {}))[:2]
    return first.isoformat(), second.isoformat()


def noted(action: str) -> int:
    """Count how often the audit log has it."""
    from bot.cli.process import built

    return [one["action"] for one in entries(built().process)].count(action)


def test_what_could_not_be_written_is_not_noted_as_given_out(capsys, tmp_path):
    for place in (tmp_path / "nowhere" / "x.csv", tmp_path):
        for command in (["export", "bookings", str(place)], ["day", "--file", str(place)]):
            assert main(command) == 1
            assert "書けません" in capsys.readouterr().err
    assert (noted("exported"), noted("listed")) == (0, 0)
    assert main(["export", "bookings", str(tmp_path / "x.csv")]) == 0
    assert main(["day", "--file", str(tmp_path / "day.txt")]) == 0
    assert (noted("exported"), noted("listed")) == (1, 1)
    assert sorted(one.name for one in tmp_path.glob("*.*")) == ["day.txt", "x.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_own_counsellors_are_taken_in_and_given_out(capsys, tmp_path, encoding):
    file = listed(tmp_path, "求職番号,担当者,理由\n12345-67890123,佐藤,はじめて\n12345-67890124,鈴木,\n", encoding)
    assert told(capsys, "import", "people", file, "--dry-run") == {"lines": 2, "changed": 0, "dry_run": True}
    assert told(capsys, "counsellor", "own", "--number", "12345-67890123")["counsellor"] == ""
    assert told(capsys, "import", "people", file)["changed"] == 2
    assert told(capsys, "counsellor", "own", "--number", "12345-67890123")["counsellor"] == "佐藤"
    assert told(capsys, "import", "people", file)["changed"] == 0
    out = tmp_path / "out.csv"
    assert main(["export", "people", str(out)]) == 0
    assert out.stat().st_mode & 0o077 == 0
    capsys.readouterr()
    assert told(capsys, "import", "people", str(out), "--dry-run")["lines"] == 2


def test_one_wrong_line_and_nothing_is_taken_in_and_each_is_named(capsys, tmp_path):
    text = "number,counsellor\n12345-67890123,佐藤\n12,佐藤\n12345-67890124,高橋\n12345-67890123,鈴木\n,佐藤\n"
    assert main(["import", "people", listed(tmp_path, text)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition("：")[0] for line in lines[:-1]] == ["3行目", "4行目", "5行目", "6行目"]
    assert "高橋" in lines[1]
    assert "何も入れていません" in lines[-1]
    assert told(capsys, "counsellor", "own", "--number", "12345-67890123")["counsellor"] == ""


def test_bookings_of_elsewhere_are_taken_in_with_their_rooms_and_counsellors(capsys, tmp_path):
    day, other = days(capsys)
    text = (
        f"{HEAD}{day} 10:00,山田 太郎,12345-67890123,090-1234-5678,職業相談,佐藤,912 3456 7890,123456\n"
        f"{other.replace('-', '/').replace('/0', '/')} 14:00,花田 花子,12345-67890124,090-1111-2222,interview,鈴木,,\n"
    )
    file = listed(tmp_path, text)
    assert told(capsys, "import", "bookings", file, "--dry-run")["dry_run"] is True
    assert bookings(capsys) == []
    assert told(capsys, "import", "bookings", file)["lines"] == 2
    assert bookings(capsys) == [
        (f"{day}T10:00:00+09:00", "confirmed", "佐藤"),
        (f"{other}T14:00:00+09:00", "requested", "鈴木"),
    ]
    assert main(["import", "bookings", file]) == 1
    assert "続いている予約があります" in capsys.readouterr().err
    out = tmp_path / "out.csv"
    assert main(["export", "bookings", str(out)]) == 0
    written = out.read_text("utf-8-sig")
    assert "山田 太郎" in written
    assert "WEB面接の練習" in written


def test_one_meeting_for_two_at_a_time_is_refused_in_a_list_and_against_what_there_is(capsys, tmp_path):
    day, _ = days(capsys)
    row = "{day} {time},山田 太郎,12345-6789012{place},090-1234-5678,職業相談,,{meeting},123456\n"

    def lines(*each: tuple[int, str, str]) -> str:
        told = (row.format(day=day, place=place, time=time, meeting=meeting) for place, time, meeting in each)
        return listed(tmp_path, HEAD + "".join(told))

    assert main(["import", "bookings", lines((1, "10:00", "912 3456 7890"), (2, "10:00", "91234567890"))]) == 1
    assert "3行目：このミーティングIDは、2行目の予約でも同じ時間に使います" in capsys.readouterr().err
    one_after_the_other = lines((1, "10:00", "91234567890"), (2, "10:30", "91234567890"), (3, "10:30", "92234567890"))
    assert told(capsys, "import", "bookings", one_after_the_other)["lines"] == 3
    number = next(one["number"] for one in told(capsys, "booking", "list") if "T10:00" in one["start"])
    assert main(["import", "bookings", lines((4, "10:00", "91234567890"))]) == 1
    assert f"別の予約（受付番号 {number}）" in capsys.readouterr().err
    other = next(one["number"] for one in told(capsys, "booking", "list") if one["room"]["meeting_id"][1] == "2")
    assert main(["booking", "confirm", other, "--meeting-id", "91234567890", "--passcode", "1"]) == 0
    assert "同じ時間の別の予約" in capsys.readouterr().err  # a command is taken at its word, and says what it saw


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("{day} 12:30,山田 太郎,12345-67890123,090-1234-5678,職業相談,佐藤,,", "この日時にいません"),
        ("{day} 09:00,山田 太郎,12345-67890123,090-1234-5678,職業相談,,,", "相談がありません"),
        ("2020-12-03 10:00,山田 太郎,12345-67890123,090-1234-5678,職業相談,,,", "過ぎています"),
        ("あした,山田 太郎,12345-67890123,090-1234-5678,職業相談,,,", "日時を読めません"),
        ("{day} 10:00,,12345-67890123,090-1234-5678,職業相談,,,", "氏名が空です"),
        ("{day} 10:00,山田 太郎,12345-67890123,090-1234-5678,,,,", "相談内容が空です"),
        ("{day} 10:00,山田 太郎,12345-67890123,123,職業相談,,,", "電話番号を読めません"),
        ("{day} 10:00,山田 太郎,12345-67890123,090-1234-5678,散歩,,,", "相談内容は"),
        ("{day} 10:00,山田 太郎,12345-67890123,090-1234-5678,職業相談,,12,123456", "ミーティングID"),
        ("{day} 11:00,花田 花子,12345-67890199,090-1234-5678,職業相談,佐藤,,", "ほかの予約があります"),
    ],
)
def test_what_is_wrong_with_a_booking_is_said_in_japanese(capsys, tmp_path, cells, said):
    day, _ = days(capsys)
    first = f"{day} 11:00,鈴木 一郎,12345-67890150,090-1234-0000,職業相談,佐藤,,\n"
    assert main(["import", "bookings", listed(tmp_path, HEAD + first + cells.format(day=day) + "\n")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("3行目：")
    assert said in error
    assert bookings(capsys) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "列の名前"),
        ("求職番号\n12345-67890123\n".encode(), "担当者"),
        ("求職番号,担当者\n".encode(), "データがありません"),
        (b"\xff\xff\xfe\x81", "文字を読めません"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_one_line(capsys, tmp_path, content, said):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    assert main(["import", "people", str(file)]) == 1
    assert said in capsys.readouterr().err
    assert main(["import", "people", str(tmp_path / "none.csv")]) == 1
    assert "ファイルを読めません" in capsys.readouterr().err
