"""The SDK checks what its calls are given as it does by itself, though the checks are made at the first call."""

import pydantic.v1
import pytest

from bot.adapters.libraries.late_checks import checked_when_called
from bot.adapters.line.sdk import ApiClient, Configuration, messaging


def decorated():
    @pydantic.v1.validate_arguments
    def twice(number: int, *, more: int = 0) -> int:
        """Give it twice."""
        return 2 * number + more

    return twice


def test_arguments_are_read_and_refused_as_at_once():
    with checked_when_called():
        late = decorated()
    for one in (late, decorated()):
        assert (one("2", more="1"), one(2), one.__doc__) == (5, 4, "Give it twice.")
        with pytest.raises(pydantic.v1.ValidationError):
            one("two")


def test_the_check_is_as_before_afterwards_also_where_an_import_fails():
    before = pydantic.v1.validate_arguments
    with checked_when_called():
        assert pydantic.v1.validate_arguments is not before
    assert pydantic.v1.validate_arguments is before
    with pytest.raises(ImportError), checked_when_called():
        raise ImportError
    assert pydantic.v1.validate_arguments is before


def test_a_call_of_the_sdk_refuses_what_line_could_not_take():
    api = messaging().MessagingApi(ApiClient(Configuration(access_token="t")))
    with pytest.raises(pydantic.v1.ValidationError, match="user_id"):
        api.get_profile(5)
