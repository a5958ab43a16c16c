"""Our search as a LangChain retriever, to put the knowledge base under any chain.

>>> retriever = SesacRetriever.open()
>>> documents = retriever.invoke("강남 캠퍼스는 무슨 특화야?")
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from knowledge.base import KnowledgeBase, open_current
from knowledge.question import Question, read, spelled
from knowledge.search import Hit, find
from knowledge.settings import KnowledgeSettings


class SesacRetriever(BaseRetriever):
    """Passages for a question, best first, with source, date and confidence in their metadata.

    `min_confidence` leaves out passages that probably do not answer; 0 keeps all `k`.
    """

    k: int = 4
    min_confidence: float = 0.0
    _base: KnowledgeBase = PrivateAttr()
    _settings: KnowledgeSettings = PrivateAttr()

    def __init__(self, base: KnowledgeBase, settings: KnowledgeSettings, **options: Any) -> None:
        """A retriever over an opened base; `options` are k and min_confidence."""
        super().__init__(**options)
        self._base, self._settings = base, settings

    @classmethod
    def open(cls, settings: KnowledgeSettings | None = None, **options: Any) -> "SesacRetriever":
        """A retriever over the current version. Raises KnowledgeError where there is none."""
        settings = settings or KnowledgeSettings()
        return cls(open_current(settings), settings, **options)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
    ) -> list[LangChainDocument]:
        question = Question.of(query, datetime.now(ZoneInfo("Asia/Seoul")))
        base = self._base
        text = base.speller.correct(spelled(question.text), base.analyser)
        hits = find(base, read(question, text, base.finder, base.analyser, carried=False), self._settings, self.k)
        return [_document(hit) for hit in hits if hit.confidence >= self.min_confidence]


def _document(hit: Hit) -> LangChainDocument:
    passage = hit.passage
    sources = [
        {"title": s.title, "publisher": s.publisher, "url": s.url, "published": s.published, "confidence": s.confidence}
        for s in passage.sources.values()
    ]
    metadata = {
        "title": passage.title,
        "heading": passage.heading,
        "document": passage.document_id,
        "topic": passage.topic,
        "campus": list(passage.campus),
        "track": list(passage.track),
        "language": passage.language,
        "valid_until": passage.valid_until,
        "sources": sources,
        "score": hit.score,
        "confidence": hit.confidence,
    }
    return LangChainDocument(id=passage.id, page_content=passage.text, metadata=metadata)
