"""What an Office file says of itself in its properties: a title and when it was made. Never who made it."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest.readers.archive import Archive
from ingest.readers.front_matter import is_date

_SEOUL = ZoneInfo("Asia/Seoul")
_CORE = "docProps/core.xml"
_TITLE, _CREATED = "{http://purl.org/dc/elements/1.1/}title", "{http://purl.org/dc/terms/}created"
_TEMPLATES = ("2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z", "1601-01-01", "1970-01-01", "1980-01-01", "1900-01-01")
"""Dates of empty documents that programs start from: they say nothing of this one."""


def title_and_date(archive: Archive) -> tuple[str, str]:
    """The title and the day of making in Seoul, empty where the file does not say."""
    if _CORE not in archive:
        return "", ""
    root = archive.xml(_CORE)
    title, created = (root.findtext(name) or "" for name in (_TITLE, _CREATED))
    return " ".join(title.split()), "" if created.strip().startswith(_TEMPLATES) else seoul_day(created)


def seoul_day(moment: str) -> str:
    """YYYY-MM-DD in Seoul of a moment as XML and HTML write it; a moment that names no zone is taken as it stands."""
    moment = moment.strip()
    try:
        made = datetime.fromisoformat(moment)
    except ValueError:
        match = re.match(r"\d{4}-\d{2}-\d{2}", moment)
        return match[0] if match and is_date(match[0]) else ""
    if made.tzinfo:
        try:
            made = made.astimezone(_SEOUL)
        except OverflowError:
            return ""
    return made.strftime("%Y-%m-%d") if made.year >= 1970 else ""
