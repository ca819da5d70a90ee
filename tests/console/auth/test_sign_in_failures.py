"""Failures in a row count for the account, wherever they come from; who is known to it is not locked out by others."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.booking.staff.sign_in_failures import (
    FAILURES_WITHOUT_PAUSE,
    MOST_FAILURES,
    MOST_OF_DEVICE,
    MOST_OF_STRANGERS,
)
from bot.booking.staff.staff import Role
from bot.console.auth.sign_in_limits import network
from bot.errors import RefusedError
from bot.ports.staff import StaffWays
from bot.service.staff import accounts, sign_in_tries
from bot.service.staff.sign_in_tries import Try, locked, mail_about_locked, unlock
from tests.console.office import PASSWORD, Browser, ConsoleOffice
from tests.service.make_context import FakeMail, context_of
from tests.stores import audit_entries

ANOTHER = "purple heron lantern 83"
WRONG = "wrong wrong wrong wrong"
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def clerk(office: ConsoleOffice) -> Browser:
    """A clerk who signed in once with this browser, and out again."""
    return office.clerk("佐藤").posts("/staff/sign-out")


def fails(office: ConsoleOffice, times: int, name: str = "佐藤", device: str = "") -> None:
    """Try wrong passwords, each as soon as it is looked at, as from ever other addresses."""
    for _ in range(times):
        office.wall.moment += AN_HOUR
        by = Try(office.wall.now(), device)
        assert accounts.sign_in(office.context, office.console, name, WRONG, "000000", by) is None


def elsewhere(office: ConsoleOffice, clerk: Browser) -> Browser:
    """Give another browser of the same clerk, which nobody signed in with."""
    return Browser(office.app.test_client(), office.wall, clerk.secret, clerk.staff)


def test_failures_from_many_addresses_lock_strangers_out_of_the_account_until_somebody_unlocks_it(office, clerk):
    fails(office, MOST_OF_STRANGERS)
    office.wall.passes(days=30)
    assert elsewhere(office, clerk).signs_in().status == 401
    unlock(office.context, office.console, clerk.staff.id, "cli:test")
    assert elsewhere(office, clerk).signs_in().status == 303


def test_without_the_count_for_the_account_they_could_go_on_for_ever(office, clerk):
    for _ in range(3):
        fails(office, MOST_OF_STRANGERS - 1)
        sign_in_tries.forget_failures(office.context, office.console, clerk.staff.id)  # as if nobody counted
    assert elsewhere(office, clerk).signs_in().status == 303


def test_the_browser_that_the_clerk_signed_in_with_goes_on_while_strangers_are_locked_out(office, clerk):
    fails(office, MOST_OF_STRANGERS)
    assert clerk.signs_in().status == 303
    clerk.posts("/staff/sign-out")
    assert elsewhere(office, clerk).signs_in().status == 401  # that alone unlocks nothing


def test_without_the_known_browser_who_knows_a_name_would_lock_a_clerk_out(office, clerk):
    fails(office, MOST_OF_STRANGERS)
    clerk.web.delete_cookie("madoguchi-device")
    assert clerk.signs_in().status == 401


def changes_password_after_failures(office: ConsoleOffice, clerk: Browser, *, counted: bool) -> str:
    """Try wrong passwords from a session that somebody left open, then the right one; give why that was refused."""
    context, console, by = office.context, office.console, Try(office.wall.now(), "a-known-browser")
    for password in (*[WRONG] * (MOST_OF_DEVICE + FAILURES_WITHOUT_PAUSE), PASSWORD):
        if not counted:
            sign_in_tries.forget_failures(context, console, clerk.staff.id)
        try:
            accounts.change_password(context, console, console.staff(clerk.staff.id), password, ANOTHER, by)
        except RefusedError as error:
            why = error.code
        else:
            why = ""
    return why


def test_who_sits_at_an_open_session_can_not_try_passwords_for_ever_by_changing_it(office, clerk):
    assert changes_password_after_failures(office, clerk, counted=True) == "wrong_password"


def test_without_the_count_he_would_find_it(office, clerk):
    assert changes_password_after_failures(office, clerk, counted=False) == ""


def test_the_known_browser_of_one_clerk_opens_no_way_to_another(office, clerk):
    other = office.clerk("鈴木").posts("/staff/sign-out")
    fails(office, MOST_OF_STRANGERS)
    other.secret = clerk.secret
    assert other.signs_in(name="佐藤").status == 401


def test_a_rest_is_over_by_itself_and_the_answer_says_that_there_may_be_one(office, clerk):
    for _ in range(5):
        accounts.sign_in(office.context, office.console, "佐藤", WRONG, "000000", Try(office.wall.now()))
    code = elsewhere(office, clerk)
    early = office.wall.now()
    fresh = code.code()
    office.wall.moment = early
    assert code.signs_in(code=fresh).status == 401
    assert "まちがいが続いたあとは" in code.page
    office.wall.passes(seconds=31)
    assert code.signs_in().status == 303


def test_a_success_begins_the_count_anew(office, clerk):
    fails(office, MOST_OF_STRANGERS - 1)
    office.wall.passes(hours=1)
    assert elsewhere(office, clerk).signs_in().status == 303
    assert office.console.failures(clerk.staff.id).in_all == 0


def test_tries_while_it_rests_or_is_locked_are_not_counted(office, clerk):
    fails(office, MOST_OF_STRANGERS + 7)
    assert office.console.failures(clerk.staff.id).in_all == MOST_OF_STRANGERS


def test_many_tries_at_one_moment_are_all_counted(office, clerk):
    def tries(_: int) -> bool:
        return sign_in_tries.count_try(
            office.context, office.console, office.console.staff_named("佐藤"), Try(office.wall.now())
        )

    with ThreadPoolExecutor(12) as at_once:
        looked_at = sum(at_once.map(tries, range(24)))
    assert looked_at == office.console.failures(clerk.staff.id).strangers == 5


def test_a_hundred_in_a_row_are_the_end_for_known_browsers_too(office, clerk):
    fails(office, MOST_OF_STRANGERS)
    for device in range(5):
        fails(office, MOST_OF_DEVICE, device=f"device {device}")
    assert office.console.failures(clerk.staff.id).in_all == MOST_FAILURES
    assert clerk.signs_in().status == 401


def test_the_code_of_the_first_sign_in_counts_likewise(office):
    made, code = accounts.add_staff(office.context, "田中", Role.RECEPTION, "cli:test", office.wall.now())
    for _ in range(MOST_OF_STRANGERS):
        office.wall.moment += AN_HOUR
        assert accounts.redeem(office.context, office.console, "田中", "AAAA", Try(office.wall.now())) is None
    assert accounts.redeem(office.context, office.console, "田中", code, Try(office.wall.now())) is None
    _, again = accounts.renew(office.context, office.console, made.id, "cli:test", office.wall.now())
    assert accounts.redeem(office.context, office.console, "田中", again, Try(office.wall.now())) is not None


def test_wrong_passwords_of_who_is_signed_in_count_as_well(office):
    clerk = office.clerk("佐藤")
    clerk.posts("/staff/again", password=WRONG, code="000000")
    clerk.posts("/staff/own/password", before=WRONG, password="another umbrella 47", repeated="another umbrella 47")
    assert office.console.failures(clerk.staff.id).in_all == 2
    clerk.posts("/staff/again", password=PASSWORD, code=clerk.code())
    assert office.console.failures(clerk.staff.id).in_all == 0


def test_an_account_that_is_not_there_answers_like_one_that_is_locked(office, clerk):
    fails(office, MOST_OF_STRANGERS)
    stranger = elsewhere(office, clerk)
    pages = {name: stranger.signs_in(name=name).page for name in ("佐藤", "だれでもない")}
    told = {re.sub(r'value="[^"]*"', "", page).split("<main")[1] for page in pages.values()}
    assert len(told) == 1
    assert not list(office.client.scan_iter(f"*{sign_in_tries.NOBODY}*"))


def test_managers_are_mailed_once_and_the_mail_names_nobody(office, clerk):
    mailing = context_of(office.store, mail=FakeMail(), staff=StaffWays(("desk@example.jp",)))
    fails(office, MOST_OF_STRANGERS - 1)
    assert not mail_about_locked(mailing, office.console)
    fails(office, 1)
    assert mail_about_locked(mailing, office.console)
    assert not mail_about_locked(mailing, office.console)
    (mail,) = mailing.mail.sent
    assert "サインインのまちがいが続き" in str(mail)
    assert "佐藤" not in str(mail)
    assert [one.action for one in audit_entries(office.store)].count("staff_locked") == 1


def test_an_administrator_sees_the_lock_and_takes_it_away(office, clerk):
    fails(office, MOST_OF_STRANGERS)
    chief = office.clerk("管理", Role.ADMINISTRATOR)
    assert "サインイン停止中" in chief.opens("/staff/accounts").page
    chief.posts(f"/staff/accounts/{clerk.staff.id}/unlock")
    assert "またサインインできます" in chief.follows().page
    assert not locked(office.console)
    assert elsewhere(office, clerk).signs_in().status == 303


def test_a_count_that_somebody_damaged_locks_strangers_out(office, clerk):
    fails(office, 3)
    (key,) = office.client.scan_iter("*staff-failures*")
    office.client.hset(key, "open", "{}x")
    assert elsewhere(office, clerk).signs_in().status == 401
    assert clerk.signs_in().status == 303


def test_nobody_can_be_unlocked_who_is_not_there(office):
    with pytest.raises(RefusedError):
        unlock(office.context, office.console, "nobody", "cli:test")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_tries_are_counted_by_what_one_person_can_not_leave_by_taking_another_address(address, counted_as):
    assert network(address) == counted_as
