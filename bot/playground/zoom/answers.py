"""What Zoom answers when it refuses, in its own words. Zoom: Using Zoom APIs, error definitions and rate limits."""

from collections.abc import Mapping
from typing import Any

PER_SECOND = "You have reached the maximum per-second rate limit for this API. Try again later."
DAILY = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests "
    "permitted for this particular user. You may resume these requests at GMT 00:00:00."
)


class ZoomError(Exception):
    """The request ends here, with this answer."""

    def __init__(self, status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    @property
    def body(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message}


def no_meeting(meeting: str) -> ZoomError:
    return ZoomError(404, 3001, f"Meeting does not exist: {meeting}.")


def no_user(user: str) -> ZoomError:
    return ZoomError(404, 1001, f"User does not exist: {user}.")


def may_not_host() -> ZoomError:
    return ZoomError(400, 3161, "Your user account is not allowed meeting hosting and scheduling capabilities.")


def other_account(account: str) -> ZoomError:
    return ZoomError(400, 1010, f"User does not belong to this account: {account}.")


def bad_token(message: str) -> ZoomError:
    return ZoomError(401, 124, message)


def not_valid(message: str) -> ZoomError:
    return ZoomError(400, 300, message)


def passcode_rule() -> ZoomError:
    return not_valid("The passcode does not meet the requirements set by your account.")


def per_second() -> ZoomError:
    return ZoomError(429, 429, PER_SECOND, {"X-RateLimit-Category": "Medium", "X-RateLimit-Type": "QPS"})


def daily() -> ZoomError:
    return ZoomError(429, 429, DAILY, {"X-RateLimit-Category": "Light"})


def broken() -> ZoomError:
    return ZoomError(500, 500, "Internal server error.")
