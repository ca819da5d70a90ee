"""The web application with the playground on: the same one, and the clock beside it."""

from flask import Flask

from bot.adapters.redis_clock import MovableClock
from bot.bootstrap import build
from bot.playground.clock import blueprint
from bot.web import create_app


def web_app() -> Flask:
    """Build the application; gunicorn calls this before it forks."""
    built = build()
    app = create_app(built.services, built.settings.line_channel_secrets)
    if isinstance(built.clock, MovableClock):
        app.register_blueprint(blueprint(built.clock))
    return app
