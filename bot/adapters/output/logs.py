"""JSON lines of ids and outcomes on standard error; never what people wrote."""

import sys

from bot.adapters.libraries.unused_imports import absent

with absent("rich"):  # colours for a terminal
    import structlog


def log_to_stderr() -> structlog.typing.FilteringBoundLogger:
    """Set up logging for this process and give the logger."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger
