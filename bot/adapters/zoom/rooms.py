"""Rooms at Zoom. Source: Zoom's API reference, "Meetings".

The host is always named, never "me". Of what Zoom answers we take the number, the passcode and the address for guests,
and compare the rest with what was asked (settings_compared); the host's own address is never read.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

import httpx

from bot.adapters.network.http_client import HttpClient
from bot.adapters.zoom.errors import error_of
from bot.adapters.zoom.passcode_rule import RuleSeen, read, rule_of, written
from bot.adapters.zoom.settings_compared import RULES, open_room
from bot.adapters.zoom.state import ZoomState
from bot.adapters.zoom.token import ZoomToken
from bot.booking.rooms.passcodes import PasscodeRule
from bot.booking.schedule.opening import TOKYO
from bot.errors import SendError
from bot.ports.rooms import FoundRoom, Host, HostAside, OpenRoom, WantedRoom
from bot.settings import ZoomSettings

SCHEDULED = 2
PAGE = 300
GONE = frozenset({"zoom_gone", "zoom_no_host"})  # a host that is gone has no rooms any more
MOST_PAGES = 20
ASKED_EVERY, ASKED_AGAIN = 3600, 300  # seconds until a rule for passcodes is asked for anew; after a failure
RULE_NOT_READABLE = frozenset({"zoom_400", "zoom_gone"})  # as where the app may not read settings


class Zoom:
    """Implements bot.ports.rooms.Rooms."""

    def __init__(self, settings: ZoomSettings, state: ZoomState, proxy: str = "") -> None:
        self._settings, self._state, self._proxy = settings, state, proxy

    @cached_property
    def hosts(self) -> Sequence[Host]:
        """Give the hosts."""
        return tuple(Host(name, rooms) for name, rooms in self._settings.hosts)

    def left(self, host: str) -> int:
        """Give how many rooms a host may still open or change today."""
        return self._state.left(host)

    def aside(self) -> Sequence[HostAside]:
        """Give the hosts whom Zoom refused within a day, also those who are asked again by now."""
        return self._state.aside([host.id for host in self.hosts])

    def set_aside(self, host: str, reason: str, until: datetime) -> None:
        """Note that Zoom refuses a host, and until when others are asked in his place."""
        self._state.set_aside(host, reason, until)

    def take_back(self, host: str) -> None:
        """Note that Zoom opens rooms for a host again."""
        self._state.take_back(host)

    def passcode_rule(self, host: str) -> PasscodeRule | None:
        """Give a host's rule for passcodes, asked for once an hour by all processes; None where Zoom does not tell."""
        kept = self._state.rule(host)
        if kept:
            return read(kept).rule
        seen = self._ask_for_rule(host)
        self._state.keep_rule(
            host, written(seen), ASKED_EVERY if seen.rule or seen.why in RULE_NOT_READABLE else ASKED_AGAIN
        )
        return seen.rule

    def _ask_for_rule(self, host: str) -> RuleSeen:
        try:
            body = self._call("GET", f"/users/{quote(host)}/settings", params={"option": "meeting_security"})
        except SendError as error:
            return RuleSeen(why=error.reason)
        rule = rule_of(body)
        return RuleSeen(rule, "" if rule else "zoom_unknown")

    def look_at_rule_again(self, host: str) -> None:
        """Ask for a host's rule anew at the next need."""
        self._state.drop_rule(host)

    def find(self, host: str, mark: str) -> list[FoundRoom]:
        """Give the rooms to come of a host that bear a mark."""
        return [_found(one) for one in self._listed(host, "scheduled") if one.get("agenda") == mark]

    def upcoming(self, host: str) -> list[FoundRoom]:
        """Give all rooms to come of a host, whoever opened them; what has no time of its own is none."""
        return [_found(one) for one in self._listed(host, "upcoming") if "start_time" in one]

    def _listed(self, host: str, kind: str) -> Iterator[dict[str, Any]]:
        page = ""
        for _ in range(MOST_PAGES):
            asked = {"type": kind, "page_size": str(PAGE), **({"next_page_token": page} if page else {})}
            body = self._call("GET", f"/users/{quote(host)}/meetings", params=asked)
            meetings = body.get("meetings")
            if not isinstance(meetings, list) or not all(isinstance(one, dict) for one in meetings):
                raise SendError("zoom_unknown")  # none of Zoom's lists: what is there is not known
            yield from meetings
            page = str(body.get("next_page_token") or "")
            if not page:
                break

    def create(self, host: str, wanted: WantedRoom) -> OpenRoom:
        """Open a room."""
        body = {**_asked(wanted), "type": SCHEDULED, "settings": RULES}
        return open_room(self._counted(host, "POST", f"/users/{quote(host)}/meetings", body), wanted)

    def read(self, meeting: str, wanted: WantedRoom) -> OpenRoom:
        """Give a room as it is, compared with what is wanted."""
        return open_room(self._call("GET", f"/meetings/{quote(meeting)}"), wanted)

    def change(self, host: str, meeting: str, wanted: WantedRoom) -> OpenRoom:
        """Give a room another time and passcode."""
        self._counted(host, "PATCH", f"/meetings/{quote(meeting)}", {**_asked(wanted), "settings": RULES})
        return self.read(meeting, wanted)

    def close(self, meeting: str) -> None:
        """Delete a room; one that is gone already is no error."""
        try:
            self._call("DELETE", f"/meetings/{quote(meeting)}", params={"schedule_for_reminder": "false"})
        except SendError as error:
            if error.reason not in GONE:
                raise

    def stop(self) -> None:
        """Close the connections."""
        self._client.close()

    def _counted(self, host: str, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call what counts for the host's day."""
        if not self._state.take_one(host):
            raise SendError("zoom_daily", refused=True)
        try:
            return self._call(method, path, body)
        except SendError as error:
            if error.reason == "zoom_daily":
                self._state.none_left(host)
            raise

    def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, params: dict[str, str] | None = None
    ) -> dict[str, Any]:
        token = self._token()
        answer = self._sent(method, path, token, body, params)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._token.refused(token)
            answer = self._sent(method, path, self._token(), body, params)
        if not answer.is_success:
            raise error_of(answer)
        return _json(answer) if answer.content else {}

    def _sent(
        self, method: str, path: str, token: str, body: dict[str, Any] | None, params: dict[str, str] | None
    ) -> httpx.Response:
        url, headers = self._settings.api_url + path, {"Authorization": f"Bearer {token}"}
        return self._client.request(method, url, json=body, params=params, headers=headers)

    @cached_property
    def _client(self) -> HttpClient:
        return HttpClient(self._proxy, unanswered="zoom_unknown")

    @cached_property
    def _token(self) -> ZoomToken:
        return ZoomToken(self._settings, self._state, self._client)


def _asked(wanted: WantedRoom) -> dict[str, Any]:
    return {
        "topic": wanted.topic,
        "agenda": wanted.mark,
        "start_time": f"{wanted.start.astimezone(TOKYO):%Y-%m-%dT%H:%M:%S}",
        "timezone": "Asia/Tokyo",
        "duration": wanted.minutes,
        "password": wanted.passcode,
    }


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise SendError("zoom_unknown")
    return body


def _found(body: dict[str, Any]) -> FoundRoom:
    try:
        made = datetime.fromisoformat(str(body["created_at"])) if body.get("created_at") else None
        start = datetime.fromisoformat(str(body["start_time"]))
        return FoundRoom(str(int(body["id"])), start, str(body.get("agenda", "")), made)
    except (KeyError, ValueError, TypeError):
        raise SendError("zoom_unknown") from None
