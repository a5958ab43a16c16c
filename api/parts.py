"""Parts: what the routes work with, made once and handed in."""

import logging
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self, cast

from fastapi import Depends, Request

from api.accounts import Accounts
from api.errors import SecretUnusable
from api.question_log import QuestionLog
from api.records import Records, database_url
from api.sessions import Sessions
from api.settings import ApiSettings
from api.signing import SECRET_BYTES, secret_key
from knowledge.serving import LiveKnowledge

if TYPE_CHECKING:
    from api.staff_desk import Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """What is kept beside the knowledge: the database, the log that fills it, staff accounts, and the signing key."""

    records: Records
    questions: QuestionLog
    accounts: Accounts
    secret: bytes

    @classmethod
    def of(cls, settings: ApiSettings, data_dir: Path) -> Self:
        """Nothing is opened yet: a database that is out of reach keeps no server from answering.

        Raises RecordsUnavailable where the address of the database cannot be read.
        """
        records = Records(database_url(settings.database_url.get_secret_value(), data_dir))
        try:
            secret = secret_key(data_dir, settings.secret_key.get_secret_value())
        except SecretUnusable as fault:
            log.error("%s", fault)
            secret = secrets.token_bytes(SECRET_BYTES)  # for this process alone: staff cannot stay signed in
        return cls(
            records,
            QuestionLog(records, secret, settings.keep_questions_days, settings.keep_audit_days),
            Accounts(records, secret, settings.staff_idle_minutes, settings.staff_session_hours),
            secret,
        )

    def close(self) -> None:
        """Write what waits, then close the database."""
        self.questions.close()
        self.records.close()


@dataclass(frozen=True)
class Parts:
    """The finished parts of one server process; the application closes `live` and `kept` when it ends."""

    live: LiveKnowledge
    sessions: Sessions
    settings: ApiSettings
    kept: Kept | None = None
    """None: a server that keeps nothing and knows no staff."""
    desk: "Desk | None" = None
    """None: a server without the staff's console."""


async def _parts_of(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


PartsOf = Annotated[Parts, Depends(_parts_of)]
