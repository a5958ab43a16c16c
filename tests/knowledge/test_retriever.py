"""The knowledge base under a LangChain chain."""

from langchain_core.runnables import RunnableLambda

from knowledge.base import KnowledgeBase
from knowledge.retriever import SesacRetriever
from knowledge.settings import KnowledgeSettings


def test_the_best_passages_come_first_with_their_sources(base: KnowledgeBase, settings: KnowledgeSettings) -> None:
    documents = SesacRetriever(base, settings, k=3).invoke("강남 캠퍼스는 무슨 특화야?")
    assert len(documents) == 3
    assert "로봇" in documents[0].page_content
    assert documents[0].metadata["sources"][0]["publisher"]
    assert documents[0].metadata["confidence"] >= documents[-1].metadata["confidence"] - 0.5


def test_it_runs_in_a_chain(base: KnowledgeBase, settings: KnowledgeSettings) -> None:
    chain = SesacRetriever(base, settings, k=1) | RunnableLambda(lambda documents: documents[0].page_content)
    assert "무료" in chain.invoke("수강료 얼마야?")


def test_nothing_certain_means_no_documents(base: KnowledgeBase, settings: KnowledgeSettings) -> None:
    assert SesacRetriever(base, settings, min_confidence=0.6).invoke("구내식당 메뉴 알려줘") == []
