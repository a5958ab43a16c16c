"""The next version is built upon the one before, and comes out as if it had been built from nothing."""

import json
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from ingest.refresh import Refresh, refresh
from knowledge.base import Engine, KnowledgeBase, open_current, open_version
from knowledge.campuses import CampusFinder
from knowledge.embedding import Vectors
from knowledge.settings import KnowledgeSettings
from knowledge.store import EmbeddedStore
from knowledge.store_writing import MAX_DELETED_SHARE
from knowledge.vector_file import VectorFile
from knowledge.version import Version, VersionShelf
from tests.benchmarks.korean_corpus import KoreanCorpus

PASSAGES, ROUNDS, SHARE = 300, 8, 0.09


@dataclass(frozen=True)
class Grown:
    """A base that was refreshed ROUNDS times after small changes, and one built at once from the same folder."""

    corpus: KoreanCorpus
    often: KnowledgeSettings
    once: KnowledgeSettings
    refreshes: tuple[Refresh, ...]
    deleted_shares: tuple[float, ...]
    """Of the elements of the index, after each refresh."""


def settings_of(root: Path, corpus: Path) -> KnowledgeSettings:
    return KnowledgeSettings(_env_file=None, data_dir=root, programme_dir=corpus, keep_versions=2)


def current(settings: KnowledgeSettings) -> Version:
    return VersionShelf(settings.data_dir).current()


def deleted_share(version: Version) -> float:
    file = VectorFile.find(version.folder / "chroma")
    assert file
    return file.deleted / file.count


def elements_of(version: Version) -> Vectors:
    """Every vector in the file of the index, deleted or not."""
    file = VectorFile.find(version.folder / "chroma")
    assert file
    raw = np.fromfile(file.folder / "data_level0.bin", np.uint8)[: file.count * file.size].reshape(file.count, -1)
    return np.ascontiguousarray(raw[:, file.vector : file.label]).view(np.float32)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    root = tmp_path_factory.mktemp("grown")
    corpus = KoreanCorpus.make(root / "corpus", PASSAGES)
    often, once = settings_of(root / "often", corpus.folder), settings_of(root / "once", corpus.folder)
    refreshes, shares = [refresh(often)], [0.0]
    for _ in range(ROUNDS):
        corpus.change(SHARE, (3, 2, 2))
        refreshes.append(refresh(often))
        shares.append(deleted_share(current(often)))
    refresh(once)
    return Grown(corpus, often, once, tuple(refreshes), tuple(shares))


@pytest.fixture(scope="module")
def bases(grown: Grown) -> Iterator[tuple[KnowledgeBase, KnowledgeBase]]:
    engine = Engine.load(grown.often, CampusFinder.load(grown.corpus.folder).words)
    with closing(open_current(grown.often, engine)) as often, closing(open_current(grown.once, engine)) as once:
        yield often, once


def test_each_refresh_computes_only_what_changed(grown: Grown) -> None:
    first, *later = grown.refreshes
    assert all(0 < one.embedded < first.embedded * 0.1 for one in later)
    assert all(len(one.unchanged) >= 0.8 * len(first.added) for one in later)


def test_everything_but_the_vectors_is_byte_for_byte_what_a_build_from_nothing_gives(grown: Grown) -> None:
    often, once = current(grown.often), current(grown.once)
    assert often.manifest.documents == once.manifest.documents
    assert often.manifest.canaries == once.manifest.canaries
    assert often.manifest.counts == once.manifest.counts

    def files(version: Version) -> dict[str, object]:
        apart = ("chroma/", "canaries.npy")  # Chroma gives a vector back with another last bit
        return {name: record for name, record in version.manifest.files.items() if not name.startswith(apart)}

    assert {name for name, record in files(often).items() if record != files(once).get(name)} == set()
    assert {"passages.jsonl", "readings.json", "lexical/syllables/counts.npy"} <= files(often).keys()


def test_the_store_holds_the_same_vectors(grown: Grown) -> None:
    with (
        closing(EmbeddedStore(current(grown.often).folder / "chroma")) as often,
        closing(EmbeddedStore(current(grown.once).folder / "chroma")) as once,
    ):
        assert often.record_ids() == once.record_ids()
        assert np.allclose(often.vectors_of(often.record_ids()), once.vectors_of(once.record_ids()), atol=1e-6)
    canaries = [np.load(current(settings).folder / "canaries.npy") for settings in (grown.often, grown.once)]
    assert np.allclose(canaries[0], canaries[1], atol=1e-6)


def questions(base: KnowledgeBase, count: int = 200) -> list[str]:
    """Parts of what the passages say, as somebody would type them."""
    chance = random.Random(5)
    words = [chance.choice(base.passages).text.split() for _ in range(count)]
    return [" ".join(chance.sample(text, min(4, len(text)))) for text in words]


def test_every_leg_of_the_search_finds_the_same_after_many_refreshes(
    bases: tuple[KnowledgeBase, KnowledgeBase],
) -> None:
    often, once = bases
    for question in questions(once):
        vector = once.embedder.embed_question(question)
        terms = once.analyser.terms(question)
        assert np.array_equal(often.morphemes.scores(terms), once.morphemes.scores(terms))
        assert dict(often.store.nearest(vector, 10)) == pytest.approx(dict(once.store.nearest(vector, 10)))


def test_a_version_that_shares_with_an_open_one_is_as_if_opened_alone(
    bases: tuple[KnowledgeBase, KnowledgeBase],
) -> None:
    often, once = bases
    engine = Engine(once.embedder, once.analyser)
    with closing(open_version(once.version, engine, like=often)) as shared:
        assert all(mine is theirs for mine, theirs in zip(shared.passages, often.passages, strict=True))
        for name in ("passages", "own_terms", "question_terms", "document_frequency"):
            assert getattr(shared, name) == getattr(once, name)


def test_the_index_finds_nearly_all_nearest_vectors_after_many_refreshes(
    bases: tuple[KnowledgeBase, KnowledgeBase],
) -> None:
    often, _ = bases
    assert isinstance(often.store, EmbeddedStore)
    asked = [often.embedder.embed_question(question) for question in questions(often)]
    found = [
        len(dict(often.store.nearest(vector, 10)).keys() & dict(often.store.nearest_by_index(vector, 10)).keys())
        for vector in asked
    ]
    assert sum(found) >= 0.99 * 10 * len(asked)


def test_the_index_is_written_anew_before_deleted_records_weigh_on_it(grown: Grown) -> None:
    assert max(grown.deleted_shares) <= MAX_DELETED_SHARE
    assert max(grown.deleted_shares) > 0.05  # it was built upon, not written anew each time
    assert 0.0 in grown.deleted_shares[1:]  # and was written anew at least once


def test_no_vector_of_a_deleted_passage_is_left_in_any_file(grown: Grown) -> None:
    shelf = VersionShelf(grown.often.data_dir)
    before = shelf.current()
    victim = grown.corpus.files[7]
    name = victim.stem
    with closing(EmbeddedStore(before.folder / "chroma")) as store:
        ids = [record_id for record_id in store.record_ids() if record_id.startswith(f"n{name}#")]
        vectors = store.vectors_of(ids)
    victim.unlink()
    refresh(grown.often)
    after = {path: path.read_bytes() for path in shelf.current().folder.rglob("*") if path.is_file()}
    assert ids
    assert (elements_of(before) @ vectors.T).max(axis=0) == pytest.approx(np.ones(len(ids)), abs=1e-4)
    assert (elements_of(shelf.current()) @ vectors.T).max() < 0.999
    assert not any(f"n{name}".encode() in content for content in after.values())


def test_a_moved_section_keeps_its_vector(grown: Grown) -> None:
    file = grown.corpus.files[3]
    text = file.read_text("utf-8")
    file.write_text(text.replace("\n## ", "\n## 맨 앞의 새 절\n\n새로 넣은 글입니다.\n\n## ", 1), "utf-8")
    assert refresh(grown.often).embedded == 1


def test_an_unchanged_file_is_not_read_again_until_what_stands_beside_it_changes(grown: Grown) -> None:
    refresh(grown.often)
    file = grown.corpus.files[0]
    readings = json.loads((current(grown.often).folder / "readings.json").read_text("utf-8"))
    assert f"{file.parent.name}/{file.name}" in readings["programme"]
    (grown.corpus.folder / "sources.yaml").write_text(
        "notice:\n  title: 안내\n  publisher: 서울시\n  published: '2026-01-31'\n  confidence: official\n", "utf-8"
    )
    file.write_text(file.read_text("utf-8") + "\n끝입니다.[^notice]\n", "utf-8")
    result = refresh(grown.often)
    assert (len(result.changed), result.findings) == (1, ())
    (grown.corpus.folder / "sources.yaml").unlink()
    result = refresh(grown.often)
    assert len(result.changed) == 1
    assert ["[^notice]" in finding.message for finding in result.findings] == [True]
    assert [finding.message for finding in refresh(grown.often).findings] == [
        finding.message for finding in result.findings
    ]
