"""What can go wrong with records, accounts and drafts, as one tree.

ApiError
├── RecordsUnavailable     the database is locked, not writable, damaged, out of reach or from a newer program
├── SecretUnusable         the key that signs cookies cannot be read or written
├── AccountRefused         a staff account cannot be made or changed as wanted
│   ├── NameInvalid, NameTaken, NoSuchStaff
│   ├── PasswordWeak
│   ├── LastOperator       nobody would be left who may manage accounts
│   └── SignInRefused      a wrong name or password, or too many of them
└── DeskRefused            staff want something of the console that cannot be done now
    ├── NotThere           a draft, file, document or golden question that there is not
    ├── InputRefused       a file, address or text that cannot be taken; the message says what to change
    │   └── FileTooLarge
    └── DeskBusy           something is under way that must end first

Every message is Korean first and says what to do, so that it can be shown to a person as it is.
"""

from datetime import datetime


class ApiError(Exception):
    """Base of all faults of records, accounts and drafts."""


class RecordsUnavailable(ApiError):
    """The database cannot be used now; answering goes on without it."""


class SecretUnusable(ApiError):
    """The key that signs cookies cannot be read or written."""


class AccountRefused(ApiError):
    """A staff account cannot be made or changed as wanted."""


class NameInvalid(AccountRefused):
    """The name of an account has characters or a length that names may not have."""


class NameTaken(AccountRefused):
    """Another account has this name, perhaps in other letter case."""


class NoSuchStaff(AccountRefused):
    """No account has this name."""


class PasswordWeak(AccountRefused):
    """A password is too short, too common or too near the name."""


class LastOperator(AccountRefused):
    """The only operator cannot be disabled or given another role."""


class SignInRefused(AccountRefused):
    """A wrong name or password; `locked_until` is set where there were too many, for unknown names as for others."""

    def __init__(self, locked_until: datetime | None = None) -> None:
        self.locked_until = locked_until
        said = (
            "여러 번 틀려 잠시 잠겼습니다. 조금 뒤에 다시 해 보세요. (Locked for a while after several wrong tries.)"
            if locked_until
            else "이름이나 비밀번호가 맞지 않습니다. (Wrong name or password.)"
        )
        super().__init__(said)


class DeskRefused(ApiError):
    """Staff want something of the console that cannot be done as things are."""


class NotThere(DeskRefused):
    """There is no such draft, file, document or golden question."""


class InputRefused(DeskRefused):
    """A file, address or text cannot be taken as it is."""


class FileTooLarge(InputRefused):
    """A file, or all files of a draft together, are larger than the limit."""


class DeskBusy(DeskRefused):
    """Something is under way that must end first."""
