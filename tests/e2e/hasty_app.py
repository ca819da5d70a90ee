"""A small application for gunicorn whose worker gives slow clients a second only."""

from bot.adapters import web_worker

web_worker.SECONDS = 1.0
web_worker.LOOK = 0.1


def app(environ, start_response):
    """Read the body and say its length."""
    told = str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Length", str(len(told)))])
    return [told]
