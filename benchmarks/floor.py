"""The least that such a bot can cost: a bare Flask app that does the same I/O for an event and decides nothing.

HMAC, JSON, one script that reads five keys, one that guards and writes five with 1.6 kB, one reply over a kept
connection from a pool of 16 threads. `benchmarks.webhooks` runs it under gunicorn.
"""

import base64
import hashlib
import hmac
import json
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import redis
from flask import Flask, Response, abort, request

SEALED = "s" * 1200  # characters; a conversation
ANSWER = "a" * 400  # a reply that waits
REPLY_THREADS = 16
SECONDS = 24 * 3600
READ = """
return {redis.call('EXISTS', KEYS[1]), redis.call('HMGET', KEYS[2], 'v', 'sealed'), redis.call('GET', KEYS[3]),
  redis.call('HMGET', KEYS[4], 'v', 'sealed'), redis.call('GET', KEYS[5])}
"""
WRITE = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 1 end
if (redis.call('HGET', KEYS[2], 'v') or '0') ~= ARGV[1] then return 2 end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[5])
redis.call('HSET', KEYS[2], 'v', ARGV[1] + 1, 'sealed', ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call('HSET', KEYS[3], 'sealed', ARGV[3])
redis.call('ZADD', KEYS[4], ARGV[4], KEYS[3])
redis.call('HINCRBY', KEYS[5], 'events', 1)
return 0
"""


class Replies:
    """Sends replies over connections that are kept, one a thread, made of bytes that are ready."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._address, self._here = (str(address.hostname), int(address.port or 80)), threading.local()
        self._pool = ThreadPoolExecutor(REPLY_THREADS)

    def soon(self, token: str, text: str) -> None:
        """Send a reply in another thread."""
        self._pool.submit(self._send, token, text)

    def _send(self, token: str, text: str) -> None:
        if not hasattr(self._here, "socket"):
            self._here.socket = socket.create_connection(self._address)
        body = json.dumps({"replyToken": token, "messages": [{"type": "text", "text": text}]}).encode()
        head = f"POST /v2/bot/message/reply HTTP/1.1\r\nHost: line\r\nContent-Length: {len(body)}\r\n\r\n"
        self._here.socket.sendall(head.encode() + body)
        self._here.socket.recv(4096)


def web_app() -> Flask:
    """Build the application; gunicorn calls this in each of its workers."""
    app, secret = Flask(__name__), os.environ["LINE_CHANNEL_SECRET"].encode()
    client: Any = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
    read, write, replies = (
        client.register_script(READ),
        client.register_script(WRITE),
        Replies(os.environ["LINE_API_URL"]),
    )

    @app.post("/line/webhook")
    def receive() -> Response:
        body = request.get_data()
        expected = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
        if not hmac.compare_digest(expected, request.headers.get("X-Line-Signature", "")):
            abort(400)
        for event in json.loads(body)["events"]:
            user, name = event["source"]["userId"], event["webhookEventId"]
            seen, talk, *_ = read([f"f:e:{name}", f"f:c:{user}", f"f:o:{user}", f"f:b:{user}", f"f:s:{user}"])
            if not seen:
                keys = [f"f:e:{name}", f"f:c:{user}", f"f:r:{name}", "f:due", "f:counters"]
                write(keys, [talk[0] or "0", SEALED, ANSWER, event["timestamp"], SECONDS])
                replies.soon(event["replyToken"], event["message"]["text"])
        return Response("ok\n")

    return app
