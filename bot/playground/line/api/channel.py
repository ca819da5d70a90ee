"""The account and its people, as the API shows them.

LINE: Messaging API reference, Users, Group chat, Bot, Webhook settings.
"""

from dataclasses import dataclass, replace
from datetime import UTC, timedelta

from bot.playground.line.api.answers import NOT_FOUND, Answer, ApiError, require
from bot.playground.line.api.calls import Call
from bot.playground.line.api.quota import Quota
from bot.playground.line.limits.requests import ENDPOINT, LOADING, MARK_AS_READ
from bot.playground.line.people.account import Account
from bot.playground.line.people.people import Group, Person
from bot.playground.line.people.pictures import DOT
from bot.playground.line.people.world import World
from bot.playground.line.webhooks.posting import Courier
from bot.playground.line.webhooks.records import Webhook
from bot.playground.line.wire import Json

_REASONS = {"success": "OK", "request_timeout": "REQUEST_TIMEOUT", "could_not_connect": "COULD_NOT_CONNECT"}


@dataclass(frozen=True, slots=True)
class Channel:
    world: World
    account: Account
    quota: Quota
    courier: Courier

    def info(self, _call: Call) -> Answer:
        return Answer(body=self.account.info)

    def profile(self, call: Call) -> Answer:
        person = self.world.people.get(call.args["user_id"])
        if person is None or not person.shows_profile:
            raise ApiError(404, NOT_FOUND)
        return Answer(body=_profile(person))

    def quota_target(self, _call: Call) -> Answer:
        return Answer(body=self.quota.target())

    def quota_usage(self, call: Call) -> Answer:
        return Answer(body=self.quota.usage(call.at))

    def start_loading(self, call: Call) -> Answer:
        """LINE: Messaging API reference, Display a loading indicator."""
        body = call.json()
        require(LOADING, body)
        person = self.world.people.get(body["chatId"])
        if person is None:
            raise ApiError(400, "Failed to send messages")
        until = call.at + timedelta(seconds=body.get("loadingSeconds") or 20)
        self.world.put_person(replace(person, loading_until=until))
        return Answer(202)

    def mark_as_read(self, call: Call) -> Answer:
        body = call.json()
        require(MARK_AS_READ, body)
        found = self.world.read_tokens.get(body["markAsReadToken"])
        if found is None:
            raise ApiError(400, "Invalid markAsReadToken")
        self.world.amend(*found, read=True)
        return Answer()

    def content(self, call: Call) -> Answer:
        """What a picture message holds is always the same dot; 410 once it was unsent."""
        for talk in list(self.world.talks.values()):
            if entry := talk.entries.get(call.args["message_id"]):
                if entry.unsent:
                    raise ApiError(410, "Gone")
                if entry.message["type"] == "image":
                    return Answer(content=DOT, content_type="image/png")
        raise ApiError(404, NOT_FOUND)

    def group_summary(self, call: Call) -> Answer:
        group = self._group(call)
        return Answer(body={"groupId": group.group_id, "groupName": group.name})

    def group_count(self, call: Call) -> Answer:
        return Answer(body={"count": len(self._group(call).members)})

    def group_member(self, call: Call) -> Answer:
        if call.args["user_id"] not in self._group(call).members:
            raise ApiError(404, NOT_FOUND)
        return Answer(body=_profile(self.world.person(call.args["user_id"])))

    def leave_group(self, call: Call) -> Answer:
        self.world.put_group(replace(self._group(call), joined=False))
        return Answer()

    def webhook_endpoint(self, _call: Call) -> Answer:
        return Answer(body={"endpoint": self.account.webhook_url, "active": True})

    def set_webhook_endpoint(self, call: Call) -> Answer:
        body = call.json()
        require(ENDPOINT, body)
        self.account.webhook_url = body["endpoint"]
        return Answer()

    def test_webhook(self, call: Call) -> Answer:
        """Send a webhook without events, as the console's Verify button does."""
        posting = self.courier.post(Webhook("verify"))
        at = call.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        reason = _REASONS.get(posting.reason, "ERROR_STATUS_CODE")
        status = posting.status or 0
        found = {"success": posting.reason == "success", "timestamp": at, "statusCode": status}
        return Answer(body={**found, "reason": reason, "detail": str(status)})

    def _group(self, call: Call) -> Group:
        group = self.world.groups.get(call.args["group_id"])
        if group is None or not group.joined:
            raise ApiError(404, NOT_FOUND)
        return group


def _profile(person: Person) -> Json:
    return {"userId": person.user_id, "displayName": person.display_name, "language": "ja"}
