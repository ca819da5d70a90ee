"""While a process loads nothing is collected; what is circular is freed afterwards, also where loading failed."""

import gc
import weakref

import pytest

from bot.processes.loading import loading, set_apart

# To collect all finds what any test before has left open, and would tell of it as of this one.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


class Circle:
    def __init__(self) -> None:
        self.itself = self


def test_while_loading_nothing_is_collected_and_afterwards_it_is():
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_loads_the_rest_within_says_when_all_is_there():
    with loading():
        with loading():
            assert not gc.isenabled()
        assert gc.isenabled()


def test_what_fails_to_load_leaves_collecting_on():
    with pytest.raises(ImportError), loading():
        raise ImportError
    assert gc.isenabled()


def test_what_loading_left_behind_is_freed_and_the_rest_is_not_looked_at_again():
    with loading():
        left_behind = weakref.ref(Circle())
    assert left_behind() is not None
    set_apart()
    assert left_behind() is None
    assert gc.get_freeze_count() > 0


def test_what_is_set_apart_while_more_is_loading_collects_all_the_same():
    with loading():
        set_apart()
        assert gc.isenabled()
