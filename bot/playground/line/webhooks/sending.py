"""The way of a webhook: sent, sent wrongly on demand, sent again. LINE: Redelivering a webhook."""

from collections import deque

from bot.playground.faults import Fault, Faults
from bot.playground.line.webhooks.lanes import Lanes
from bot.playground.line.webhooks.posting import Courier
from bot.playground.line.webhooks.records import Redelivery, Webhook

_REMEMBERED = 10_000


class Postman:
    def __init__(self, courier: Courier, faults: Faults, lanes: Lanes) -> None:
        self.courier = courier
        self._faults = faults
        self.lanes = lanes
        self.redelivery = Redelivery()
        self._held: list[Webhook] = []
        self._sent: deque[Webhook] = deque(maxlen=_REMEMBERED)

    def send(self, webhook: Webhook) -> None:
        fault = self._faults.take(webhook=True)
        if fault is None:
            self._start(webhook)
        else:
            self._send_wrongly(fault, webhook)

    def send_again(self, event_id: str, *, as_redelivery: bool = True) -> bool:
        """Repeat the webhook that carried the event; False when there was none.

        It is marked as a redelivery, or it is the unmarked duplicate that a network problem makes.
        """
        for webhook in reversed(self._sent):
            if any(event.get("webhookEventId") == event_id for event in webhook.events):
                self._start(webhook.again() if as_redelivery else webhook)
                return True
        return False

    def release(self) -> None:
        """Send what waits to go out of order, newest first."""
        held, self._held = self._held[::-1], []
        for webhook in held:
            self._start(webhook)

    def _send_wrongly(self, fault: Fault, webhook: Webhook) -> None:
        if fault.kind == "webhook_twice":
            self._start(webhook)
            self._start(webhook)
        elif fault.kind == "webhook_late":
            self.lanes.put_later(fault.seconds, webhook.lane, lambda: self._carry(webhook))
        elif fault.kind == "webhook_out_of_order":
            self._held.append(webhook)
            if fault.times == 1:
                self.release()

    def _start(self, webhook: Webhook) -> None:
        self.lanes.put(webhook.lane, lambda: self._carry(webhook))

    def _carry(self, webhook: Webhook) -> None:
        if not webhook.is_redelivery:
            self._sent.append(webhook)
        posting = self.courier.post(webhook)
        if posting.reason != "success" and webhook.tries_before < self.redelivery.tries:
            self._try_again(webhook.again())

    def _try_again(self, webhook: Webhook) -> None:
        if self.lanes.now:
            self._carry(webhook)
        else:
            self.lanes.put_later(self.redelivery.wait_seconds, webhook.lane, lambda: self._carry(webhook))
