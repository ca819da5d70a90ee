"""The environment: what is wrong in it is said in one line that names it, and nothing secret is ever shown."""

import base64

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import LINE_API_URL, REQUIRED, Settings, from_environ
from tests.least_settings import KEY, LEAST_SETTINGS


def given(**changes: str):
    return from_environ({**LEAST_SETTINGS, **changes})


def test_the_five_that_are_required_are_enough():
    settings = given()
    assert (settings.port, settings.office_file, settings.line_api_url) == (8000, "office.toml", LINE_API_URL)
    assert (settings.playground, settings.personal_details, settings.smtp_url) == (False, "chat", "")
    assert settings.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_is_missing_is_named(name, value):
    environ = (
        {**LEAST_SETTINGS, name: value}
        if value is not None
        else {key: LEAST_SETTINGS[key] for key in LEAST_SETTINGS if key != name}
    )
    with pytest.raises(SettingsError, match=name) as refused:
        from_environ(environ)
    assert not [other for other in REQUIRED if other != name and other in str(refused.value)]


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(SettingsError) as refused:
        from_environ({})
    assert all(name in str(refused.value) for name in REQUIRED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://redis.example"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", " " * 20 + "short"),
        ("DATA_KEYS", "k1"),
        ("DATA_KEYS", "k1:"),
        ("DATA_KEYS", f":{KEY}"),
        ("DATA_KEYS", "k1:鍵"),
        ("DATA_KEYS", "k1:!!!!"),
        ("DATA_KEYS", f"k1:{base64.b64encode(b'k' * 31).decode()}"),
        ("DATA_KEYS", f"k1:{base64.b64encode(b'k' * 33).decode()}"),
        ("DATA_KEYS", f"k1:{KEY},k1:{KEY}"),
        ("DATA_KEYS", ","),
        ("LINE_CHANNEL_SECRET", " , "),
        ("LINE_CHANNEL_ACCESS_TOKEN", "トークン"),
        ("LINE_CHANNEL_ACCESS_TOKEN", "two\nlines"),
        ("LINE_API_URL", "api.line.me"),
        ("PUBLIC_URL", "madoguchi.example"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("PUBLIC_URL", "https://[madoguchi.example"),
        ("PUBLIC_URL", "https://madoguchi.example/line/webhook"),
        ("PUBLIC_URL", "https://madoguchi.example/?a=b"),
        ("PUBLIC_URL", "https://"),
        ("LINE_CHANNEL_SECRET", "１" * 32),
        ("LINE_CHANNEL_SECRET", "a b"),
        ("LINE_CHANNEL_SECRET", "t" * 172),
        ("PERSONAL_DETAILS", "fax"),
        ("PORT", "web"),
        ("PORT", "0"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "80.5"),
        ("BIND", "localhost"),
        ("BIND", "0.0.0.0:8000"),
        ("METRICS_TOKEN", "short"),
        ("PUBLIC_URL", "http://madoguchi.example"),
        ("LINE_API_URL", "http://10.0.0.5:8080"),
        ("LINE_API_URL", "http://127.0.0.1.evil.example"),
        ("FAIL_AT", "after_commit"),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_names_it(name, value):
    with pytest.raises(SettingsError, match=name) as refused:
        given(**{name: value})
    assert "\n" not in str(refused.value)
    assert not [secret for secret in (*LEAST_SETTINGS.values(), KEY) if secret in str(refused.value)]


@pytest.mark.parametrize("name", [*REQUIRED])
def test_a_refusal_does_not_repeat_a_secret_that_is_wrong(name):
    said = ""
    try:
        given(**{name: "geheim!\n鍵"})
    except SettingsError as refused:
        said = str(refused)
    assert "geheim" not in said


def test_a_process_can_be_made_to_die_only_in_the_playground():
    with pytest.raises(SettingsError, match="FAIL_AT"):
        given(FAIL_AT="after_commit", MADOGUCHI_PLAYGROUND="0")
    assert given(FAIL_AT="after_commit", MADOGUCHI_PLAYGROUND="1").fail_at == "after_commit"


@pytest.mark.parametrize("value", ["", "0", "true", "yes", " 1", "１"])
def test_nothing_but_1_turns_the_playground_on(value):
    assert not given(MADOGUCHI_PLAYGROUND=value).playground


ISSUED = "t" * 172  # as long as a channel access token that LINE issues


@pytest.mark.parametrize(
    "real",
    [
        {"LINE_CHANNEL_ACCESS_TOKEN": ISSUED},
        {"LINE_API_URL": "https://api.line.me"},
        {"LINE_API_URL": "https://API.LINE.ME/"},
        {"LINE_API_URL": "https://api.line.me", "LINE_CHANNEL_ACCESS_TOKEN": ISSUED},
    ],
)
def test_the_playground_does_not_start_with_the_real_line_unless_forced(real):
    with pytest.raises(SettingsError, match="MADOGUCHI_PLAYGROUND_WITH_REAL_LINE"):
        given(MADOGUCHI_PLAYGROUND="1", **real)
    assert given(MADOGUCHI_PLAYGROUND="1", MADOGUCHI_PLAYGROUND_WITH_REAL_LINE="1", **real).playground
    assert not given(**real).playground


def test_the_playground_starts_with_a_line_of_its_own_whatever_the_token_looks_like():
    local = given(MADOGUCHI_PLAYGROUND="1", LINE_API_URL="http://127.0.0.1:8001", LINE_CHANNEL_ACCESS_TOKEN=ISSUED)
    assert local.playground


def test_nothing_secret_is_shown_of_settings():
    shown = f"{given(SMTP_URL='smtp://console:geheim-mail@mail.example')!r} {given()}"
    assert "geheim" not in shown
    assert KEY not in shown


def test_lists_are_read_with_or_without_blanks():
    settings = given(
        LINE_CHANNEL_SECRET=" new , old ,", STAFF_MAIL_TO="a@x.example,b@x.example", DATA_KEYS=f"k2:{KEY}, k1:{KEY}"
    )
    assert settings.line_channel_secrets == ("new", "old")
    assert settings.staff_mail_to == ("a@x.example", "b@x.example")
    assert [name for name, _ in settings.data_keys] == ["k2", "k1"]


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({"PUBLIC_URL": "https://madoguchi.example/"}, "https://madoguchi.example"),
        ({"PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"PUBLIC_URL": " https://madoguchi.example "}, "https://madoguchi.example"),
    ],
)
def test_the_public_address_has_no_slash_at_its_end(environ, address):
    assert given(**environ).public_url == address


def test_settings_can_not_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        given().port = 1


ZOOM = {
    "ZOOM_ACCOUNT_ID": "geheim-account",
    "ZOOM_CLIENT_ID": "geheim-client",
    "ZOOM_CLIENT_SECRET": "geheim-zoom",
    "ZOOM_HOSTS": "a@office.example, b@office.example:2",
}


def test_zoom_is_off_unless_it_is_set_up():
    assert given().zoom is None
    assert given(ZOOM_API_URL="https://api.zoom.us/v2").zoom is None


def test_zoom_is_set_up_by_four_settings():
    zoom = given(**ZOOM).zoom
    assert zoom.hosts == (("a@office.example", 1), ("b@office.example", 2))
    assert (zoom.api_url, zoom.oauth_url) == ("https://api.zoom.us/v2", "https://zoom.us/oauth/token")
    assert "geheim" not in repr(zoom) + repr(given(**ZOOM))


@pytest.mark.parametrize("name", ZOOM)
def test_half_a_zoom_is_refused_by_the_name_of_what_is_missing(name):
    with pytest.raises(SettingsError, match=name) as refused:
        given(**{**ZOOM, name: " "})
    assert "\n" not in str(refused.value)


def test_a_webhook_secret_alone_is_half_a_zoom():
    with pytest.raises(SettingsError, match="ZOOM_ACCOUNT_ID"):
        given(ZOOM_WEBHOOK_SECRET="secret")


@pytest.mark.parametrize("hosts", ["me", "a,a", "a:3", "a:0", "/../x", "a b", ",", "担当"])
def test_hosts_that_cannot_be_are_refused_in_one_line(hosts):
    with pytest.raises(SettingsError, match="ZOOM_HOSTS"):
        given(**{**ZOOM, "ZOOM_HOSTS": hosts})


def test_a_playground_never_meets_the_real_zoom():
    local = {"MADOGUCHI_PLAYGROUND": "1", "LINE_API_URL": "http://127.0.0.1:1"}
    with pytest.raises(SettingsError, match="ZOOM_API_URL"):
        given(**ZOOM, **local)
    here = {"ZOOM_API_URL": "http://127.0.0.1:2/v2", "ZOOM_OAUTH_URL": "http://127.0.0.1:2/oauth/token"}
    assert given(**ZOOM, **local, **here).zoom.api_url == "http://127.0.0.1:2/v2"


# --- access tokens and proxies ---


def test_access_tokens_are_separated_by_commas_while_one_is_replaced():
    tokens = given(LINE_CHANNEL_ACCESS_TOKEN=" new/token+1= , old ,, new/token+1=").line_access_tokens
    assert tokens == ("new/token+1=", "old")


@pytest.mark.parametrize("text", [",", " , ", "a,b c", "a,トークン"])
def test_access_tokens_that_are_none_are_refused(text):
    with pytest.raises(SettingsError, match="LINE_CHANNEL_ACCESS_TOKEN"):
        given(LINE_CHANNEL_ACCESS_TOKEN=text)


PROXY = {"HTTPS_PROXY": "http://us:geheim@proxy.example:3128", "HTTP_PROXY": "plain.example:3129"}
SAFE, PLAIN = "http://us:geheim@proxy.example:3128", "http://plain.example:3129"


@pytest.mark.parametrize(
    ("environ", "url", "proxy"),
    [
        ({}, "https://api.line.me", ""),
        (PROXY, "https://api.line.me", SAFE),
        (PROXY, "http://line.example:8080/v2", PLAIN),
        ({"HTTP_PROXY": "http://plain.example:3129"}, "https://api.line.me", ""),
        ({"https_proxy": "http://small.example:1/"}, "https://api.line.me", "http://small.example:1"),
        ({**PROXY, "https_proxy": "http://small.example:1"}, "https://api.line.me", "http://small.example:1"),
        ({"HTTPS_PROXY": "https://safe.example"}, "https://api.line.me", "https://safe.example"),
        *(
            (PROXY, f"https://{host}:9/", "")
            for host in ("localhost", "127.0.0.1", "127.8.9.1", "[::1]", "a.localhost")
        ),
        *(
            ({**PROXY, name: text}, "https://api.zoom.us/v2", "")
            for name, text in (
                ("NO_PROXY", "zoom.us"),
                ("no_proxy", ".zoom.us"),
                ("NO_PROXY", "*.zoom.us, other.example"),
                ("NO_PROXY", "API.ZOOM.US"),
                ("NO_PROXY", "api.zoom.us:443"),
                ("NO_PROXY", "*"),
            )
        ),
        *(
            ({**PROXY, "NO_PROXY": text}, "https://api.zoom.us/v2", SAFE)
            for text in ("oom.us", "zoom.us:80", "api.line.me", "10.0.0.0/8", ",", "/")
        ),
        ({**PROXY, "NO_PROXY": "10.0.0.0/8"}, "https://10.1.2.3/", ""),
        ({**PROXY, "NO_PROXY": "10.1.2.3"}, "https://10.1.2.3/", ""),
        ({**PROXY, "NO_PROXY": "fd00::/8"}, "https://[fd00::1]/", ""),
        ({**PROXY, "NO_PROXY": "fd00::1"}, "https://[fd00::1]/", ""),
    ],
)
def test_the_usual_variables_say_by_which_proxy_an_address_is_called(environ, url, proxy):
    assert given(**environ).proxy_for(url) == proxy


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "HTTP_PROXY"])
@pytest.mark.parametrize("text", ["socks5://us:geheim@proxy:1080", "http://", "http://us:geheim@proxy:x", "http://a:0"])
def test_a_proxy_that_can_not_be_used_is_refused_in_words_without_its_password(name, text):
    with pytest.raises(SettingsError, match=name) as refused:
        given(**{name: text})
    assert "geheim" not in str(refused.value)
    assert "geheim" not in repr(given(**PROXY))


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081", "https://a.b"]
)
def test_plain_http_is_for_this_machine_only(address):
    assert given(LINE_API_URL=address, PUBLIC_URL=address).line_api_url == address


def test_a_playground_may_stand_on_several_machines():
    address = "http://line.local:8081"
    assert given(LINE_API_URL=address, MADOGUCHI_PLAYGROUND="1").line_api_url == address


def test_without_a_word_we_are_reached_from_this_machine_only():
    assert given().bind == "127.0.0.1"
    assert given(BIND="0.0.0.0").bind == "0.0.0.0"  # noqa: S104 - it is what is tried


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("redis://127.0.0.1:6379/0", False),
        ("redis://localhost/0", False),
        ("unix:///run/redis.sock", False),
        ("rediss://redis.example/0", False),
        ("redis://redis.example/0", True),
        ("redis://user:127.0.0.1@10.0.0.5/0", True),
        ("redis+sentinel://127.0.0.1,localhost/office", False),
        ("redis+sentinel://127.0.0.1,redis.example/office", True),
        ("rediss+sentinel://redis.example/office", False),
        ("redis+cluster://127.0.0.1,redis.example", True),
        ("redis+cluster://127.0.0.1:7000,127.0.0.1:7001", False),
        ("rediss+cluster://redis.example", False),
    ],
)
def test_a_redis_on_another_machine_without_tls_is_known(url, in_clear):
    queues = {"QUEUE_URL": "unix:///run/redis.sock"}
    assert from_environ(LEAST_SETTINGS | queues | {"REDIS_URL": url}).redis_in_clear is in_clear


@pytest.mark.parametrize(
    ("queues", "line"),
    [
        ({}, "QUEUE_URL に、クラスターでない小さな Redis を"),
        ({"QUEUE_URL": "redis+cluster://two"}, "QUEUE_URL はクラスターに"),
    ],
)
def test_beside_a_cluster_the_queues_have_a_server_of_their_own(queues, line):
    with pytest.raises(SettingsError, match=line):
        from_environ(LEAST_SETTINGS | {"REDIS_URL": "rediss+cluster://one,two"} | queues)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "8" * 5000),
        ("PORT", "８０"),
        ("TRUSTED_PROXIES", "4"),
        ("TRUSTED_PROXIES", "one"),
        ("LINE_STAFF_GROUP_MINUTES", "10"),
        ("LINE_STAFF_GROUP_MINUTES", "-1"),
    ],
)
def test_a_number_out_of_its_bounds_is_refused_by_its_name(name, value):
    with pytest.raises(SettingsError, match=f"^{name} は . から .* の数にしてください"):
        given(**{name: value})


@pytest.mark.parametrize("field", [name for name, one in Settings.model_fields.items() if not one.is_required()])
def test_a_setting_of_blanks_is_as_good_as_none(field):
    alias = Settings.model_fields[field].validation_alias
    name = alias if isinstance(alias, str) else alias.choices[-1]
    assert given(**{name: "  "}) == given()


def test_a_redis_may_lose_bookings_in_the_playground_or_where_it_is_allowed():
    assert not given().may_lose_bookings
    assert given(REDIS_MAY_LOSE_BOOKINGS=" 1 ").may_lose_bookings
    assert given(MADOGUCHI_PLAYGROUND="1").may_lose_bookings


def test_the_address_for_answers_to_mail_is_one_address_and_nothing_else():
    assert given(MAIL_REPLY_TO=" soudan@office.example ").mail_reply_to == "soudan@office.example"
    assert given().mail_reply_to == ""


@pytest.mark.parametrize(
    "wrong", ["soudan", "a@x.example,b@x.example", "窓口 <a@x.example>", "a b@x.example", "a@x.example\r\nBcc: b", "@x"]
)
def test_what_is_no_single_address_for_answers_is_refused_by_name(wrong):
    with pytest.raises(SettingsError, match="MAIL_REPLY_TO"):
        given(MAIL_REPLY_TO=wrong)
