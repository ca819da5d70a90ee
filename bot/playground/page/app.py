"""The web application with the playground on: the same one, and the chat page and the clock beside it."""

from flask import Flask

from bot.adapters.redis.clock import MovableClock
from bot.bootstrap import app_of, build
from bot.playground.page import chat_page, clock, ledger_page, line_door, mailbox_page
from bot.playground.zoom import page as zoom_page


def web_app() -> Flask:
    """Build the application; gunicorn calls this before it forks."""
    built = build()
    app = app_of(built)
    app.register_blueprint(chat_page.blueprint(built.process, built.settings))
    door = line_door.door(built.settings.line_api_url)
    app.register_blueprint(line_door.blueprint(door))
    app.register_blueprint(ledger_page.blueprint(built.process))
    app.register_blueprint(zoom_page.blueprint(built.process, zoom_page.door(built.settings.zoom)))
    app.register_blueprint(mailbox_page.blueprint(door))
    if isinstance(built.clock, MovableClock):
        app.register_blueprint(clock.blueprint(built.clock))
    return app
