"""The local LINE as a whole: who may talk to the bot, and what LINE's servers do in between."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.playground.faults import Faults
from bot.playground.line.api.channel import Channel
from bot.playground.line.api.checks import Gate
from bot.playground.line.api.menu_calls import MenuCalls
from bot.playground.line.api.quota import Quota
from bot.playground.line.api.rates import DOCUMENTED, Rate, RateLimits
from bot.playground.line.api.reply_tokens import ReplyTokens
from bot.playground.line.api.retry_keys import RetryKeys
from bot.playground.line.api.routes import Route, routes
from bot.playground.line.api.sending import Sending
from bot.playground.line.control.faults import API_KINDS, WEBHOOK_KINDS
from bot.playground.line.people.account import Account
from bot.playground.line.people.groups import Groups
from bot.playground.line.people.rich_menus import RichMenus
from bot.playground.line.people.state import Memory, Saver, StateFile
from bot.playground.line.people.talks import Entry
from bot.playground.line.people.taps import Taps
from bot.playground.line.people.users import Users
from bot.playground.line.people.world import World
from bot.playground.line.webhooks.delivery import open_mail
from bot.playground.line.webhooks.records import Webhook
from bot.playground.line.webhooks.transport import Deliver
from bot.playground.line.wire import Json

if TYPE_CHECKING:
    from bot.playground.page.mailbox import Mailbox


class Platform:
    """`clock` gives aware UTC and may run fast, stand still or be set back.

    With `deliver_now`, an act returns after the bot has answered its webhook; otherwise webhooks go out in
    the background, those of one talk in order. Acts raise ActRefusedError for what the LINE app refuses.
    """

    def __init__(
        self,
        *,
        channel_secret: str,
        access_tokens: Collection[str],
        clock: Callable[[], datetime],
        webhook_url: str = "",
        deliver: Deliver | None = None,
        deliver_now: bool = False,
        account: Account | None = None,
        quota: int | None = None,
        rates: Mapping[str, Rate] = DOCUMENTED,
        state_file: Path | None = None,
    ) -> None:
        self.clock = clock
        self.account = account or Account()
        self.account.webhook_url = webhook_url or self.account.webhook_url
        self.world, self.faults, self.quota = World(), Faults((*API_KINDS, *WEBHOOK_KINDS)), Quota(quota)
        self._tokens, self._keys, self.menus = ReplyTokens(), RetryKeys(), RichMenus(self.world)
        self._mail = open_mail(
            channel_secret,
            self.account,
            deliver,
            clock,
            self.world,
            self._tokens,
            self.faults,
            deliver_now=deliver_now,
        )
        self.gate = Gate(access_tokens, self.faults, RateLimits(rates))
        self.mailbox: Mailbox | None = None
        self._let_people_act()
        self._open_state(state_file)

    def _let_people_act(self) -> None:
        self.postman, self.courier = self._mail.postman, self._mail.courier
        happenings = self._mail.happenings
        auto_read = self.account.mark_as_read_mode == "auto"
        self.users = users = Users(self.world, happenings, auto_read=auto_read)
        self.groups = Groups(self.world, happenings)
        self.batch = happenings.batch
        self.tap = Taps(self.world, happenings, users, self.menus).tap
        self.add_friend, self.add_stranger = users.add_friend, users.add_stranger
        self.block, self.unblock, self.view = users.block, users.unblock, users.view
        self.say, self.sticker, self.image, self.unsend = users.say, users.sticker, users.image, users.unsend
        self.redeliver, self.settle = self.postman.send_again, self.postman.lanes.settle

    def _open_state(self, path: Path | None) -> None:
        memory = Memory(self.world, self._tokens, self._keys, self.quota, self.menus)
        self._file = StateFile(path, memory) if path else None
        if self._file:
            self._file.load()
        self._saver = Saver(self._file, lambda: self.world.sequence) if self._file else None

    def routes(self) -> tuple[Route, ...]:
        sending = Sending(self.world, self._tokens, self._keys, self.quota)
        channel = Channel(self.world, self.account, self.quota, self.courier)
        return tuple(routes(sending, channel, MenuCalls(self.menus), self.world))

    def inject(self, *events: Json) -> None:
        """Send events as they are given, in one webhook; their reply tokens become usable."""
        for event in events:
            if "replyToken" in event:
                self._tokens.adopt(event["replyToken"], _talk_of(event), self.clock())
        self.postman.send(Webhook(_talk_of(events[0]) if events else "", events))

    def post_raw(self, body: bytes, signature: str | None = None) -> None:
        """Send a body as it is given, rightly signed unless a signature is given too."""
        self.postman.send(Webhook("raw", body=body, signature=signature))

    def transcript(self, talk_id: str) -> list[Entry]:
        """The entries of a talk, oldest first; empty when nobody wrote there."""
        with self.world.lock:
            talk = self.world.talks.get(talk_id)
            return list(talk.entries.values()) if talk else []

    def save(self) -> None:
        if self._file:
            self._file.save()

    def stop(self) -> None:
        self.gate.stop()
        self._mail.stop()
        if self._saver:
            self._saver.stop()


def _talk_of(event: Json) -> str:
    source = event.get("source") or {}
    return str(source.get("groupId") or source.get("userId") or "")
