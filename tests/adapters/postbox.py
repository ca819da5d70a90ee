"""An SMTP server that answers as it is told to."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller


class Postbox:
    """Keeps what it accepts; answers each command as it is told to."""

    def __init__(self, **answers: str) -> None:
        self.mails: list[Any] = []
        self.envelopes: list[Any] = []
        self.secure: list[bool] = []
        for command, answer in answers.items():
            setattr(self, f"handle_{command}", self._saying(command, answer))

    def _saying(self, command: str, answer: str) -> Callable[..., Any]:
        async def rcpt(_server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
            refused = answer if "sato" in address or "all" not in answer else "250 OK"
            if refused.startswith("250"):
                envelope.rcpt_tos.append(address)
            return refused.replace(" all", "")

        async def other(*_: Any) -> str:
            return answer

        return rcpt if command == "RCPT" else other

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        self.secure.append(session.ssl is not None)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that end with the test; give the address for the URL."""
    running: list[Controller] = []

    def begin(box: Postbox, **more: Any) -> str:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        running.append(Controller(box, hostname="127.0.0.1", port=port, **more))
        running[-1].start()
        return f"127.0.0.1:{port}"

    yield begin
    for one in running:
        one.stop()
