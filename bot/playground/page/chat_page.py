"""The chat page: its frame, what it needs to know at the start, and the rules for what a browser may load."""

from flask import Blueprint, Response, jsonify, render_template

from bot.ports.context import Process
from bot.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
)


def blueprint(process: Process, settings: Settings) -> Blueprint:
    """Give the page at /playground, its files, and the start of what it shows."""
    routes = Blueprint(
        "playground", __name__, url_prefix="/playground", template_folder="../templates", static_folder="../static"
    )
    routes.after_request(_with_policy)

    @routes.get("")
    def page() -> str:
        return render_template("playground.html", office=process.files.office)

    @routes.get("/state")
    def state() -> Response:
        return jsonify(
            office=process.files.office.name,
            staff_group=process.staff.group,
            mail=bool(settings.smtp_url),
            now=process.clock.now().isoformat(),
        )

    return routes


def _with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "; ".join(CONTENT_SECURITY_POLICY)
    return response
