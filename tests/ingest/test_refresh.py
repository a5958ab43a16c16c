"""A refresh brings what staff changed, all of it and nothing else, into the next version."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.errors import NothingToPublish
from ingest.finding import Severity
from ingest.order import Ending, Order
from ingest.refresh import Refresh, refresh
from knowledge.base import Engine, open_current
from knowledge.embedding import load_embedder
from knowledge.errors import VersionBroken
from knowledge.lexical import analyser_with
from knowledge.settings import KnowledgeSettings
from knowledge.store import EmbeddedStore
from knowledge.version import Version, VersionShelf, file_records
from tests.staff_folder import CONTACT, COST, StaffFolder, TinyProgramme

ALL = ("application", "contact", "cost", "eligibility", "schedule")


def current(settings: KnowledgeSettings) -> Version:
    return VersionShelf(settings.data_dir).current()


def documents(settings: KnowledgeSettings) -> set[str]:
    return set(current(settings).manifest.documents)


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file but the lock, and but the one into which Chroma writes a row when it is opened."""
    found = (p for p in folder.rglob("*") if not p.name.startswith(("refresh.", "chroma.sqlite3")))
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) if p.is_file() else (0, 0) for p in found}


def vectors(version: Version) -> Mapping[str, Any]:
    store = EmbeddedStore(version.folder / "chroma")
    try:
        return dict(zip(store.record_ids(), store.vectors_of(store.record_ids()), strict=True))
    finally:
        store.close()


def test_the_first_refresh_publishes_every_document(first_refresh: tuple[TinyProgramme, Refresh]) -> None:
    programme, result = first_refresh
    assert (result.published, result.added, result.findings) == (True, ALL, ())
    assert result.version_id == current(programme.settings).id
    assert result.embedded == len(vectors(current(programme.settings)))


def test_what_was_added_changed_and_removed_is_told_and_only_that_is_computed(programme: TinyProgramme) -> None:
    before = vectors(current(programme.settings))
    programme.folder.write(
        "cost.md", COST.replace("무료", "50만 원"), id="cost", title="교육비", topic="cost-and-support"
    )
    programme.folder.write("new.md", "## 노트북\n> Q: 노트북 줘?\n\n노트북을 빌려줍니다.\n", id="new", title="장비")
    (programme.folder.path / "schedule.md").unlink()
    result = refresh(programme.settings)
    assert (result.added, result.changed, result.removed) == (("new",), ("cost",), ("schedule",))
    assert result.unchanged == ("application", "contact", "eligibility")
    assert result.embedded == 3  # the new passage, its question, and the changed passage without its questions
    after = vectors(current(programme.settings))
    assert all(np.allclose(after[key], before[key], atol=1e-6) for key in before if key.startswith(result.unchanged))
    assert not any(key.startswith("schedule") for key in after)


def test_a_refresh_without_changes_publishes_nothing(programme: TinyProgramme) -> None:
    before = tree(programme.settings.data_dir)
    result = refresh(programme.settings)
    assert (result.published, result.unchanged, result.embedded) == (False, ALL, 0)
    assert result.version_id == current(programme.settings).id
    assert tree(programme.settings.data_dir) == before


def test_a_dry_run_tells_the_same_and_writes_nothing(programme: TinyProgramme) -> None:
    settings = programme.settings.model_copy(update={"keep_versions": 1})
    (settings.data_dir / "versions" / "20200101T000000Z").mkdir()
    before = tree(settings.data_dir)
    programme.folder.write("cost.md", COST.replace("무료", "유료"), id="cost", title="교육비")
    (programme.folder.path / "schedule.md").unlink()
    programme.folder.write_raw("broken.md", "---\ntitle: 닫지 않은 머리말\n")
    result = refresh(settings, ending=Ending.DROP)
    assert (result.published, result.changed, result.removed) == (False, ("cost",), ("schedule",))
    assert [finding.path for finding in result.errors] == ["broken.md"]
    assert tree(settings.data_dir) == before


def test_a_source_replaces_only_what_came_from_it(programme: TinyProgramme, staff: StaffFolder) -> None:
    settings = programme.settings
    for name in ("하나", "둘", "셋"):
        staff.write(f"{name}.md", f"{name}입니다.\n")
    assert refresh(settings, [staff.path]).removed == ()
    assert documents(settings) == {*ALL, "recruiting", "하나", "둘", "셋"}
    (staff.path / "하나.md").unlink()
    assert refresh(settings, [staff.path]).removed == ("하나",)
    (programme.folder.path / "schedule.md").unlink()
    assert refresh(settings).removed == ("schedule",)
    assert documents(settings) == {*ALL, "recruiting", "둘", "셋"} - {"schedule"}


@pytest.fixture(scope="module")
def odd(
    first_refresh: tuple[TinyProgramme, Refresh], tmp_path_factory: pytest.TempPathFactory
) -> tuple[KnowledgeSettings, Refresh]:
    """One refresh of two sources with everything that staff get wrong, and what it said."""
    root = tmp_path_factory.mktemp("odd")
    programme, staff = first_refresh[0].copy_to(root), StaffFolder(root / "staff")
    programme.folder.write("왜 새싹인가?1.md", "> Q: 왜 새싹이야?\n\n청년이 자라는 곳이라서입니다.\n")
    programme.folder.write_raw("broken.md", "---\ntitle: [\n---\n글\n")
    programme.folder.write("mark.md", "글입니다.[^nope]\n", id="mark")
    programme.folder.write("place.md", "<!-- track: bioo -->\n\n글입니다.\n", id="place", campus="gangnm, mapo")
    staff.write("a.md", "다른 교육비 안내입니다.\n", id="cost")
    staff.write("b.md", "3월에 모집합니다.\n", id="recruiting")
    settings = programme.settings.model_copy(update={"keep_versions": 1})
    paths = [programme.folder.path, staff.path, staff.path / ".." / staff.path.name]
    return settings, refresh(settings, paths)


def findings(result: Refresh, path: str) -> list[tuple[Severity, str]]:
    return [(finding.severity, finding.message) for finding in result.findings if finding.path == path]


def test_one_bad_file_stops_nothing_else(odd: tuple[KnowledgeSettings, Refresh]) -> None:
    _, result = odd
    assert (result.published, len(result.unchanged)) == (True, 5)
    assert [finding.path for finding in result.errors] == ["broken.md", "a.md"]
    assert json.dumps(result.to_json(), ensure_ascii=False)


def test_a_doubt_is_named_and_the_document_taken_in(odd: tuple[KnowledgeSettings, Refresh]) -> None:
    _, result = odd
    ((severity, message),) = findings(result, "mark.md")
    assert (severity, "[^nope]" in message, "mark" in result.added) == (Severity.WARNING, True, True)


def test_a_campus_or_track_that_there_is_not_is_named(odd: tuple[KnowledgeSettings, Refresh]) -> None:
    _, result = odd
    (campus, track) = findings(result, "place.md")
    assert (campus[0], track[0]) == (Severity.WARNING, Severity.WARNING)
    assert "gangnm" in campus[1]
    assert "mapo" not in campus[1]
    assert "bioo" in track[1]


def test_an_id_that_another_source_has_is_named_and_that_source_keeps_it(
    odd: tuple[KnowledgeSettings, Refresh],
) -> None:
    settings, result = odd
    ((severity, message),) = findings(result, "a.md")
    assert (severity, "'cost'" in message, "programme" in message) == (Severity.ERROR, True, True)
    assert current(settings).manifest.documents["cost"]["origin"] == "programme"


def test_a_source_named_twice_is_read_once(odd: tuple[KnowledgeSettings, Refresh]) -> None:
    settings, result = odd
    assert "recruiting" in result.added
    passages = [passage.id for passage, _ in current(settings).passages()]
    assert len(passages) == len(set(passages)) == result.passages


def test_a_question_mark_in_a_file_name_does_no_harm(odd: tuple[KnowledgeSettings, Refresh]) -> None:
    settings, result = odd
    assert "왜 새싹인가?1" in result.added
    base = open_current(settings)
    assert base.records["왜 새싹인가?1#1"] == ["왜 새싹인가?1#1", "왜 새싹인가?1#1?1"]
    base.close()


def test_only_the_named_number_of_versions_is_kept(odd: tuple[KnowledgeSettings, Refresh]) -> None:
    settings, result = odd
    assert VersionShelf(settings.data_dir).ids() == [result.version_id]


@pytest.mark.parametrize("content", [None, "# 제목뿐\n"])
def test_a_source_without_a_readable_document_is_refused_and_the_old_version_stays(
    programme: TinyProgramme, tmp_path: Path, content: str | None
) -> None:
    before = tree(programme.settings.data_dir)
    for file in programme.folder.path.glob("*.md"):
        file.unlink()
    if content:
        programme.folder.write_raw("broken.md", content)
    with pytest.raises(NothingToPublish, match="이전 버전이 그대로") as refused:
        refresh(programme.settings)
    assert ("broken.md:1:" in str(refused.value)) == bool(content)
    assert tree(programme.settings.data_dir) == before


def test_a_shrunken_source_is_stopped_until_somebody_says_so(programme: TinyProgramme) -> None:
    old = current(programme.settings).id
    for name in ("cost", "contact", "schedule"):
        (programme.folder.path / f"{name}.md").unlink()
    stopped = refresh(programme.settings)
    assert (stopped.published, stopped.is_stopped) == (False, True)
    assert [(block.kind, block.subject, block.count) for block in stopped.gate.blocks][:1] == [
        ("lost passages", "programme", 3)
    ]
    assert current(programme.settings).id == old
    assert refresh(programme.settings, order=Order(force="두 문서를 없앴습니다")).published
    assert documents(programme.settings) == {"application", "eligibility"}


def test_the_same_sources_give_the_same_version(
    first_refresh: tuple[TinyProgramme, Refresh], programme: TinyProgramme, tmp_path: Path
) -> None:
    one = current(first_refresh[0].settings)
    elsewhere = programme.settings.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    refresh(elsewhere)
    other = current(elsewhere)
    assert other.manifest.documents == one.manifest.documents
    assert other.manifest.canaries == one.manifest.canaries

    def content(version: Version) -> dict[str, Any]:
        return {k: v for k, v in version.manifest.files.items() if not k.startswith("chroma/")}

    assert content(other) == content(one)
    first, second = vectors(one), vectors(other)
    assert list(first) == list(second)
    assert all(np.array_equal(first[key], second[key]) for key in first)


def test_a_version_is_newer_than_the_one_before_even_where_the_clock_went_back(programme: TinyProgramme) -> None:
    settings, old = programme.settings, current(programme.settings).id
    programme.folder.write("new.md", "새 글입니다.\n", id="new")
    new = refresh(settings, order=Order(now=datetime(2001, 1, 1, tzinfo=UTC))).version_id
    assert VersionShelf(settings.data_dir).ids() == [new, old] == sorted([new or "", old], reverse=True)
    assert current(settings).id == new


def test_a_deleted_document_is_in_no_file_of_the_next_version(programme: TinyProgramme) -> None:
    secret = "## 비밀스러운이름 Zzyzx9\n> Q: 비밀스러운이름 Zzyzx9 누구야?\n\n비밀스러운이름 Zzyzx9 010-9876-5432.\n"
    programme.folder.write("secret.md", secret, id="zzyzx9", title="비밀스러운이름 Zzyzx9")

    def holding(version: Version) -> set[str]:
        """The files in which a part of the document can still be found, in any encoding and case."""
        # Four digits alone stand in a checksum now and then.
        traces = ["비밀스러운이름", "스러운", "Zzyzx9", "98765432", "9876-5432"]
        wanted = [t.encode(e) for t in traces for e in ("utf-8", "utf-16-le")] + [
            json.dumps(t)[1:-1].encode() for t in traces
        ]
        files = [p for p in version.folder.rglob("*") if p.is_file()]
        return {p.name for p in files if any(w.lower() in p.read_bytes().lower() for w in wanted)}

    refresh(programme.settings)
    assert {"passages.jsonl", "manifest.json", "chroma.sqlite3", "vocab.index.json"} <= holding(
        current(programme.settings)
    )
    (programme.folder.path / "secret.md").unlink()
    assert refresh(programme.settings).removed == ("zzyzx9",)
    assert holding(current(programme.settings)) == set()


def test_after_a_rollback_the_older_version_is_built_upon(programme: TinyProgramme, staff: StaffFolder) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    old = shelf.current().id
    refresh(settings, [staff.path])
    assert shelf.rollback().id == old
    programme.folder.write(
        "contact.md", CONTACT + "\n전화도 받습니다.\n", id="contact", title="문의처", topic="contact"
    )
    result = refresh(settings)
    assert (result.added, result.changed, result.removed) == ((), ("contact",), ())
    assert documents(settings) == set(ALL)
    assert shelf.ids()[0] == result.version_id


def test_staff_may_bring_a_part_of_the_campus_data(programme: TinyProgramme, staff: StaffFolder) -> None:
    campuses = (programme.folder.path / "campuses.yaml").read_text("utf-8")
    staff.write_raw("campuses.yaml", campuses.replace("name: 강남캠퍼스", "name: 강남새캠퍼스"))
    assert refresh(programme.settings, [staff.path]).published
    structured = current(programme.settings).structured
    assert "강남새캠퍼스" in (structured / "campuses.yaml").read_text("utf-8")
    assert (structured / "districts.yaml").read_bytes() == (programme.folder.path / "districts.yaml").read_bytes()


@pytest.mark.parametrize("name", ["campuses.yaml", "districts.yaml", "districts.geojson"])
def test_campus_data_that_cannot_be_read_is_named_and_the_old_version_stays(
    programme: TinyProgramme, name: str
) -> None:
    old = current(programme.settings).id
    file = programme.folder.path / name
    file.write_bytes(file.read_bytes()[:-200] + b"[{")
    with pytest.raises(VersionBroken, match=str(file)):
        refresh(programme.settings)
    assert current(programme.settings).id == old


def test_terms_are_analysed_again_when_the_names_of_places_change(programme: TinyProgramme) -> None:
    districts = programme.folder.path / "districts.yaml"
    campuses = programme.folder.path / "campuses.yaml"

    def terms() -> list[str]:
        return [
            t
            for passage, terms in current(programme.settings).passages()
            if passage.document_id == "new"
            for t in terms[0]
        ]

    programme.folder.write("new.md", "무지개산구 캠퍼스가 열립니다.\n", id="new")
    refresh(programme.settings)
    assert "무지개산구" not in terms()
    for file in (districts, campuses):
        file.write_text(file.read_text("utf-8").replace("강남구", "무지개산구"), "utf-8")
    result = refresh(programme.settings)
    assert (result.published, result.embedded) == (True, 0)
    assert "무지개산구" in terms()
    # And whoever opens it understands questions in the same way, whatever names were known before.
    base = open_current(programme.settings, Engine(load_embedder(programme.settings), analyser_with(())))
    assert "무지개산구" in base.analyser.terms("무지개산구 어디야?")
    base.close()


def test_every_file_of_a_version_stands_in_its_manifest(first_refresh: tuple[TinyProgramme, Refresh]) -> None:
    version = current(first_refresh[0].settings)
    assert file_records(version.folder) == dict(version.manifest.files)
    assert set(version.manifest.files) >= {
        "passages.jsonl",
        "canaries.npy",
        "structured/campuses.yaml",
        "chroma/chroma.sqlite3",
    }
    assert version.manifest.counts["documents"] == len(ALL)
