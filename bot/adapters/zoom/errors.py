"""What Zoom's refusals mean for us. Source: Zoom, "Using Zoom APIs": error definitions, rate limits."""

import httpx

from bot.errors import SendError

# Codes of Zoom: not activated yet, unknown, of another account, may not host.
OF_THE_HOST = frozenset({1000, 1001, 1010, 3161})
TOO_MANY = httpx.codes.TOO_MANY_REQUESTS
ABOUT_PASSCODE = ("passcode", "password")  # Zoom has no code of its own for its account's passcode rule
OF_THIS_USER = "permitted for this particular user"  # only the daily limit of a host is worded so


def error_of(answer: httpx.Response) -> SendError:
    """Give the error of an answer that is none of those awaited."""
    code, message = _said(answer)
    if code in OF_THE_HOST or (answer.status_code == httpx.codes.NOT_FOUND and message.startswith("User ")):
        return SendError("zoom_no_host", refused=True)
    if answer.status_code == TOO_MANY:
        return SendError("zoom_daily" if OF_THIS_USER in message else "zoom_rate", refused=True)
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return SendError("zoom_401", refused=True)
    if answer.is_client_error and not code and not message:
        return SendError("zoom_unknown")  # not Zoom's words: those of something on the way
    if answer.status_code == httpx.codes.NOT_FOUND:
        return SendError("zoom_gone", refused=True)
    if answer.is_client_error:
        return SendError("zoom_passcode" if _is_about_passcode(answer) else "zoom_400", permanent=True)
    return SendError("zoom_500")


def _is_about_passcode(answer: httpx.Response) -> bool:
    """Say whether a refusal names the passcode, in its message or as the field that is not valid."""
    text = answer.text.lower() if answer.status_code == httpx.codes.BAD_REQUEST else ""
    return any(word in text for word in ABOUT_PASSCODE)


def _said(answer: httpx.Response) -> tuple[int, str]:
    try:
        body = answer.json()
        return int(body.get("code", 0)), str(body.get("message", ""))
    except (ValueError, AttributeError, TypeError):
        return 0, ""
