"""An appointment as a file for calendars. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CalendarFile:
    """The file, and what a calendar is to do with it, "PUBLISH" or "CANCEL" (RFC 5546); its media type says so, too."""

    content: bytes
    method: str

    @property
    def media_type(self) -> str:
        """Give the type by which it is served."""
        return f"text/calendar; charset=utf-8; method={self.method}; component=VEVENT"
