"""Proof that a version can be served, run in a child process.

A cut vector file can kill the process that opens it (no exception, signal 11), and Chroma's `count()` stays right
when vectors are gone. So a child compares every file with the manifest, opens the store and lets the canaries find
their own records; only then does the parent open it.
"""

import gc
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from knowledge.document import Passage
from knowledge.errors import KnowledgeError, ModelMismatch, VersionBroken
from knowledge.version import Version, file_records, read_manifest

PROOF_TIMEOUT_S = 300
"""Far above the 1.5 s of the default base and the 20 s of one of 100,000 passages."""
FOUND_COSINE = 0.999


def prove(folder: Path) -> None:
    """Check a version's directory in this process. Raises KnowledgeError; may die with the process."""
    version = Version(folder, read_manifest(folder))
    require_files(version)
    _prove_store(version)


def require_files(version: Version) -> None:
    """Raises VersionBroken unless every file is as it was written; what has no checksum need only be there."""
    found = file_records(version.folder)
    for name, record in version.manifest.files.items():
        if name not in found:
            raise VersionBroken(f"파일이 없습니다: {name} (file missing)")
        if found[name] != record:
            raise VersionBroken(f"파일이 바뀌었습니다: {name} (file altered)")


def require_sound(database: Path) -> None:
    """Check the one file that has no checksum by SQLite's own means before Chroma reads it. Raises VersionBroken.

    Opened for writing, so that what a killed process left half written is undone first.
    """
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise VersionBroken(f"{database.name}: {error} (vector store damaged)") from error
    if verdict != "ok":
        raise VersionBroken(f"{database.name}: {verdict} (vector store damaged)")


def _prove_store(version: Version) -> None:
    """Check that the store holds every searched text of every passage, and that its index finds them."""
    import numpy as np

    from knowledge.store import DATABASE, EmbeddedStore

    wanted = set(_record_ids(version))
    require_sound(version.folder / "chroma" / DATABASE)
    store = EmbeddedStore(version.folder / "chroma")
    try:
        stored = set(store.record_ids())
        if stored != wanted:
            raise VersionBroken(
                f"벡터 {len(wanted)}개가 있어야 하는데 {len(wanted & stored)}개입니다. (vectors missing)"
            )
        store.load()
        vectors = np.load(version.folder / "canaries.npy", allow_pickle=False)
        for canary, vector in zip(version.manifest.canaries, vectors, strict=True):
            own = float(store.vectors_of([canary.record_id])[0] @ vector)
            nearest = store.nearest_by_index(vector, 5)
            if own < FOUND_COSINE or not any(cosine >= FOUND_COSINE for _, cosine in nearest):
                raise VersionBroken(
                    f"색인이 '{canary.question}'을(를) 찾지 못합니다. (the index does not find a canary)"
                )
    finally:
        store.close()


def _record_ids(version: Version) -> Iterator[str]:
    """The records that the passages want. Raises VersionBroken."""
    from knowledge.store import record_ids_of

    try:
        with (version.folder / "passages.jsonl").open("rb") as lines:
            for line in lines:
                passage = Passage.from_json(json.loads(line)["passage"])
                yield from record_ids_of(passage.id, len(passage.searched_texts) + len(passage.row_texts))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise VersionBroken(f"passages.jsonl: {error}") from error


class Proof:
    """A proof under way in a child process; start it, do something else, then `wait`."""

    def __init__(self, version: Version, fingerprint: str) -> None:
        """Start the child. Raises ModelMismatch or VersionBroken at once where the version was made by another model
        or another release of the vector store: each release may rewrite the files in its own way."""
        manifest = version.manifest
        if manifest.embedding_fingerprint != fingerprint:
            raise ModelMismatch(
                f"버전 {version.id}은(는) 다른 임베딩 모델({manifest.embedding_model})로 만들어졌습니다. 같은 모델을 "
                f"SESAC_EMBEDDING_MODEL로 지정하거나 sesac refresh로 다시 만드세요. "
                f"(Built with another embedding model: name it, or rebuild with sesac refresh.)"
            )
        from knowledge.store import library_version  # not at the top: what is damaged is told without loading it

        if manifest.chroma_version != library_version():
            raise VersionBroken(
                f"버전 {version.id}은(는) 다른 벡터 저장소(Chroma {manifest.chroma_version}, 지금은 {library_version()})로 "
                f"만들어졌습니다. sesac refresh로 다시 만드세요. (Rebuild needed: another Chroma release; run sesac refresh.)"
            )
        self._version = version
        self._child = subprocess.Popen(
            [sys.executable, "-m", "knowledge.proving", str(version.folder.resolve())],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parent.parent,
        )

    def wait(self) -> None:
        """Raises VersionBroken where the child found a fault, died or hung."""
        try:
            output, _ = self._child.communicate(timeout=PROOF_TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            self.cancel()
            raise self._broken("확인이 끝나지 않습니다 (the check hangs)") from error
        if self._child.returncode == 0:
            return
        try:
            why = str(json.loads(output)["why"])
        except (ValueError, LookupError, TypeError):
            why = f"여는 프로세스가 죽었습니다, 종료 코드 {self._child.returncode} (the process that opened it died)"
        raise self._broken(why)

    def cancel(self) -> None:
        """End the child without waiting for its finding."""
        self._child.kill()
        self._child.communicate()

    def _broken(self, why: str) -> VersionBroken:
        return VersionBroken(f"버전 {self._version.id}을(를) 쓸 수 없습니다: {why}")


def main() -> int:
    """Entry point of the child: the directory is the only argument; prints the fault as JSON."""
    try:
        prove(Path(sys.argv[1]))
    except KnowledgeError as error:
        print(json.dumps({"why": str(error)}, ensure_ascii=False))
        return 1
    return 0


if __name__ == "__main__":
    # A server waits for this process: collecting garbage and tearing the interpreter down are a quarter of its time.
    gc.disable()
    code = main()
    sys.stdout.flush()
    os._exit(code)
