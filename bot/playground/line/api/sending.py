"""Reply, push and multicast. LINE: Messaging API reference, Message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.playground.line.api.answers import MONTHLY_LIMIT, Answer, ApiError, invalid_property, require_messages
from bot.playground.line.api.calls import Call
from bot.playground.line.api.quota import Quota
from bot.playground.line.api.reply_tokens import ReplyTokens
from bot.playground.line.api.retry_keys import RETRY_KEY, Accepted, RetryKeys, read_retry_key
from bot.playground.line.limits.requests import MESSAGES, MULTICAST, PUSH, REPLY, TALK, USER
from bot.playground.line.people.identifiers import message_id, opaque_token
from bot.playground.line.people.talks import Entry
from bot.playground.line.people.world import World
from bot.playground.line.wire import Json

_QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template")


@dataclass(frozen=True, slots=True)
class Sending:
    world: World
    tokens: ReplyTokens
    keys: RetryKeys
    quota: Quota

    def reply(self, call: Call) -> Answer:
        body = call.json()
        require_messages(REPLY, body)
        with self.world.lock:
            token = self.tokens.find(body["replyToken"], call.at)
            if token is None:
                raise ApiError(400, "Invalid reply token")
            self.tokens.spend(token.token)
            sent = self._write(token.talk, body["messages"], "reply", call.at, self._hears(token.talk, call.at))
        return Answer(body={"sentMessages": sent})

    def push(self, call: Call) -> Answer:
        body = call.json()
        require_messages(PUSH, body)
        talk_id = body["to"]
        if any(TALK("to", talk_id)):
            raise invalid_property("to")
        with self.world.lock:
            if earlier := self._earlier(call):
                return earlier
            self._take_quota(self._recipients(talk_id, call.at), call.at)
            sent = self._write(talk_id, body["messages"], "push", call.at, self._hears(talk_id, call.at))
            self._remember(call, sent)
        return Answer(body={"sentMessages": sent})

    def multicast(self, call: Call) -> Answer:
        """Ids that nobody has are passed over in silence."""
        body = call.json()
        require_messages(MULTICAST, body)
        _require_users(body["to"])
        with self.world.lock:
            if earlier := self._earlier(call):
                return earlier
            known = [each for each in dict.fromkeys(body["to"]) if each in self.world.people]
            self._take_quota(sum(self._recipients(each, call.at) for each in known), call.at)
            for user_id in known:
                self._write(user_id, body["messages"], "multicast", call.at, self._hears(user_id, call.at))
            self._remember(call, [])
        return Answer()

    def validate(self, call: Call) -> Answer:
        """LINE: Messaging API reference, Validate message objects; only `messages` is looked at."""
        require_messages(MESSAGES, call.json())
        return Answer()

    def _earlier(self, call: Call) -> Answer | None:
        key = read_retry_key(call.headers.get(RETRY_KEY))
        accepted = self.keys.find(key, call.at) if key else None
        return accepted.answer if accepted else None

    def _remember(self, call: Call, sent: Sequence[Json]) -> None:
        if key := read_retry_key(call.headers.get(RETRY_KEY)):
            self.keys.remember(Accepted(key, call.request_id, call.at, tuple(sent)))

    def _recipients(self, talk_id: str, now: datetime) -> int:
        """How many messages LINE counts: none for a person who doesn't get it, all members of a group."""
        if talk_id in self.world.people:
            return int(self._hears(talk_id, now))
        group = self.world.groups.get(talk_id)
        if group is None or not group.joined:
            raise ApiError(400, "Failed to send messages")
        return len(group.members)

    def _hears(self, talk_id: str, now: datetime) -> bool:
        person = self.world.people.get(talk_id)
        return person.receives(now) if person else True

    def _take_quota(self, recipients: int, now: datetime) -> None:
        if not self.quota.take(recipients, now):
            raise ApiError(429, MONTHLY_LIMIT)

    def _write(self, talk_id: str, messages: list[Json], via: str, at: datetime, delivered: bool) -> list[Json]:
        entries = [
            Entry(message_id(), "bot", each, at, via, quote_token=opaque_token(), delivered=delivered)
            for each in messages
        ]
        self.world.write(talk_id, entries)
        if delivered and (person := self.world.people.get(talk_id)) and person.loading_until:
            self.world.change_person(talk_id, loading_until=None)
        return [_sent(entry) for entry in entries]


def _sent(entry: Entry) -> Json:
    quotable = {"quoteToken": entry.quote_token} if entry.message["type"] in _QUOTABLE else {}
    return {"id": entry.id, **quotable}


def _require_users(ids: Sequence[str]) -> None:
    for index, user_id in enumerate(ids):
        if any(USER("to", user_id)):
            raise invalid_property(f"to[{index}]")
