"""Public pages: the terms of use."""

from flask import Blueprint, Response, abort, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.booking.opening import today
from bot.dialogue.terms import Terms, in_force
from bot.ports import Services
from bot.service.standing import standing_now

MARKDOWN = MarkdownIt("commonmark", {"html": False})


def blueprint(services: Services) -> Blueprint:
    """Give the public routes."""
    routes = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )

    @routes.get("/terms")
    def terms() -> str:
        return _page(in_force(standing_now(services).terms, today(services.clock.now())))

    @routes.get("/terms/<version>")
    def edition(version: str) -> str:
        found = next((one for one in standing_now(services).terms if one.version == version), None)
        return _page(found) if found else abort(404)

    @routes.get("/")
    def front() -> Response:
        return Response("", 302, {"Location": "/terms"})

    def _page(shown: Terms) -> str:
        body = Markup(MARKDOWN.render(shown.text))  # noqa: S704 - our own file; HTML in it is escaped
        return render_template("terms.html", terms=shown, body=body, office=services.office)

    return routes
