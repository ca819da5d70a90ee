"""Failures in a row: pauses that grow, a lock for strangers, and an end for all."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.booking.staff.sign_in_failures import (
    MOST_FAILURES,
    MOST_OF_DEVICE,
    MOST_OF_STRANGERS,
    SignInFailures,
    after_success,
    may_try,
)
from bot.booking.staff.sign_in_failures import with_one_more as one_more

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def failed(times: int, device: str = "", failures: SignInFailures | None = None) -> SignInFailures:
    """Fail so often, at noon."""
    failures = failures or SignInFailures()
    for _ in range(times):
        failures = one_more(failures, device, NOON)
    return failures


@pytest.mark.parametrize(
    ("times", "rest"), [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (49, 3600)]
)
def test_each_rest_of_strangers_is_twice_as_long_up_to_an_hour(times, rest):
    failures = failed(times)
    assert may_try(failures, "", NOON + timedelta(seconds=rest))
    assert not rest or not may_try(failures, "", NOON + timedelta(seconds=rest - 1))


def test_strangers_are_locked_out_for_ever_and_a_known_browser_is_not():
    failures = failed(MOST_OF_STRANGERS)
    assert failures.locked_since == NOON
    assert not may_try(failures, "", NOON + timedelta(days=400))
    assert may_try(failures, "her laptop", NOON)


def test_a_known_browser_that_fails_again_and_again_is_a_stranger():
    failures = failed(MOST_OF_DEVICE, "stolen")
    assert failures.strangers == 0
    assert failed(1, "stolen", failures).strangers == 1
    assert not may_try(failed(MOST_OF_STRANGERS, "", failures), "stolen", NOON)


def test_a_hundred_in_a_row_are_the_end_for_all_however_many_browsers_are_known():
    failures = failed(MOST_OF_STRANGERS)
    for device in range(5):
        failures = failed(MOST_OF_DEVICE, f"d{device}", failures)
    assert failures.in_all == MOST_FAILURES
    assert not may_try(failures, "her laptop", NOON + timedelta(days=400))


def test_a_hundred_from_known_browsers_alone_are_a_lock_as_well():
    failures = SignInFailures()
    for device in range(10):
        failures = failed(MOST_OF_DEVICE, f"d{device}", failures)
    assert failures.locked_since == NOON


def test_a_success_begins_anew_but_unlocks_nobody():
    assert may_try(after_success(failed(MOST_OF_STRANGERS - 1)), "", NOON)
    assert after_success(failed(MOST_OF_STRANGERS - 1)).in_all == 0
    assert not may_try(after_success(failed(MOST_OF_STRANGERS)), "", NOON + timedelta(days=400))
