"""Only who has the password and a fresh code gets in; a session ends on the server."""

import re
import time
from dataclasses import replace
from hashlib import sha256
from unicodedata import normalize

import pyotp
import pytest
from argon2 import PasswordHasher

from bot.booking.staff.sign_in_failures import SignInFailures
from bot.booking.staff.staff import Role
from bot.errors import RefusedError
from bot.ports.staff import KeepStaff
from bot.service.staff import accounts, one_time_codes, passwords
from bot.service.staff.passwords import why_weak
from bot.service.staff.sign_in_tries import Try
from bot.web.app import create_app
from tests.console.office import PASSWORD, Browser, ConsoleOffice
from tests.faults.rows import fault
from tests.make import OFFICE


def first_steps(office: ConsoleOffice, name: str = "佐藤") -> tuple[Browser, str]:
    """Make an account and open its first sign-in."""
    made, code = accounts.add_staff(office.context, name, Role.RECEPTION, "cli:test", office.wall.now())
    browser = Browser(office.app.test_client(), office.wall, staff=made)
    return browser.opens("/staff/first").posts("/staff/first", name=name, first_code=code), code


def enrols(browser: Browser, password: str = PASSWORD, repeated: str = "", code: str = "") -> Browser:
    page = browser.opens("/staff/first/set").page
    browser.secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    return browser.posts(
        "/staff/first/set", password=password, repeated=repeated or password, code=code or browser.code()
    )


def test_the_first_sign_in_sets_password_and_authenticator_and_then_both_are_asked_for(office):
    browser, _ = first_steps(office)
    assert browser.answer.headers["Location"] == "/staff/first/set"
    assert "<svg" in browser.follows().page
    assert enrols(browser).status == 303
    assert "佐藤さん、準備ができました" in browser.follows().page
    browser.posts("/staff/sign-out")
    assert browser.opens("/staff/").status == 303
    assert browser.signs_in().answer.headers["Location"] == "/staff/"


def test_the_code_of_the_first_sign_in_works_once(office):
    browser, code = first_steps(office)
    enrols(browser)
    other = office.browser()
    assert other.posts("/staff/first", name="佐藤", first_code=code).status == 401


def test_a_first_sign_in_that_another_finished_meanwhile_can_not_be_finished(office):
    browser, code = first_steps(office)
    slow = office.browser()
    slow.posts("/staff/first", name="佐藤", first_code=code)
    enrols(browser)
    assert slow.opens("/staff/first/set").status == 303


def test_the_code_of_the_first_sign_in_dies_after_three_days(office):
    _, code = accounts.add_staff(office.context, "佐藤", Role.RECEPTION, "cli:test", office.wall.now())
    office.wall.passes(days=3)
    assert office.browser().posts("/staff/first", name="佐藤", first_code=code).status == 401


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("短い", "password_short"),
        ("a" * 14, "password_short"),
        ("あ" * 129, "password_long"),
        ("a" * 15, "password_guessable"),
        ("passwordpassword1", "password_guessable"),
        ("123456789012345678", "password_guessable"),
        ("qwertyuiopasdfghjkl", "password_guessable"),
        ("八幡新卒応援ハローワーク2026", "password_guessable"),
        ("ｍａｄｏｇｕｃｈｉ-yahata-1", "password_guessable"),
        ("0936226690093622669", "password_guessable"),
        ("harowaakuyahata1", "password_guessable"),
        ("佐藤花子佐藤花子佐藤花子佐藤花子", "password_guessable"),
        ("green tortoise umbrella", ""),
        ("すいかと青い自転車で海まで行く", ""),
        ("aB3$kX9!vQ2#pL7", ""),
    ],
)
def test_what_is_short_or_guessed_is_refused_and_nothing_else_is_asked(password, code):
    assert why_weak(password, OFFICE, "佐藤 花子") == code


def test_a_password_is_taken_to_the_last_letter(office):
    clerk, exact = office.clerk(), " Grüne Schildkröte ｶﾞ ".ljust(126, "x") + "Y "
    clerk.posts("/staff/own/password", before=PASSWORD, password=exact, repeated=exact)
    clerk.posts("/staff/sign-out")
    for other in (exact[:-1], exact.strip(), exact.lower(), normalize("NFKC", exact), exact[:72]):
        assert clerk.signs_in(other).status == 401
    assert len(exact) == 128
    assert clerk.signs_in(exact).status == 303


@pytest.mark.parametrize(
    ("password", "said"), [("passwordpassword1", "推測されやすい言葉"), ("manchesterunited", "過去に流出した")]
)
def test_a_weak_password_is_said_beside_its_field(office, password, said):
    browser, _ = first_steps(office)
    assert enrols(browser, password).status == 400
    assert said in browser.page


def test_two_different_passwords_are_said(office):
    browser, _ = first_steps(office)
    assert "2つのパスワードが違います" in enrols(browser, PASSWORD, "another long pass").page


def test_a_wrong_code_sets_nothing(office):
    browser, _ = first_steps(office)
    assert "認証コードが違います" in enrols(browser, code="000000").page
    assert office.console.staff_named("佐藤").password == ""


@pytest.mark.parametrize("wrong", ["name", "password", "code"])
def test_every_mistake_gets_the_same_answer(office, wrong):
    clerk = office.clerk(signed_in=False)
    mistakes = {"name": {"name": "鈴木"}, "password": {"password": "x" * 20}, "code": {"code": "000000"}}
    clerk.signs_in(**mistakes[wrong])
    assert clerk.status == 401
    assert "名前・パスワード・認証コードを確かめてください" in clerk.page


def test_unknown_names_take_as_long_as_known_ones(office):
    strong = PasswordHasher(time_cost=3, memory_cost=16 * 1024)
    before = passwords.HASHER, passwords.NOBODY
    passwords.HASHER, passwords.NOBODY = strong, passwords.made_up(strong)
    try:
        clerk = office.clerk(signed_in=False)
        took = {name: _seconds(office, name) for name in (clerk.staff.name, "だれでもない")}
    finally:
        passwords.HASHER, passwords.NOBODY = before
    known, unknown = took.values()
    assert abs(known - unknown) < max(known, unknown) * 0.5


def test_without_the_dummy_hash_the_time_would_tell(office):
    strong = PasswordHasher(time_cost=3, memory_cost=16 * 1024)
    kept = strong.hash("somebody's password")
    before, passwords.HASHER = passwords.HASHER, strong
    try:
        known = _timed(lambda: passwords.fits(kept, "wrong password"))
        bare = _timed(lambda: False)  # no account, no hash
    finally:
        passwords.HASHER = before
    assert bare < known * 0.5


def _seconds(office: ConsoleOffice, name: str) -> float:
    return _timed(
        lambda: accounts.sign_in(
            office.context, office.console, name, "wrong password", "000000", Try(office.wall.now())
        )
    )


def _timed(call) -> float:
    times = []
    for _ in range(7):
        begin = time.process_time()  # of this process alone: what else the machine does takes no part
        call()
        times.append(time.process_time() - begin)
    return min(times)


def test_each_code_of_the_authenticator_works_once(office):
    clerk = office.clerk(signed_in=False)
    code = clerk.code()
    assert clerk.signs_in(code=code).status == 303
    other = Browser(office.app.test_client(), office.wall, clerk.secret, clerk.staff)
    assert other.signs_in(code=code).status == 401


def test_without_the_kept_step_the_same_code_would_work_again(office):
    clerk = office.clerk(signed_in=False)
    code = clerk.code()
    clerk.signs_in(code=code)
    kept = office.console.staff(clerk.staff.id)
    office.store.commit((), (KeepStaff(replace(kept, step=0)),))
    other = Browser(office.app.test_client(), office.wall, clerk.secret, clerk.staff)
    assert other.signs_in(code=code).status == 303


def test_an_older_code_than_the_last_used_does_not_work(office):
    clerk = office.clerk(signed_in=False)
    older = clerk.code()
    assert clerk.signs_in().status == 303
    other = Browser(office.app.test_client(), office.wall, clerk.secret, clerk.staff)
    assert other.signs_in(code=older).status == 401


def test_two_who_use_one_code_at_the_same_moment_do_not_both_get_in(office):
    clerk = office.clerk(signed_in=False)
    now, stale = office.wall.now(), office.console.staff(clerk.staff.id)
    office.wall.passes(seconds=30)
    now = office.wall.now()
    code = pyotp.TOTP(clerk.secret).at(now)

    class Slow:
        def staff_named(self, name: str) -> accounts.Staff:
            return stale

        def failures(self, of: str) -> SignInFailures:
            return office.console.failures(of)

    assert accounts.sign_in(office.context, office.console, clerk.staff.name, PASSWORD, code, Try(now))
    assert accounts.sign_in(office.context, Slow(), clerk.staff.name, PASSWORD, code, Try(now)) is None


def test_the_session_gets_a_new_name_at_the_sign_in(office):
    clerk = office.clerk(signed_in=False)
    clerk.opens("/staff/sign-in")
    before = clerk.cookie.value
    clerk.signs_in()
    assert clerk.cookie.value != before
    clerk.web.set_cookie("madoguchi", before)
    assert clerk.opens("/staff/").status == 303


def test_a_name_that_we_did_not_give_out_is_not_taken_over(office):
    browser = office.browser()
    browser.web.set_cookie("madoguchi", "planted")
    browser.opens("/staff/sign-in")
    assert browser.cookie.value != "planted"


def test_the_cookie_is_out_of_reach_for_scripts_and_bound_to_the_host(client, redis_url):
    browser = ConsoleOffice(client, redis_url, secure=True).browser()
    browser.opens("/staff/sign-in", base_url="https://madoguchi.example")
    cookie = browser.answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-madoguchi=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_the_cookie_of_a_known_browser_is_kept_as_well(client, redis_url):
    clerk, at = ConsoleOffice(client, redis_url, secure=True).clerk(signed_in=False), "https://madoguchi.example"
    page = clerk.opens("/staff/sign-in", base_url=at).page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    fields = {"csrf_token": token, "name": "佐藤", "password": PASSWORD, "code": clerk.code()}
    answer = clerk.web.post("/staff/sign-in", data=fields, base_url=at, headers={"Referer": f"{at}/staff/sign-in"})
    cookies = {one.partition("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}
    assert cookies.keys() == {"__Host-madoguchi", "__Host-madoguchi-device"}
    for cookie in cookies.values():
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_on_plain_http_the_cookie_is_still_out_of_reach_for_scripts(office):
    cookie = office.browser().opens("/staff/sign-in").answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_nothing_of_a_session_can_be_read_in_redis(office):
    clerk = office.clerk()
    keys = list(office.client.scan_iter("*:session:*"))
    assert keys
    assert not [key for key in keys if clerk.cookie.value in key]
    assert not [key for key in keys if clerk.staff.id in office.client.get(key)]


def test_after_a_quarter_of_an_hour_without_a_sign_the_session_is_over(office):
    clerk = office.clerk()
    office.wall.passes(minutes=14)
    assert clerk.opens("/staff/").status == 200
    office.wall.passes(minutes=15)
    assert clerk.opens("/staff/").status == 303
    assert clerk.answer.headers["Location"] == "/staff/unlock?next=/staff/"


def test_a_page_that_refreshes_itself_does_not_keep_the_session(office):
    clerk = office.clerk()
    for _ in range(3):
        office.wall.passes(minutes=5)
        last = clerk.opens("/staff/badges", headers={"HX-Request": "true"})
    assert last.status == 401
    assert last.answer.headers["X-Locked"] == "1"


def test_after_nine_hours_the_session_is_over_whatever_was_done(office):
    clerk = office.clerk()
    for _ in range(53):
        office.wall.passes(minutes=10)
        assert clerk.opens("/staff/").status == 200
    office.wall.passes(minutes=10)
    assert clerk.opens("/staff/").status == 303


def test_signing_out_ends_the_session_on_the_server(office):
    clerk = office.clerk()
    name = clerk.cookie.value
    assert clerk.posts("/staff/sign-out").answer.headers["Clear-Site-Data"]
    clerk.web.set_cookie("madoguchi", name)
    assert clerk.opens("/staff/").status == 303


@fault("F70", injected="the account is disabled while its owner is signed in")
def test_f70_a_disabled_account_is_out_with_the_next_request_and_can_not_come_back(office):
    clerk = office.clerk()
    accounts.disable(office.context, office.console, clerk.staff.id, "cli:test")
    assert clerk.opens("/staff/").status == 303
    assert clerk.signs_in().status == 401


def test_a_renewed_account_loses_password_authenticator_and_sessions(office):
    clerk = office.clerk()
    _, code = accounts.renew(office.context, office.console, clerk.staff.id, "cli:test", office.wall.now())
    assert clerk.opens("/staff/").status == 303
    assert clerk.signs_in().status == 401
    assert office.browser().posts("/staff/first", name="佐藤", first_code=code).status == 303


def test_who_tries_too_often_is_asked_to_wait_and_others_are_not(office):
    clerk, other = office.clerk(signed_in=False), office.clerk("鈴木", signed_in=False)
    for _ in range(10):
        assert clerk.signs_in("wrong wrong wrong wrong").status == 401
    assert clerk.signs_in("wrong wrong wrong wrong").status == 429
    assert "5分ほど待って" in clerk.page
    assert other.signs_in().status == 303


def test_the_sign_in_leads_on_within_the_console_only(office):
    clerk = office.clerk(signed_in=False)
    for place, expected in {
        "/staff/requests": "/staff/requests",
        "https://evil.example/": "/staff/",
        "//evil.example/": "/staff/",
        "/staff/\\evil": "/staff/",
    }.items():
        token = clerk.token()
        data = {"csrf_token": token, "name": "佐藤", "password": PASSWORD, "code": clerk.code()}
        answer = clerk.web.post("/staff/sign-in", query_string={"next": place}, data=data)
        assert answer.headers["Location"] == expected, place


def test_two_accounts_can_not_have_one_name(office):
    office.clerk("佐藤")
    with pytest.raises(RefusedError, match="staff_name_taken"):
        accounts.add_staff(office.context, "　佐藤 ", Role.RECEPTION, "cli:test", office.wall.now())


def test_names_passwords_and_secrets_of_staff_are_sealed(office):
    clerk = office.clerk("佐藤 花子")
    kept = str(office.client.hgetall(f"{office.console._keys.staff(clerk.staff.id)}"))
    assert "佐藤" not in kept
    assert "argon2" not in kept
    assert clerk.secret not in kept


def test_the_codes_are_typed_with_or_without_what_stands_between():
    code = one_time_codes.new_code()
    assert one_time_codes.code_fits(one_time_codes.code_hash(code), code.lower().replace("-", " "))
    assert not one_time_codes.code_fits(one_time_codes.code_hash(code), code[:-1])


def test_the_code_of_the_first_sign_in_is_kept_as_slowly_and_as_salted_as_a_password(office):
    made, code = accounts.add_staff(office.context, "佐藤", Role.RECEPTION, "cli:test", office.wall.now())
    assert made.code.startswith("$argon2id$")
    assert one_time_codes.code_hash(code) != one_time_codes.code_hash(code)


def test_a_code_that_an_earlier_release_kept_still_opens_the_first_sign_in(office):
    made, code = accounts.add_staff(office.context, "佐藤", Role.RECEPTION, "cli:test", office.wall.now())
    former = sha256(one_time_codes.tidy(code).encode()).hexdigest()
    office.store.commit((), (KeepStaff(replace(made, code=former)),))
    assert office.browser().posts("/staff/first", name="佐藤", first_code="AAAA-BBBB-CCCC-DDDD").status == 401
    assert office.browser().posts("/staff/first", name="佐藤", first_code=code).status == 303
    assert not one_time_codes.code_fits("", "")


def locks_out(office: ConsoleOffice, name: str) -> Browser:
    """Try wrong passwords for an account from another browser until it is told to wait."""
    stranger = office.browser()
    for _ in range(11):
        stranger.posts("/staff/sign-in", name=name, password="wrong wrong wrong wrong", code="000000")
    assert stranger.status == 429
    return stranger


def test_nobody_can_lock_a_colleague_out_of_the_browser_that_he_signs_in_with(office):
    clerk = office.clerk("佐藤")
    clerk.posts("/staff/sign-out")
    locks_out(office, "佐藤")
    assert clerk.signs_in().status == 303


def test_without_the_known_browser_a_colleague_would_be_locked_out(office):
    clerk = office.clerk("佐藤")
    clerk.posts("/staff/sign-out")
    clerk.web.delete_cookie("madoguchi-device")
    locks_out(office, "佐藤")
    assert clerk.signs_in().status == 429


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "..", "あ.い.う"])
def test_a_forged_known_browser_is_none(office, cookie):
    clerk = office.clerk("佐藤", signed_in=False)
    locks_out(office, "佐藤")
    clerk.web.set_cookie("madoguchi-device", cookie)
    assert clerk.signs_in().status == 429


def test_a_browser_known_for_one_account_is_not_known_for_another(office):
    office.clerk("鈴木", signed_in=False)
    clerk = office.clerk("佐藤")
    clerk.posts("/staff/sign-out")
    locks_out(office, "鈴木")
    assert clerk.signs_in(name="鈴木").status == 429


def test_a_known_browser_has_its_own_limit(office):
    clerk = office.clerk("佐藤")
    clerk.posts("/staff/sign-out")
    for _ in range(11):
        clerk.signs_in("wrong wrong wrong wrong")
    assert clerk.status == 429


def tries(office: ConsoleOffice, count: int) -> list[int]:
    """Try as many names from as many places as a forged header can name; give what the last was answered."""
    app = create_app(office.context, ["secret"], replace(office.setup(), proxies=2))
    web = app.test_client()
    token = Browser(web, office.wall).token()
    return [
        web.post(
            "/staff/sign-in",
            data={"csrf_token": token, "name": f"佐藤{one}", "password": "", "code": "000000"},
            headers={"X-Forwarded-For": f"198.51.{one // 200}.{one % 200}, 203.0.113.1"},
        ).status_code
        for one in range(count)
    ]


def test_a_forged_address_is_no_way_round_the_limit_of_strangers(office):
    assert set(tries(office, 151)[:150]) == {400}
    assert tries(office, 1) == [429]


def test_a_known_browser_is_not_held_up_by_strangers(office):
    clerk = office.clerk("佐藤")
    clerk.posts("/staff/sign-out")
    tries(office, 151)
    assert clerk.signs_in().status == 303
