"""A damaged version is noticed before it is served, and the version before it answers."""

import itertools
import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.order import Ending
from ingest.refresh import publish, refresh
from knowledge.answering import Answerer
from knowledge.base import Engine, open_current
from knowledge.errors import KnowledgeError, NoVersion, VersionBroken
from knowledge.proving import Proof, prove
from knowledge.version import Version, VersionShelf, file_records, read_manifest
from tests.faults.asking import fee_of, told_fee
from tests.faults.conftest import FREE, PAID, write_fee
from tests.staff_folder import TinyProgramme

NAMED = ["manifest.json", "passages.jsonl", "canaries.npy", "readings.json"]
NAMED += [f"structured/{name}" for name in ("campuses.yaml", "districts.yaml", "districts.geojson")]
NAMED += [
    f"lexical/{index}/{name}"
    for index in ("morphemes", "syllables")
    for name in (
        "params.index.json",
        "vocab.index.json",
        "counts.npy",
        "lengths.npy",
        "data.csc.index.npy",
        "indices.csc.index.npy",
        "indptr.csc.index.npy",
    )
]
VECTORS = [f"{name}.bin" for name in ("data_level0", "header", "length", "link_lists")] + ["index_metadata.pickle"]
FILES = [*NAMED, "chroma/chroma.sqlite3", *VECTORS]


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def scramble(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(max(64, file.stat().st_size)))


HARMS: dict[str, Callable[[Path], None]] = {"cut": cut, "empty": empty, "random": scramble, "gone": Path.unlink}


def file_of(version: Version, name: str) -> Path:
    return next((version.folder / "chroma").glob(f"*/{name}")) if name in VECTORS else version.folder / name


def current(programme: TinyProgramme) -> Version:
    return VersionShelf(programme.settings.data_dir).current()


def test_these_are_all_files_of_a_version(two_versions: TinyProgramme) -> None:
    version = current(two_versions)
    assert {file_of(version, name) for name in FILES} == {p for p in version.folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_noticed(two_versions: TinyProgramme, tmp_path: Path, engine: Engine, name: str) -> None:
    """All four kinds of damage, each in its own copy; where the vector store might die of it, in its own child."""
    whole = current(two_versions).folder
    noticed, proofs = 0, []
    for harm, damage in HARMS.items():
        folder = Path(shutil.copytree(whole, tmp_path / harm))
        file = file_of(Version(folder, current(two_versions).manifest), name)
        if file.stat().st_size == 0 and harm in ("cut", "empty"):
            continue
        damage(file)
        if name in NAMED:
            with pytest.raises(VersionBroken):
                prove(folder)
            noticed += 1
        else:
            proofs.append(Proof(Version(folder, read_manifest(folder)), engine.embedder.fingerprint))
    for proof in proofs:
        with pytest.raises(VersionBroken, match="쓸 수 없습니다"):
            proof.wait()
    assert noticed + len(proofs) >= 2


def test_a_whole_version_is_found_whole(programme: TinyProgramme, engine: Engine) -> None:
    Proof(current(programme), engine.embedder.fingerprint).wait()


def test_a_prepared_version_with_a_damaged_file_is_not_published(
    programme: TinyProgramme, engine: Engine, tmp_path: Path
) -> None:
    """Files of each kind, each in one of the four ways, in turn."""
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    served = current(programme).id
    write_fee(programme, "77만 원")
    prepared = str(refresh(settings, ending=Ending.KEEP).version_id)
    whole = Path(shutil.copytree(shelf.prepared_folder(prepared), tmp_path / "whole"))
    for name, harm in zip([*NAMED[::4], *FILES[len(NAMED) :]], itertools.cycle(HARMS)):
        folder = shelf.prepared_folder(prepared)
        shutil.rmtree(folder, ignore_errors=True)
        version = Version(Path(shutil.copytree(whole, folder)), read_manifest(whole))
        file = file_of(version, name)
        HARMS["gone" if file.stat().st_size == 0 else harm](file)
        with pytest.raises(KnowledgeError, match=r"쓸 수 없습니다|다시 준비하세요") as fault:
            publish(settings, prepared)
        assert "\n" not in str(fault.value), (name, harm)
        assert (shelf.current_id(), shelf.ids()[0]) == (served, served), (name, harm)
    shutil.rmtree(shelf.prepared_folder(prepared), ignore_errors=True)
    shutil.copytree(whole, shelf.prepared_folder(prepared))
    publish(settings, prepared)
    assert "77만 원" in told_fee(settings, engine)[0]


@pytest.mark.parametrize(
    "name, harm",
    [
        ("manifest.json", "cut"),
        ("structured/campuses.yaml", "random"),
        ("chroma/chroma.sqlite3", "cut"),
    ],
)
def test_the_version_before_answers(programme: TinyProgramme, engine: Engine, name: str, harm: str) -> None:
    broken = current(programme)
    HARMS[harm](file_of(broken, name))
    fee, base = told_fee(programme.settings, engine)
    assert FREE in fee
    assert base.version.id < broken.id
    assert len(base.skipped) == 1


def test_half_a_version_is_passed_over(programme: TinyProgramme, engine: Engine) -> None:
    version = current(programme)
    for file in sorted(p for p in version.folder.rglob("*") if p.is_file())[::2]:
        file.unlink()
    assert FREE in told_fee(programme.settings, engine)[0]


def test_a_version_that_is_named_and_not_there_is_passed_over(programme: TinyProgramme, engine: Engine) -> None:
    current(programme).folder.rename(programme.settings.data_dir / "elsewhere")
    fee, base = told_fee(programme.settings, engine)
    assert FREE in fee
    assert "sesac versions" in base.skipped[0]


def test_where_no_version_is_whole_the_fault_of_the_one_in_force_is_told(
    programme: TinyProgramme, engine: Engine
) -> None:
    shelf = VersionShelf(programme.settings.data_dir)
    newest = shelf.ids()[0]
    for version_id in shelf.ids():
        cut(shelf.folder / version_id / "passages.jsonl")
    with pytest.raises(VersionBroken, match=rf"{newest}.*passages\.jsonl"):
        told_fee(programme.settings, engine)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_with_a_damaged_pointer_the_newest_version_answers(
    programme: TinyProgramme, engine: Engine, content: bytes | None
) -> None:
    pointer = VersionShelf(programme.settings.data_dir).pointer
    pointer.unlink()
    if content is not None:
        pointer.write_bytes(content)
    fee, base = told_fee(programme.settings, engine)
    assert PAID in fee
    assert str(pointer) in base.skipped[0]


def test_without_any_version_one_is_told_to_refresh(
    tmp_path: Path, engine: Engine, two_versions: TinyProgramme
) -> None:
    with pytest.raises(NoVersion, match="sesac refresh"):
        told_fee(two_versions.settings.model_copy(update={"data_dir": tmp_path}), engine)


def certified(version: Version) -> Version:
    """The version with a manifest that agrees with its files as they are now."""
    manifest = replace(version.manifest, files=file_records(version.folder))
    (version.folder / "manifest.json").write_text(json.dumps(manifest.to_json()))
    return Version(version.folder, manifest)


@pytest.mark.parametrize(
    "name, harm",
    [("data_level0.bin", "random"), ("index_metadata.pickle", "gone")],
)
def test_vectors_that_do_not_find_themselves_are_noticed_whatever_the_manifest_says(
    programme: TinyProgramme, engine: Engine, name: str, harm: str
) -> None:
    version = current(programme)
    HARMS[harm](file_of(version, name))
    with pytest.raises(VersionBroken):
        Proof(certified(version), engine.embedder.fingerprint).wait()


def test_a_database_of_another_version_is_noticed(programme: TinyProgramme, engine: Engine) -> None:
    """Same schema, same number of records: only their names tell."""
    version = current(programme)
    passages = version.folder / "passages.jsonl"
    passages.write_text(passages.read_text("utf-8").replace('"schedule#1"', '"schedules#1"'), "utf-8")
    with pytest.raises(VersionBroken, match="vectors missing"):
        Proof(certified(version), engine.embedder.fingerprint).wait()


def test_a_canary_that_another_record_answers_is_noticed(programme: TinyProgramme, engine: Engine) -> None:
    version = current(programme)
    first, second, *others = version.manifest.canaries
    swapped = (replace(first, record_id=second.record_id), replace(second, record_id=first.record_id), *others)
    made = replace(version.manifest, canaries=swapped)
    (version.folder / "manifest.json").write_text(json.dumps(made.to_json()))
    with pytest.raises(VersionBroken, match="canary"):
        Proof(Version(version.folder, made), engine.embedder.fingerprint).wait()


def test_a_version_of_another_chroma_release_is_to_be_rebuilt(programme: TinyProgramme, engine: Engine) -> None:
    shelf = VersionShelf(programme.settings.data_dir)
    for version_id in shelf.ids():
        other = replace(shelf.get(version_id).manifest, chroma_version="0.4.0")
        (shelf.folder / version_id / "manifest.json").write_text(json.dumps(other.to_json()))
    with pytest.raises(KnowledgeError, match=r"0\.4\.0.*sesac refresh.*Rebuild needed"):
        told_fee(programme.settings, engine)


def test_an_opened_base_is_not_disturbed_by_the_loss_of_its_files(programme: TinyProgramme, engine: Engine) -> None:
    base = open_current(programme.settings, engine)
    for file in [p for p in base.version.folder.rglob("*") if p.is_file()]:
        file.unlink()
    assert PAID in fee_of(Answerer(base, programme.settings))
    base.close()
