"""One notice as a job of RQ: it imports little, since RQ's default worker forks for each."""

from http.client import HTTPConnection

BODY = b'{"to":"U0","messages":[{"type":"text","text":"' + b"x" * 3000 + b'"}]}'  # as long as a card


def push(connection: HTTPConnection) -> None:
    """Push once; what LINE does not accept raises RuntimeError."""
    head = {"Authorization": "Bearer token", "Content-Type": "application/json"}
    connection.request("POST", "/v2/bot/message/push", BODY, head)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(answer.status)


def push_alone(port: int) -> None:
    """Push one notice over a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port)
    push(connection)
    connection.close()
