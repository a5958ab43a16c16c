"""Records: the database of questions, feedback, staff accounts, audit and refresh runs.

What is asked of it stands in `records_answers`, `records_staff` and their neighbours; here is how it is opened, and
what its faults are called.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from api.errors import RecordsUnavailable
from api.records_migration import migrate
from api.records_tables import ANSWERS, STAFF

BUSY_TIMEOUT_S = 5
"""How long a statement waits for another process that is writing."""
OPENING_TIMEOUT_S = 30
"""How long a process waits for another that is bringing the database up to date."""
DATABASE_NAME = "records.db"
_TAKES_TURN = "BEGIN IMMEDIATE"
"""How SQLite's writers begin: one that read first could not become a writer without failing."""
_NO_TRANSACTION = ""

_SENTENCES = {
    "SQLITE_BUSY": "데이터베이스를 다른 프로그램이 잠그고 있습니다. 그 프로그램을 끝낸 뒤 다시 하세요. (locked)",
    "SQLITE_LOCKED": "데이터베이스를 다른 프로그램이 잠그고 있습니다. 그 프로그램을 끝낸 뒤 다시 하세요. (locked)",
    "SQLITE_READONLY": "데이터베이스에 쓸 수 없습니다. 파일과 폴더의 주인과 쓰기 권한을 확인하세요. (not writable)",
    "SQLITE_CANTOPEN": "데이터베이스 파일을 열 수 없습니다. 폴더가 있는지, 쓸 수 있는지 확인하세요. (cannot be opened)",
    "SQLITE_PERM": "데이터베이스 파일을 열 권한이 없습니다. 파일의 주인과 권한을 확인하세요. (no permission)",
    "SQLITE_FULL": "디스크가 가득 차 데이터베이스에 쓸 수 없습니다. 자리를 만드세요. (disk full)",
    "SQLITE_IOERR": "데이터베이스 파일을 읽거나 쓰다가 실패했습니다. 디스크를 확인하세요. (input/output error)",
    "SQLITE_CORRUPT": "데이터베이스 파일이 손상되었습니다. 백업을 되돌리거나 파일을 치우세요. (damaged)",
    "SQLITE_NOTADB": "데이터베이스 파일이 손상되었습니다. 백업을 되돌리거나 파일을 치우세요. (damaged)",
    "SQLITE_ERROR": "데이터베이스의 표가 이 프로그램의 것과 다릅니다. 백업을 되돌리거나 파일을 치우세요. (other tables)",
}
"""By SQLite's primary result code."""


def database_url(configured: str, data_dir: Path) -> URL:
    """The database that is configured, or the SQLite file in the data folder. Raises RecordsUnavailable."""
    if not configured:
        return URL.create("sqlite", database=str(data_dir / DATABASE_NAME))
    try:
        return make_url(configured)
    except ArgumentError as error:
        raise RecordsUnavailable(
            "SESAC_DATABASE_URL을 읽을 수 없습니다. postgresql+psycopg://이름:비밀번호@주소/데이터베이스 처럼 적으세요. "
            "(not a database URL)"
        ) from error


class Records:
    """One database, opened at its first use and shared by the threads of a process.

    It may come and go: each use opens it anew where the last opening failed. Raises RecordsUnavailable, always with
    a sentence that says what to do.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self._opening = threading.Lock()
        self._engine: Engine | None = None

    @classmethod
    def open(cls, url: URL) -> "Records":
        """Open now, and bring the tables up to date; several processes may do so at once."""
        made = cls(url)
        made.ensure_open()
        return made

    def ensure_open(self) -> Engine:
        """The database, opened and up to date."""
        with self._opening:
            if self._engine is None:
                self._engine = self._opened()
            return self._engine

    def close(self) -> None:
        """Close what is open; a later use opens it again."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads; all its queries see one state."""
        engine = self.ensure_open()
        with self._translated(), engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is kept, or nothing where it is left by an exception."""
        engine = self.ensure_open()
        with self._translated(), engine.connect() as connection:
            writer = connection.execution_options(begin=_TAKES_TURN)
            with writer.begin():
                yield writer

    def erase_traces(self) -> None:
        """Make what was blanked or deleted unreadable in the files too, as far as readers let it: SQLite's log."""
        if self.url.get_backend_name() != "sqlite":
            return
        engine = self.ensure_open()
        with self._translated(), engine.connect().execution_options(begin=_NO_TRANSACTION) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _opened(self) -> Engine:
        with self._translated():
            engine = self._engine_of_kind()
            try:
                with self._alone():
                    if engine.dialect.name == "sqlite":
                        with engine.connect().execution_options(begin=_NO_TRANSACTION) as connection:
                            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                    with engine.connect().execution_options(begin=_TAKES_TURN) as connection, connection.begin():
                        migrate(connection)
            except BaseException:
                engine.dispose()
                raise
            return engine

    def _engine_of_kind(self) -> Engine:
        serializer = partial(json.dumps, ensure_ascii=False)
        if self.url.get_backend_name() != "sqlite":
            return create_engine(self.url, json_serializer=serializer, pool_pre_ping=True, hide_parameters=True)
        path = Path(str(self.url.database))
        path.parent.mkdir(parents=True, exist_ok=True)
        # Hashes of passwords and what people asked: nobody else's to read. SQLite's own files take this mode over.
        path.touch(mode=0o600)
        engine = create_engine(
            self.url, json_serializer=serializer, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _alone(self) -> AbstractContextManager[Any]:
        """Only one process changes SQLite's journal mode or the tables at a time."""
        if self.url.get_backend_name() != "sqlite":
            return nullcontext()
        return FileLock(f"{self.url.database}.lock", timeout=OPENING_TIMEOUT_S)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Foreign exceptions stop here; what was sent to the database stands in none of ours."""
        try:
            yield
        except IntegrityError:
            raise  # something is there already: an answer to the caller and no fault of the database
        except SQLAlchemyError as error:
            if isinstance(error, StatementError) and not isinstance(error, DBAPIError):
                raise  # a value that no column takes: our own mistake
            raise RecordsUnavailable(f"{self._where()}: {_sentence(error)}") from error
        except Timeout as error:
            raise RecordsUnavailable(f"{self._where()}: {_SENTENCES['SQLITE_BUSY']}") from error
        except ModuleNotFoundError as error:
            raise RecordsUnavailable(
                f"{self._where()}: 데이터베이스 드라이버 '{error.name}'이(가) 없습니다. pip install로 설치하세요. "
                "(The database driver is not installed.)"
            ) from error
        except OSError as error:
            raise RecordsUnavailable(f"{self._where()}: {_SENTENCES['SQLITE_READONLY']} {error.strerror}") from error

    def _where(self) -> str:
        return self.url.render_as_string(hide_password=True).removeprefix("sqlite:///")


def condition(url: URL) -> str:
    """What state a database is in, in words; makes none where there is none yet. Raises RecordsUnavailable."""
    file = Path(str(url.database)) if url.get_backend_name() == "sqlite" else None
    if file and not file.exists():
        return f"{file}: 아직 없음, 서버나 sesac staff가 만듭니다. (not made yet)"
    with closing(Records.open(url)) as records, records.reading() as connection:
        if file and (found := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()) != "ok":
            raise RecordsUnavailable(f"{file}: {_SENTENCES['SQLITE_CORRUPT']} {found}")
        held = [
            f"{name} {connection.execute(select(func.count()).select_from(table)).scalar_one():,}"
            for name, table in (("답변", ANSWERS), ("계정", STAFF))
        ]
    return f"{file or url.get_backend_name()}: 온전함, {', '.join(held)} (whole)"


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own, later than we need
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # blanked words are overwritten in the file


def _begin_sqlite(connection: Connection) -> None:
    if statement := connection.get_execution_options().get("begin", "BEGIN"):
        connection.exec_driver_sql(statement)


def _sentence(error: SQLAlchemyError) -> str:
    code = str(getattr(error.orig, "sqlite_errorname", "")) if isinstance(error, DBAPIError) else ""
    for name, sentence in _SENTENCES.items():
        if code.startswith(name):
            return sentence
    return (
        f"데이터베이스를 쓸 수 없습니다({type(error).__name__}). 켜져 있는지, 주소와 계정이 맞는지 확인하세요. "
        "(The database cannot be used: is it running, are address and account right?)"
    )
