"""`madoguchi check` against a real mail server, a local Zoom, real folders and what is really stored."""

import base64
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from aiosmtpd.smtp import AuthResult

from bot.adapters.redis.client import connect
from bot.adapters.store.cipher import Cipher
from bot.cli.command import main
from tests.adapters import postbox
from tests.adapters.postbox import Postbox
from tests.cli.answers import free_port
from tests.folders import ROOT, no_room
from tests.least_settings import LEAST_SETTINGS
from tests.make import OFFICE
from tests.stores import DATA_KEYS, K1, KEYS
from tests.zooms import environment_for, local_zoom

serve = postbox.serve
ADDRESS = "https://yoyaku.hellowork.go.jp"


class Done(NamedTuple):
    status: int
    out: str


@pytest.fixture
def check(redis_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run the command with further settings; LINE is away, which is told beside."""
    settings = {
        **LEAST_SETTINGS,
        "REDIS_URL": redis_url,
        "LINE_API_URL": "http://127.0.0.1:1",
        "OFFICE_FILE": str(ROOT / "office.toml"),
        "PUBLIC_URL": ADDRESS,
        "TRUSTED_PROXIES": "1",
        "PORT": free_port(),
    }
    monkeypatch.delenv("MADOGUCHI_PLAYGROUND", raising=False)

    def go(*words: str, **more: str) -> Done:
        for name, value in {**settings, **more}.items():
            monkeypatch.setenv(name, value)
        status = main(("check", *words))
        return Done(status, capsys.readouterr().out)

    return go


def let_in(_server, _session, _envelope, _mechanism, told) -> AuthResult:
    return AuthResult(success=told.password == b"right", handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("password", "said"), [("right", "メールのサーバー: よし"), ("wrong", "利用者名かパスワード")])
def test_the_mail_server_is_asked_whether_it_lets_us_in(check, serve, password, said):
    box = Postbox()
    server = serve(box, authenticator=let_in, auth_require_tls=False, auth_required=True)
    done = check(SMTP_URL=f"smtp://desk:{password}@{server}", MAIL_FROM="desk@office.example")
    assert said in done.out
    assert box.mails == []


def test_a_mail_goes_out_on_request(check, serve):
    box = Postbox()
    mail = {"SMTP_URL": f"smtp://{serve(box)}", "MAIL_FROM": "desk@office.example"}
    assert "chief@office.example へ試しに送りました" in check("--mail-to", "chief@office.example", **mail).out
    assert (box.mails[0]["To"], OFFICE.name in box.mails[0]["Subject"]) == ("chief@office.example", True)
    assert (
        "chief@office.example への送信を断りました"
        in check(
            *("--mail-to", "chief@office.example"), **{**mail, "SMTP_URL": f"smtp://{serve(Postbox(RCPT='550 no'))}"}
        ).out
    )
    assert "SMTP_URL と MAIL_FROM が必要です" in check("--mail-to", "a@b.example", SMTP_URL="", MAIL_FROM="").out


@pytest.mark.parametrize("playground", ["", "1"])
def test_a_mail_that_was_asked_for_and_can_not_go_ends_with_1(check, serve, playground):
    mail = {"SMTP_URL": f"smtp://{serve(Postbox())}", "MAIL_FROM": "desk@office.example"}
    told = {"MADOGUCHI_PLAYGROUND": playground, "PUBLIC_URL": "http://127.0.0.1:8080" if playground else ADDRESS}
    for typed in ("not a mail", "x@y@z"):
        done = check("--mail-to", typed, **mail, **told)
        assert (done.status, f"{typed} は宛先になりません" in done.out) == (1, True), done.out
    done = check("--mail-to", "a@office.example", **{**mail, **told, "SMTP_URL": "smtp://127.0.0.1:1"})
    assert (done.status, "メールのサーバーと話せません" in done.out) == (1, True), done.out


def test_a_mail_server_that_is_away_is_a_fault(check):
    done = check(SMTP_URL="smtp://127.0.0.1:1", MAIL_FROM="desk@office.example")
    assert (done.status, "メールのサーバーと話せません" in done.out) == (1, True)


def test_zoom_is_asked_for_each_host(check):
    with local_zoom() as (_, url):
        done = check(**environment_for(url))
    assert [line for line in done.out.splitlines() if line.startswith("Zoom の担当者")] == [
        f"Zoom の担当者 {host}: よし（パスコードは条件に合うものを作ります）" for host in ("host-a", "host-b")
    ]


def test_a_counsellor_whose_host_opens_no_rooms_is_named(check):
    check()
    assert main(["counsellor", "add", "佐藤", "--weekly", "mon 10:00-12:00", "--zoom-host", "host-c"]) == 0
    assert main(["counsellor", "add", "鈴木", "--weekly", "mon 10:00-12:00", "--zoom-host", "host-a"]) == 0
    with local_zoom() as (_, url):
        told = check(**environment_for(url)).out
    assert "担当者 佐藤 の Zoom のユーザー host-c が ZOOM_HOSTS にありません" in told
    assert "担当者 鈴木 の" not in told


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ZOOM_CLIENT_SECRET", "wrong", "Zoom がアプリを受け付けません"),
        ("ZOOM_HOSTS", "host-a,nobody", "Zoom に担当者 nobody がいません"),
        ("ZOOM_OAUTH_URL", "http://127.0.0.1:1/oauth/token", "Zoom に届きません"),
    ],
)
def test_what_zoom_refuses_is_told_with_its_mend(check, name, value, said):
    with local_zoom() as (_, url):
        done = check(**{**environment_for(url), name: value})
    assert (done.status, f"直してください: {said}" in done.out) == (1, True), done.out


def test_nobody_outside_is_asked_offline(check):
    with local_zoom() as (_, url):
        away = {**environment_for(url), "ZOOM_CLIENT_SECRET": "wrong", "SMTP_URL": "smtp://127.0.0.1:1"}
        done = check("--offline", MAIL_FROM="desk@office.example", **away)
    assert (done.status, "尋ねていません" in done.out) == (0, True), done.out


@pytest.mark.parametrize("name", ["STATE_DIR", "DAY_LIST_DIR"])
def test_a_folder_that_nothing_can_be_written_to_is_named(check, tmp_path, name):
    done = check("--offline", **{name: str(tmp_path / "nowhere")})
    assert (done.status, f"{name} のフォルダー" in done.out) == (1, True)
    assert check("--offline", **{name: str(tmp_path)}).status == 0


def test_a_backup_for_which_there_is_no_room_is_told_in_japanese(check, tmp_path, capsys):
    check("--offline")
    with no_room():
        status = main(("backup", str(tmp_path / "b")))
    assert (status, "に書けません: ファイルの大きさの上限" in capsys.readouterr().err) == (2, True)
    assert list(tmp_path.iterdir()) == []


OTHER_KEY = base64.b64encode(b"o" * 32).decode()


@pytest.mark.parametrize("name", ["k1", "k2"])
def test_keys_that_do_not_open_what_is_stored_would_lose_it(check, stored, name):
    done = check("--offline", DATA_KEYS=f"{name}:{OTHER_KEY}")
    assert (done.status, "DATA_KEYS の鍵 k1 では" in done.out) == (1, True), done.out


def test_keys_that_open_it_are_right(check, stored):
    assert check("--offline", DATA_KEYS=f"k3:{OTHER_KEY},{DATA_KEYS}").status == 0


@pytest.fixture
def stored(redis_url: str) -> None:
    """Seal something with k1."""
    client = connect(redis_url)
    client.hset(f"{KEYS.prefix}booking:b1", "sealed", Cipher([K1]).seal("booking:b1", b"x" * 40))
    client.close()


def test_the_edition_that_people_consent_to_is_named(check):
    assert "利用規約: 2026-11-20 を使っています" in check("--offline").out


def test_the_hours_are_told_and_that_a_lunch_break_is_the_counter_s_alone(check, tmp_path):
    assert "窓口の時間: 月〜金 08:30-17:15  相談の時間: 月〜金 10:00-15:30（" in check("--offline").out
    shipped = (ROOT / "office.toml").read_text()
    broken = 'weekly = "mon-fri 8:30-12:00,13:00-17:15"'
    file = tmp_path / "office.toml"
    file.write_text(shipped.replace("opens = 08:30:00", broken).replace("closes = 17:15:00\n", ""))
    done = check("--offline", OFFICE_FILE=str(file))
    assert (done.status, "昼休みなど）にも相談を予約できます: 月〜金 12:00-13:00。" in done.out) == (0, True)


def test_a_user_of_redis_with_the_rights_that_we_ship_has_nothing_to_mend(check, redis_url, client):
    (rights,) = re.findall(r"user madoguchi on >PASSWORD (.*)", (ROOT / "deploy/redis/madoguchi.acl").read_text())
    rules = rights.replace("OFFICE", OFFICE.id).split()
    client.execute_command("ACL", "SETUSER", "clerk", "reset", "on", ">x", *rules)
    try:
        done = check("--offline", REDIS_URL=redis_url.replace("unix://", "unix://clerk:x@"))
    finally:
        client.execute_command("ACL", "DELUSER", "clerk")
    assert (done.status, "直してください" in done.out, "Redis: よし" in done.out) == (0, False, True), done.out


@pytest.mark.parametrize("secret", ["c" * 31, "1234567890", "G" * 32])
def test_a_channel_secret_that_line_can_not_have_issued_is_named(check, secret):
    done = check("--offline", LINE_API_URL="", LINE_CHANNEL_SECRET=f"{'c' * 32},{secret}")
    assert (done.status, "LINE_CHANNEL_SECRET の2つめが" in done.out) == (1, True)
    assert secret not in done.out
    assert check("--offline", LINE_API_URL="", LINE_CHANNEL_SECRET="c" * 32).status == 0


def test_values_that_are_probably_slips_are_told(check, monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXYS", "1")
    done = check("--offline", SECRET_KEY="a" * 20, LINE_API_URL="", LINE_STAFF_GROUP_ID="職員グループ")
    assert "TRUSTED_PROXYS は使われません。TRUSTED_PROXIES のこと" in done.out
    assert "SECRET_KEY が乱数に見えません" in done.out
    assert "LINE_STAFF_GROUP_ID が、グループのID" in done.out


def test_an_office_with_another_name_is_told_and_a_redis_without_one_is_not_taken(check, client):
    assert check("--offline").status == 0
    assert not client.exists(KEYS.owner)
    client.hset(KEYS.owner, "name", "ほかの窓口")
    done = check("--offline")
    assert (done.status, "窓口「ほかの窓口」のデータがあります" in done.out) == (1, True)


def test_keys_that_do_not_open_the_store_itself_are_named(check):
    check("--offline", DATA_KEYS=DATA_KEYS)
    assert check("--offline", DATA_KEYS=f"k1:{OTHER_KEY}").status == 2
