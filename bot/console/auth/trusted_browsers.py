"""Browsers that an account signed in with before. Who tries wrong passwords elsewhere can't lock those out.

A device cookie as OWASP describes it: tries from a known browser are counted by that browser, all others by account.
"""

import hmac
import secrets
from datetime import timedelta

from flask import Response, after_this_request, request

from bot.console.page_context import here
from bot.service.staff.accounts import tidy_name
from bot.service.staff.sign_in_tries import Try

LIVES = timedelta(days=90)


def hashed(text: str) -> str:
    """Give a keyed hash, so that no name stands in a counter or a cookie."""
    return hmac.new(here().setup.secret_key.encode(), text.encode(), "sha256").hexdigest()


def remember(name: str) -> None:
    """Let this browser be known for an account, with the answer that is being made."""
    account, nonce = hashed(tidy_name(name)), secrets.token_urlsafe(16)
    value = f"{account}.{nonce}.{hashed(f'device {account} {nonce}')}"

    @after_this_request
    def keep(response: Response) -> Response:
        secure = here().setup.secure
        response.set_cookie(_cookie(), value, LIVES, secure=secure, httponly=True, samesite="Lax", path="/")
        return response


def known(name: str | None = None) -> str:
    """Name this browser if it is known for an account, rather the one that the form names; "" otherwise."""
    account, _, rest = request.cookies.get(_cookie(), "").partition(".")
    nonce, _, sign = rest.partition(".")
    name = request.form.get("name") if name is None else name
    if name is not None and account != hashed(tidy_name(name)):
        return ""
    right = hmac.compare_digest(sign.encode(), hashed(f"device {account} {nonce}").encode())
    return f"device {hashed(nonce)}" if right else ""


def this_try(name: str) -> Try:
    """Give what counts of a try to sign in to an account with this browser."""
    return Try(here().setup.wall.now(), known(name))


def _cookie() -> str:
    return "__Host-madoguchi-device" if here().setup.secure else "madoguchi-device"
