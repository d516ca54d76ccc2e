"""Logs on standard error; no token ever reaches them."""

from __future__ import annotations

import logging
import re

SECRETS = re.compile(
    r"(xox[a-z]-|xoxe[.-]|xapp-)[\w.-]+|(?<=hooks\.slack\.com/)[\w/-]+|(?<=[?&]ticket=)[\w-]+"
)
#: The SDK's loggers print whole requests and bodies below these levels.
QUIET = {"slack_sdk": logging.ERROR, "relais.bolt": logging.ERROR, "relais.socket": logging.ERROR}


class Redacted(logging.Formatter):
    """Writes a record without what would let somebody else in."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub(lambda found: f"{found[1] or ''}…", super().format(record))


def set_up(level: int = logging.WARNING) -> None:
    """Send what is worth knowing to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
