"""Lists to download: UTF-8 with a mark at the front."""

from collections.abc import Sequence

from flask import Response

from bot.messages.csv_file import csv_text


def csv_answer(name: str, rows: Sequence[Sequence[str]]) -> Response:
    """Give the rows as a download."""
    return Response(
        csv_text(rows).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
