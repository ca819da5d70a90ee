"""`madoguchi init` writes what an office starts with; `madoguchi keys new` makes a key."""

import io
import json
import re
import stat

import pytest

from bot.adapters.files.office_file import load_office
from bot.cli.command import main
from bot.cli.commands.init import NOT_YET, office_text
from bot.errors import SettingsError
from bot.settings import from_environ
from tests.cli.new_office import GIVEN, environment, words
from tests.folders import ROOT


def test_an_office_from_nothing_is_one_that_starts(tmp_path, capsys):
    folder = tmp_path / "new"
    assert main(words(folder)) == 0
    told = capsys.readouterr().out
    assert "https://yoyaku.kokura.jp/line/webhook" in told
    office, given = load_office(folder / "office.toml"), environment(folder)
    assert (office.id, office.name, office.telephone) == ("kokura", GIVEN["name"], "093-000-0000")
    settings = from_environ({**{name: value for name, value in given.items() if value}, **NOT_YET})
    assert settings.office_file == str(folder / "office.toml")
    assert settings.public_url == "https://yoyaku.kokura.jp"
    assert stat.S_IMODE((folder / "madoguchi.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "state").stat().st_mode) == 0o700
    for secret in (given["SECRET_KEY"], given["DATA_KEYS"], given["METRICS_TOKEN"]):
        assert len(secret) > 40
        assert secret not in told


def test_a_cluster_is_taken_and_the_server_of_the_queues_is_asked_for_afterwards(tmp_path):
    assert main(words(tmp_path, redis_url="redis+cluster://127.0.0.1:7000")) == 0
    given = {name: value for name, value in environment(tmp_path).items() if value}
    with pytest.raises(SettingsError, match="QUEUE_URL"):
        from_environ({**given, **NOT_YET})
    assert from_environ({**given, **NOT_YET, "QUEUE_URL": "redis://127.0.0.1"}).redis_url.endswith(":7000")


def test_two_offices_share_no_secret(tmp_path):
    found = []
    for name in ("one", "two"):
        assert main(words(tmp_path / name)) == 0
        found.append(environment(tmp_path / name))
    assert not {found[0][name] for name in ("SECRET_KEY", "DATA_KEYS", "METRICS_TOKEN")} & set(found[1].values())


def test_what_is_there_is_not_written_over(tmp_path, capsys):
    assert main(words(tmp_path)) == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert main(words(tmp_path)) == 2
    assert "もうあります" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before


class Answers(io.StringIO):
    """What a person types, line by line."""

    def isatty(self) -> bool:
        return True


def test_a_wrong_answer_is_asked_again_and_the_others_are_kept(tmp_path, capsys, monkeypatch):
    typed = [
        "sakura-2",
        "ｓａｋｕｒａ",
        "ハローワーク桜",
        "北九州市",
        "093-000-0000（代表）",
        "０９３-000-0000",
        "所長",
        "地裁",
    ]
    typed += ["yoyaku.kokura.jp", "https://yoyaku.kokura.jp", "localhost", "redis://madoguchi:x@127.0.0.1:6379/0", ""]
    monkeypatch.setattr("sys.stdin", Answers("\n".join(typed)))
    assert main(("init", str(tmp_path / "new"))) == 0
    office = load_office(tmp_path / "new/office.toml")
    assert (office.id, office.telephone, office.terms_court) == ("sakura", "093-000-0000", "地裁")
    given = environment(tmp_path / "new")
    assert (given["REDIS_URL"], given["TRUSTED_PROXIES"]) == ("redis://madoguchi:x@127.0.0.1:6379/0", "1")
    asked_again = capsys.readouterr().err
    assert "窓口の記号 は英数字だけ" in asked_again
    assert "電話番号 は数字とハイフン" in asked_again
    assert "office.toml" not in asked_again


def test_a_folder_that_can_not_be_written_to_is_named_before_anything_is_asked(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", Answers(""))
    (tmp_path / "file").write_text("")
    assert main(("init", str(tmp_path / "file/new"))) == 2
    assert "に書けません" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "八幡"}, "id は英数字だけ"),
        ({"telephone": "03(1234)5678"}, "telephone は数字とハイフン"),
        ({"public_url": "http://yoyaku.kokura.jp"}, "PUBLIC_URL"),
        (
            {"public_url": "https://yoyaku.kokura.jp/line/webhook"},
            "--public-url: PUBLIC_URL は https://ホスト名 だけに",
        ),
        ({"name": ""}, "--name を指定してください"),
        ({"name": "", "terms_court": ""}, "--name --terms-court を指定してください"),
    ],
)
def test_a_wrong_answer_leaves_nothing_behind(tmp_path, capsys, changes, said):
    assert main(words(tmp_path / "new", **changes)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_sample_is_the_file_of_the_office_here_with_nothing_filled_in():
    ours = load_office(ROOT / "office.toml")
    answers = {name: str(getattr(ours, name)) for name in GIVEN if name != "public_url"}
    plain = re.compile(" +#")
    assert plain.sub(" #", office_text(answers)) == plain.sub(" #", (ROOT / "office.toml").read_text())


def test_a_new_key_is_one_that_seals(capsys):
    assert main(("keys", "new", "--json")) == 0
    key = json.loads(capsys.readouterr().out)["key"]
    assert main(("keys", "new", "--name", "spring")) == 0
    named = capsys.readouterr().out.splitlines()[0]
    assert named.startswith("spring:")
    least = {"REDIS_URL": "redis://localhost", "SECRET_KEY": "s" * 32, **NOT_YET}
    assert len(from_environ({**least, "DATA_KEYS": f"{named},{key}"}).data_keys) == 2
    assert main(("keys", "new", "--name", "a,b:c")) == 2


@pytest.mark.parametrize("name", ["environment", "office.toml"])
def test_whoever_fills_a_file_in_reads_what_is_meant_in_japanese(name):
    lines = (ROOT / "bot/cli/samples" / name).read_text("utf-8").splitlines()
    remarks = [line.partition("#")[2].strip() for line in lines if "#" in line]
    examples = re.compile(r"\w+ = .*")  # a line to be taken as it stands
    assert [one for one in remarks if one.isascii() and one and not examples.fullmatch(one)] == []
    assert len(remarks) > 20
