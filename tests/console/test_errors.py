"""Whatever goes wrong, a clerk reads a page of the console in plain Japanese, with all headers on it."""

import re

import pytest

from bot.adapters.redis.client import connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from tests.console.office import ConsoleOffice
from tests.faults.rows import fault


def is_a_page(browser, status: int, text: str) -> None:
    assert browser.status == status
    assert text in browser.page
    assert 'lang="ja"' in browser.page
    headers = browser.answer.headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_form_without_its_token(office):
    is_a_page(office.clerk().posts_bare("/staff/search"), 400, "操作を受け付けられませんでした")


def test_a_page_of_another_role(office):
    is_a_page(office.clerk().opens("/staff/accounts"), 403, "あなたの役割では使えない画面です")


@pytest.mark.parametrize("path", ["/staff/nowhere", "/staff/bookings/none", "/staff/static/none.css"])
def test_a_page_that_there_is_not(office, path):
    is_a_page(office.clerk().opens(path), 404, "見つかりません")


def test_who_is_lost_still_has_the_way_back(office):
    page = office.clerk().opens("/staff/nowhere").page
    assert 'href="/staff/requests"' in page
    assert "サインアウト" in page


def test_a_stranger_who_is_lost_sees_no_names(office):
    office.request()
    stranger = office.browser().opens("/staff/nowhere")
    is_a_page(stranger, 404, "見つかりません")
    assert "サインアウト" not in stranger.page


def test_a_button_that_is_opened_as_a_page(office):
    clerk = office.clerk().opens("/staff/bookings/b1/answer")
    is_a_page(clerk, 405, "ボタンを押して行う操作です")
    assert "POST" in clerk.answer.headers["Allow"]


def test_too_long_an_input(office):
    is_a_page(office.clerk().posts("/staff/search", name="あ" * 300_000), 413, "入力が長すぎます")


def test_too_many_tries(office):
    clerk = office.clerk(signed_in=False)
    for _ in range(11):
        clerk.signs_in("wrong wrong wrong wrong")
    is_a_page(clerk, 429, "少し待ってください")


def test_a_fault_of_ours_tells_nothing_of_it(office, monkeypatch):
    clerk = office.clerk()
    office.app.testing = False

    def breaks() -> str:
        raise ValueError("山田 太郎")

    breaks.need = office.app.view_functions["console.this_week"].need
    monkeypatch.setitem(office.app.view_functions, "console.this_week", breaks)
    is_a_page(clerk.opens("/staff/week"), 500, "うまくいきませんでした")
    assert "山田" not in clerk.page


@fault("F44", injected="the store is away while staff look")
def test_without_redis_the_page_says_so_and_comes_soon(store_folder):
    server = EmbeddedRedis.start(store_folder)
    office = ConsoleOffice(connect(server.url), server.url)
    office.app.testing = False
    clerk = office.clerk()
    server.stop()
    for path in ("/staff/", "/staff/sign-in", "/staff/nowhere"):
        is_a_page(clerk.opens(path), 503 if path != "/staff/nowhere" else 404, "")
    assert "いま記録に届きません" in clerk.opens("/staff/").page
    assert clerk.web.post("/staff/search", data={"csrf_token": "x"}).status_code == 503


def test_other_addresses_keep_their_plain_answers(office):
    answer = office.app.test_client().get("/staffing")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


@pytest.mark.parametrize("path", ["/staff", "/staff//search", "/staff/", "/terms//2026"])
def test_no_redirect_leads_to_the_host_that_the_caller_says(office, path):
    answer = office.browser().web.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.status_code in (303, 308)
    assert re.match(r"/[^/\\]", answer.headers["Location"])
