"""What can go wrong below the answer, as one tree.

KnowledgeError
├── SettingsInvalid        a setting names something that is not there or cannot be used
├── ModelUnavailable       the embedding model's folder is missing or broken
├── ModelMismatch          a version was built with another embedding model
├── StoreUnavailable       the vector store cannot be opened or written
├── VersionBroken          a version's files are missing, cut or altered
├── NoVersion              nothing has been published yet
├── DataFolderUnusable     the data folder cannot be read or written
└── WriterFailed           a writer gave nothing that can be shown

Every message is Korean first and says what to do, so that it can be shown to a person as it is.
"""

from knowledge.answer import Fallback


class KnowledgeError(Exception):
    """Base of all faults of the knowledge package."""


class SettingsInvalid(KnowledgeError):
    """A setting names something that is not there or cannot be used."""


class ModelUnavailable(KnowledgeError):
    """The embedding model's folder is missing or broken."""


class ModelMismatch(KnowledgeError):
    """A version was built with another embedding model than the one in use."""


class StoreUnavailable(KnowledgeError):
    """The vector store cannot be opened or written."""


class VersionBroken(KnowledgeError):
    """A version's files are missing, cut or altered."""


class NoVersion(KnowledgeError):
    """Nothing has been published yet."""


class DataFolderUnusable(KnowledgeError):
    """The data folder cannot be read or written."""


class WriterFailed(KnowledgeError):
    """A writer gave nothing that can be shown; `reason` is the `Fallback` that the answer will name."""

    def __init__(self, reason: Fallback) -> None:
        super().__init__(f"언어 모델이 쓴 답을 쓸 수 없습니다: {reason} (the writer's text cannot be used)")
        self.reason = reason
