"""Wrong settings, each tried: what `check`, `web` and `worker` answer is one line that names what to mend."""

import base64
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import NamedTuple

import pytest

from bot.adapters.redis.client import Client, connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from tests.cli.answers import GOOD_SETTINGS, SECRET, TOKEN, Ask, Way, asker, fits
from tests.conftest import SERVERS
from tests.folders import ROOT, no_room, quick_folder

OTHER_KEY = base64.b64encode(b"o" * 32).decode()
HERE = "http://127.0.0.1:1"
MAIL = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "窓口 <desk@office.example>"}
ZOOM = {"ZOOM_ACCOUNT_ID": "a", "ZOOM_CLIENT_ID": "b", "ZOOM_CLIENT_SECRET": "c"}
KEYS_OF_DATA = GOOD_SETTINGS["DATA_KEYS"]
REFUSED, STOPPED, WAITED, WARNED = Way.REFUSED, Way.STOPPED, Way.WAITED, Way.WARNED
NO_WEB, OF_WEB, OF_WORKER, TOLD, GOOD = Way.NO_WEB, Way.OF_WEB, Way.OF_WORKER, Way.TOLD, Way.GOOD


@pytest.fixture
def ask(redis_url: str, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Ask all three."""
    return asker(redis_url, capsys)


class Tried(NamedTuple):
    """Settings that are not as they should be, and what is answered."""

    what: str
    changes: dict[str, str | None]
    way: Way
    said: str = ""


TABLE = [
    Tried("nothing wrong", {}, GOOD),
    Tried("no channel secret", {"LINE_CHANNEL_SECRET": ""}, REFUSED, "設定がありません: LINE_CHANNEL_SECRET"),
    Tried("no access token", {"LINE_CHANNEL_ACCESS_TOKEN": ""}, REFUSED, "ありません: LINE_CHANNEL_ACCESS_TOKEN"),
    Tried(
        "secret and token swapped",
        {"LINE_CHANNEL_SECRET": TOKEN, "LINE_CHANNEL_ACCESS_TOKEN": SECRET},
        REFUSED,
        "LINE_CHANNEL_ACCESS_TOKEN と入れ違って",
    ),
    Tried(
        "the secret as the token",
        {"LINE_CHANNEL_ACCESS_TOKEN": SECRET},
        WARNED,
        "LINE_CHANNEL_ACCESS_TOKEN がチャネルシークレットの形",
    ),
    Tried("a secret of 31 letters", {"LINE_CHANNEL_SECRET": SECRET[:-1]}, WARNED, "LINE_CHANNEL_SECRET の1つめ"),
    Tried("the channel's id as the secret", {"LINE_CHANNEL_SECRET": "2001234567"}, WARNED, "チャネル基本設定の値"),
    Tried("a full-width digit in the secret", {"LINE_CHANNEL_SECRET": "７" + SECRET[1:]}, REFUSED, "使えない文字"),
    Tried("Bearer before the token", {"LINE_CHANNEL_ACCESS_TOKEN": f"Bearer {TOKEN}"}, REFUSED, "使えない文字"),
    Tried("full-width quotes around the token", {"LINE_CHANNEL_ACCESS_TOKEN": f"“{TOKEN}”"}, REFUSED, "使えない文字"),
    Tried("a blank in the token", {"LINE_CHANNEL_ACCESS_TOKEN": f"{TOKEN[:80]} {TOKEN[:90]}"}, REFUSED, "貼ってくださ"),
    Tried(
        "a slip in a required name",
        {"LINE_CHANNEL_SECRET": None, "LINE_CHANEL_SECRET": SECRET},
        REFUSED,
        "設定がありません: LINE_CHANNEL_SECRET",
    ),
    Tried("a slip in another name", {"TRUSTED_PROXYS": "1"}, WARNED, "TRUSTED_PROXIES のことではありませんか"),
    Tried("no Redis there", {"REDIS_URL": "redis://127.0.0.1:1/0"}, WAITED, "Redis に届きません。REDIS_URL と"),
    Tried("REDIS_URL of the web", {"REDIS_URL": "http://127.0.0.1:6379"}, REFUSED, "REDIS_URL は redis://"),
    Tried("REDIS_URL without a scheme", {"REDIS_URL": "127.0.0.1:6379"}, REFUSED, "REDIS_URL は redis://"),
    Tried(
        "signs in the password of Redis",
        {"REDIS_URL": "redis://madoguchi:p@#/w@127.0.0.1/0"},
        REFUSED,
        "REDIS_URL のパスワードの記号",
    ),
    Tried("sentinels without a name", {"REDIS_URL": "redis+sentinel://h1,h2"}, REFUSED, "主サーバーの名前"),
    Tried(
        "a cluster without other queues", {"REDIS_URL": "redis+cluster://h1,h2"}, REFUSED, "QUEUE_URL に、クラスター"
    ),
    Tried("queues elsewhere that are away", {"QUEUE_URL": "redis://127.0.0.1:1/0"}, WARNED, "届きません。QUEUE_URL と"),
    Tried("QUEUE_URL without a scheme", {"QUEUE_URL": "localhost"}, REFUSED, "QUEUE_URL は redis://"),
    Tried("a switch that is none", {"REDIS_MAY_LOSE_BOOKINGS": "yes"}, WARNED, "REDIS_MAY_LOSE_BOOKINGS は、1 と"),
    Tried("too many replicas", {"STORE_REPLICAS": "9"}, REFUSED, "STORE_REPLICAS は 0 から 5"),
    Tried("no replica there", {"STORE_REPLICAS": "1"}, WARNED, "STORE_REPLICAS の 1台に足りません"),
    Tried("no DATA_KEYS", {"DATA_KEYS": ""}, REFUSED, "設定がありません: DATA_KEYS"),
    Tried("a key of 16 bytes", {"DATA_KEYS": "k1:MTIzNDU2Nzg5MDEyMzQ1Ng=="}, REFUSED, "DATA_KEYS の各鍵は"),
    Tried("a key without a name", {"DATA_KEYS": OTHER_KEY}, REFUSED, "DATA_KEYS の各鍵は"),
    Tried("a key without its =", {"DATA_KEYS": f"k1:{OTHER_KEY.rstrip('=')}"}, REFUSED, "DATA_KEYS の各鍵は"),
    Tried("a short SECRET_KEY", {"SECRET_KEY": "himitsu"}, REFUSED, "SECRET_KEY が短すぎます"),
    Tried("a SECRET_KEY of one letter", {"SECRET_KEY": "a" * 20}, WARNED, "SECRET_KEY が乱数に見えません"),
    Tried("a short METRICS_TOKEN", {"METRICS_TOKEN": "short"}, REFUSED, "METRICS_TOKEN が短すぎます"),
    Tried("PUBLIC_URL in clear", {"PUBLIC_URL": "http://yoyaku.hellowork.go.jp"}, REFUSED, "PUBLIC_URL は https://"),
    Tried("the guide's PUBLIC_URL", {"PUBLIC_URL": "https://yoyaku.example.jp"}, TOLD, "PUBLIC_URL が https://yoyaku"),
    Tried("no PUBLIC_URL", {"PUBLIC_URL": ""}, TOLD, "PUBLIC_URL が http://127.0.0.1"),
    Tried(
        "PUBLIC_URL with the webhook's path",
        {"PUBLIC_URL": "https://yoyaku.hellowork.go.jp/line/webhook"},
        REFUSED,
        "/line/webhook などの道は付けないで",
    ),
    Tried("a full-width PUBLIC_URL", {"PUBLIC_URL": "ｈｔｔｐｓ：／／yoyaku.jp"}, REFUSED, "PUBLIC_URL は https://"),
    Tried("PUBLIC_URL without https", {"PUBLIC_URL": "yoyaku.hellowork.go.jp"}, REFUSED, "PUBLIC_URL は https://"),
    Tried("a blank in PUBLIC_URL", {"PUBLIC_URL": "https://yoyaku .jp"}, REFUSED, "PUBLIC_URL のホスト名は"),
    Tried("a port that is none in PUBLIC_URL", {"PUBLIC_URL": "https://a.jp:abc"}, REFUSED, "PUBLIC_URL のホスト名は"),
    Tried("a port too high in PUBLIC_URL", {"PUBLIC_URL": "https://a.jp:84433"}, REFUSED, "PUBLIC_URL の : のあとは"),
    Tried(
        "PUBLIC_URL with a user", {"PUBLIC_URL": "https://a:geheim@a.jp"}, REFUSED, "PUBLIC_URL に、名前やパスワード"
    ),
    Tried("LINE_API_URL with a path", {"LINE_API_URL": "https://api.line.me/v2/bot"}, REFUSED, "LINE_API_URL は https"),
    Tried("a ; before Redis' port", {"REDIS_URL": "redis://127.0.0.1;6379/0"}, REFUSED, "REDIS_URL のサーバーの名前に"),
    Tried("DATA_KEYS copied to SECRET_KEY", {"SECRET_KEY": KEYS_OF_DATA}, WARNED, "SECRET_KEY が DATA_KEYS の"),
    Tried("no such OFFICE_DIR", {"OFFICE_DIR": "/nowhere"}, WARNED, "OFFICE_DIR のフォルダー /nowhere がありません"),
    Tried("a Japanese PUBLIC_URL", {"PUBLIC_URL": "https://予約.jp"}, REFUSED, "PUBLIC_URL のホスト名は"),
    Tried("a word as TRUSTED_PROXIES", {"TRUSTED_PROXIES": "yes"}, REFUSED, "TRUSTED_PROXIES は 0 から 3"),
    Tried("no TRUSTED_PROXIES behind https", {"TRUSTED_PROXIES": "0"}, WARNED, "TRUSTED_PROXIES が 0 です"),
    Tried("a full-width PORT", {"PORT": "８０００"}, REFUSED, "PORT は 1 から 65535"),
    Tried("a PORT too high", {"PORT": "99999"}, REFUSED, "PORT は 1 から 65535"),
    Tried("a remark behind a value", {"PORT": "8000 # 番号"}, REFUSED, "PORT は 1 から 65535"),
    Tried("a name as BIND", {"BIND": "yoyaku.hellowork.go.jp"}, REFUSED, "BIND は 127.0.0.1 のような"),
    Tried("another machine's BIND", {"BIND": "192.0.2.1"}, NO_WEB, "BIND がこの機械のアドレスではありません"),
    Tried("KEEP_ALIVE_SECONDS of 0", {"KEEP_ALIVE_SECONDS": "0"}, REFUSED, "KEEP_ALIVE_SECONDS は 1 から"),
    Tried("PERSONAL_DETAILS in Japanese", {"PERSONAL_DETAILS": "トーク"}, REFUSED, "PERSONAL_DETAILS は chat か form"),
    Tried("a STATE_DIR that is not there", {"STATE_DIR": "/nowhere"}, STOPPED, "STATE_DIR のフォルダー /nowhere"),
    Tried("a file as STATE_DIR", {"STATE_DIR": "/etc/passwd"}, STOPPED, "STATE_DIR のフォルダー /etc/passwd"),
    Tried("no STATE_DIR", {"STATE_DIR": ""}, GOOD),
    Tried("a DAY_LIST_DIR that is not there", {"DAY_LIST_DIR": "/nowhere"}, OF_WORKER, "DAY_LIST_DIR のフォルダー"),
    Tried("a slip in OFFICE_DIR", {"OFFICE_FILE": "", "OFFICE_DIR": "/nowhere"}, REFUSED, "OFFICE_DIR の中の office"),
    Tried(
        "a file as OFFICE_DIR", {"OFFICE_FILE": "", "OFFICE_DIR": "/etc/passwd"}, REFUSED, "OFFICE_DIR の /etc/passwd"
    ),
    Tried("a folder as OFFICE_FILE", {"OFFICE_FILE": "/etc"}, REFUSED, "/etc はフォルダーです"),
    Tried("no such OFFICE_FILE", {"OFFICE_FILE": "/nowhere/office.xlsx"}, REFUSED, "/nowhere/office.xlsx"),
    Tried("mail with all it needs", MAIL, GOOD),
    Tried("mail without a sender", {"SMTP_URL": MAIL["SMTP_URL"]}, REFUSED, "差出人のアドレス"),
    Tried("a sender without an address", {**MAIL, "MAIL_FROM": "窓口"}, REFUSED, "の形）を MAIL_FROM に"),
    Tried("a sender with half an address", {**MAIL, "MAIL_FROM": "窓口@"}, REFUSED, "の形）を MAIL_FROM に"),
    Tried("a mail server without a scheme", {**MAIL, "SMTP_URL": "mail.example"}, REFUSED, "SMTP_URL は smtp://"),
    Tried("signs in the password of mail", {**MAIL, "SMTP_URL": "smtp://u:p#x@h"}, REFUSED, "SMTP_URL は smtp://"),
    Tried("a name where answers go", {"MAIL_REPLY_TO": "窓口"}, REFUSED, "MAIL_REPLY_TO には、メールアドレスを"),
    Tried("a name as who gets mail", {**MAIL, "STAFF_MAIL_TO": "佐藤"}, WARNED, "STAFF_MAIL_TO の1番目"),
    Tried("two who get mail as one", {**MAIL, "STAFF_MAIL_TO": "a@b.jp;c@d.jp"}, WARNED, "STAFF_MAIL_TO の1番目"),
    Tried("two who send mail", {**MAIL, "MAIL_FROM": "a@b.example,c@d.example"}, REFUSED, "MAIL_FROM に書いて"),
    Tried("who gets mail without a server", {"STAFF_MAIL_TO": "a@b.example"}, WARNED, "STAFF_MAIL_TO には SMTP_URL"),
    Tried("three of Zoom's four", ZOOM, REFUSED, "ZOOM_HOSTS"),
    Tried("me as Zoom's host", {**ZOOM, "ZOOM_HOSTS": "me"}, REFUSED, "ZOOM_HOSTS の各項目は"),
    Tried("a word as the group's id", {"LINE_STAFF_GROUP_ID": "職員グループ"}, WARNED, "LINE_STAFF_GROUP_ID が"),
    Tried("too many minutes", {"LINE_STAFF_GROUP_MINUTES": "30"}, REFUSED, "LINE_STAFF_GROUP_MINUTES は 0 から 9"),
    Tried("too many calls to LINE", {"LINE_CALLS_A_SECOND": "5000"}, REFUSED, "LINE_CALLS_A_SECOND は 1 から"),
    Tried("a chat of staff in clear", {"STAFF_WEBHOOK_URL": "http://a.example"}, REFUSED, "STAFF_WEBHOOK_URL は https"),
    Tried("an unknown chat of staff", {"STAFF_WEBHOOK_KIND": "chatwork"}, REFUSED, "STAFF_WEBHOOK_KIND は slack か"),
    Tried(
        "the playground left on",
        {"MADOGUCHI_PLAYGROUND": "1", "LINE_API_URL": HERE},
        TOLD,
        "MADOGUCHI_PLAYGROUND=1 のままです",
    ),
    Tried("the playground with the real LINE", {"MADOGUCHI_PLAYGROUND": "1"}, REFUSED, "本物のLINEとは始めません"),
    Tried("a fault to try left on", {"FAIL_AT": "after_commit"}, REFUSED, "FAIL_AT は試験用"),
    Tried("a proxy without http://", {"HTTPS_PROXY": "proxy.city.local:8080"}, GOOD),
    Tried("a proxy of another kind", {"HTTPS_PROXY": "socks5://proxy:1080"}, REFUSED, "HTTPS_PROXY は http://"),
]


@pytest.mark.parametrize("tried", TABLE, ids=lambda tried: tried.what)
def test_a_wrong_setting_is_told_in_a_line_that_names_it(ask, tried):
    heard = ask(**tried.changes)
    assert fits(tried.way, tried.said, heard), heard
    assert "Traceback" not in str(heard)
    assert not [name for name in ("SECRET_KEY", "DATA_KEYS") if GOOD_SETTINGS[name] in str(heard)]


# --- what only the surroundings make wrong ---


def test_a_line_that_was_for_trying_out_is_named(ask):
    heard = ask(check=("check",), LINE_API_URL=HERE)
    assert (heard.status, any(f"LINE_API_URL（{HERE}" in line for line in heard.check)) == (1, True)


@pytest.mark.parametrize("key", ["k1", "k2"])
def test_keys_that_open_nothing(ask, key):
    ask()  # writes with the key of before
    heard = ask(DATA_KEYS=f"{key}:{OTHER_KEY}")
    assert fits(REFUSED, "鍵を DATA_KEYS に戻してください", heard), heard
    assert "鍵 k1" in heard.check[0]


@pytest.mark.parametrize(("name", "way"), [("STATE_DIR", WARNED), ("DAY_LIST_DIR", OF_WORKER)])
def test_a_folder_whose_disk_is_full_keeps_nobody_from_starting_and_nothing_is_left_in_it(ask, tmp_path, name, way):
    with no_room():
        heard = ask(**{name: str(tmp_path)})
    assert fits(way, f"{name} のフォルダー {tmp_path} のディスクがいっぱいです", heard), heard
    assert (heard.status, list(tmp_path.iterdir())) == (1, [])


def test_a_port_that_another_program_has(ask):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        heard = ask(PORT=str(other.getsockname()[1]))
    assert fits(OF_WEB, "ほかのプログラムが使っています。PORT を変えるか", heard), heard


def test_a_port_at_which_our_own_web_server_listens_is_right_for_check(ask):
    with HTTPServer(("127.0.0.1", 0), Alive) as web:
        serving = Thread(target=web.handle_request)
        serving.start()
        heard = ask(PORT=str(web.server_port))
        serving.join()
    assert (heard.status, heard.check) == (0, [])


class Alive(BaseHTTPRequestHandler):
    """Answers as our own web server does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status":"alive"}')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_port_that_needs_a_right(ask):
    assert any("8000 などにしてください" in line for line in ask(PORT="80").check)


@contextmanager
def set_up(client: Client, name: str, value: str) -> Iterator[None]:
    before = client.config_get(name)[name]
    client.config_set(name, value)
    try:
        yield
    finally:
        client.config_set(name, before)


@pytest.mark.parametrize("hidden", [False, True], ids=["open", "with the rights that we ship"])
@pytest.mark.parametrize(
    ("name", "value", "way", "said"),
    [
        ("appendonly", "no", STOPPED, "appendonly を yes に"),
        ("maxmemory-policy", "allkeys-lru", STOPPED, "maxmemory-policy を noeviction に"),
    ],
)
def test_a_redis_that_would_lose_bookings(ask, client, redis_url, hidden, name, value, way, said):
    with user(client), set_up(client, name, value):
        heard = ask(REDIS_URL=as_user(redis_url) if hidden else redis_url)
    assert fits(way, said, heard), heard


def test_a_redis_that_writes_once_a_second(ask, client):
    with set_up(client, "appendfsync", "everysec"):
        assert fits(WARNED, "appendfsync を always に", ask())


@contextmanager
def user(client: Client, office: str = "yahata") -> Iterator[None]:
    """Have the user that we ship, with an office's rights."""
    (rights,) = re.findall(r"user madoguchi on >PASSWORD (.*)", (ROOT / "deploy/redis/madoguchi.acl").read_text())
    rules = rights.replace("OFFICE", office).split()
    client.execute_command("ACL", "SETUSER", "clerk", "reset", "on", ">right", *rules)
    try:
        yield
    finally:
        client.execute_command("ACL", "DELUSER", "clerk")


def as_user(url: str, words: str = "clerk:right") -> str:
    return url.replace("unix://", f"unix://{words}@")


@pytest.mark.parametrize("words", ["clerk:PASSWORD", "right:clerk", "clerk"])
def test_a_password_that_is_not_redis_s(ask, client, redis_url, words):
    with user(client):
        assert fits(WAITED, "ユーザー名かパスワードが違います。REDIS_URL を", ask(REDIS_URL=as_user(redis_url, words)))


def test_rights_of_another_office(ask, client, redis_url):
    with user(client, "OFFICE"):
        heard = ask(REDIS_URL=as_user(redis_url))
    assert fits(WAITED, "{madoguchi:…} が office.toml の id と同じか", heard), heard


@pytest.fixture(scope="module")
def older() -> Iterator[EmbeddedRedis]:
    """A server by TCP; where Debian's is installed, it is one that knows no WAITAOF."""
    with quick_folder() as folder:
        server = EmbeddedRedis.start(folder, binary=SERVERS.get("redis"))
        with connect(server.url) as client, socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            one.close()
            client.config_set("port", port)
        yield server
        server.stop()


def port_of(server: EmbeddedRedis) -> int:
    with connect(server.url) as client:
        return int(client.config_get("port")["port"])


def test_tls_to_a_server_that_has_none(ask, older):
    heard = ask(REDIS_URL=f"rediss://127.0.0.1:{port_of(older)}/0")
    assert fits(WAITED, "rediss:// ならサーバーが TLS か", heard), heard


def test_a_database_that_is_not_there(ask, older):
    heard = ask(REDIS_URL=f"redis://127.0.0.1:{port_of(older)}/99")
    assert fits(WAITED, "REDIS_URL のデータベース番号", heard), heard


def test_a_server_that_knows_no_replicas_on_disk(ask, older):
    with connect(older.url) as client:
        version = client.info("server")["redis_version"]
    heard = ask(REDIS_URL=older.url, STORE_REPLICAS="1")
    if version < "7.2":
        assert fits(STOPPED, f"Redis 7.2 以上か Valkey が要ります（いまは {version}）", heard), heard
    else:
        assert fits(WARNED, "STORE_REPLICAS の 1台に足りません", heard), heard


# --- a file of settings ---


def lines(**changes: str) -> str:
    return "".join(f"{name}={value}\n" for name, value in {**GOOD_SETTINGS, **changes}.items())


IN_FILES = [
    ("good", lines(), GOOD, ""),
    ("from Windows", lines().replace("\n", "\r\n"), GOOD, ""),
    ("with a byte order mark", "\ufeff# `make run`\n" + lines(), GOOD, ""),
    ("signs that a shell reads", lines(**{**MAIL, "SMTP_URL": "smtp://u:p&w$q@127.0.0.1:1"}), GOOD, ""),
    ("blanks around =", lines().replace("SECRET_KEY=", "SECRET_KEY = "), REFUSED, "1行目を「名前=値」の形に"),
    ("a full-width =", lines().replace("SECRET_KEY=", "SECRET_KEY＝"), REFUSED, "1行目を「名前=値」の形に"),
    ("export before a name", "export " + lines(), REFUSED, "1行目を「名前=値」の形に"),
    ("a quote that is open", lines(SECRET_KEY='"himitsu'), REFUSED, '1行目（SECRET_KEY）の " が閉じていません'),
    ("Shift_JIS", ("# 注\n" + lines()).encode("cp932"), REFUSED, "UTF-8 で保存し直して"),
    ("a name that nothing reads", lines(REDIS_PASSWORD="x"), TOLD, "REDIS_PASSWORD は使われません"),
    ("a name twice", lines() + "PORT=8001\nPORT=8002\n", TOLD, "PORT が2度あります"),
]


@pytest.mark.parametrize(("what", "text", "way", "said"), IN_FILES, ids=[row[0] for row in IN_FILES])
def test_a_file_of_settings_that_is_not_as_it_should_be(ask, tmp_path, what, text, way, said):
    file = tmp_path / "madoguchi.env"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    heard = ask(check=("--env-file", str(file), "check", "--offline"))
    told = any(said in line for line in heard.check)
    assert (heard.status, told or way is GOOD) == (2 if way is REFUSED else 0, True), heard
    assert len(heard.check) == (0 if way is GOOD else 1), heard
