"""The database brought to what this program needs, at opening; alembic is loaded only where something is to do."""

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from api.errors import RecordsUnavailable

HEAD = "0001"
"""The last step of `migrations/versions`."""


def migrate(connection: Connection) -> None:
    """Take every missing step, inside the caller's transaction.

    Raises RecordsUnavailable where a newer program made the database: it may hold what this one would lose.
    """
    revision = _revision(connection)
    if revision == HEAD:
        return
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells the server's log of each part that it loads
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    # A % in the path would be read as a reference to another option.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if revision and revision not in known:
        raise RecordsUnavailable(
            f"{connection.engine.url.database}: 더 새로운 프로그램이 만든 데이터베이스입니다(단계 {revision}, 이 프로그램은 {HEAD}까지). 프로그램을 새 "
            "판으로 올리거나, 올리기 전에 떠 둔 데이터베이스를 쓰세요. (The database is from a newer program: upgrade.)"
        )
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
