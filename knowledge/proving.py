"""Proof that a version can be served, run in a child process.

A cut vector file can kill the process that opens it (no exception, signal 11), and Chroma's `count()` stays right
when vectors are gone. So a child compares every file with the manifest, opens the store and lets the canaries find
their own records; only then does the parent open it.
"""

import json
import subprocess
import sys
from pathlib import Path

from knowledge.errors import KnowledgeError, ModelMismatch, VersionBroken
from knowledge.version import Version, file_records, read_manifest

PROOF_TIMEOUT_S = 300
"""Far above the 1.5 s of the default base and the 20 s of one of 100,000 passages."""
FOUND_COSINE = 0.999


def prove(folder: Path) -> None:
    """Check a version's directory in this process. Raises KnowledgeError; may die with the process."""
    import numpy as np

    from knowledge.store import EmbeddedStore

    manifest = read_manifest(folder)
    found = file_records(folder)
    for name, record in manifest.files.items():
        if name not in found:
            raise VersionBroken(f"파일이 없습니다: {name} (file missing)")
        if found[name] != record:
            raise VersionBroken(f"파일이 바뀌었습니다: {name} (file altered)")
    store = EmbeddedStore(folder / "chroma")
    if len(store.record_ids()) != manifest.counts["vectors"]:
        raise VersionBroken(
            f"벡터가 {manifest.counts['vectors']}개여야 하는데 {len(store.record_ids())}개입니다. (vectors missing)"
        )
    vectors = np.load(folder / "canaries.npy", allow_pickle=False)
    for canary, vector in zip(manifest.canaries, vectors, strict=True):
        nearest = store.nearest_by_index(vector, 5)
        if not any(cosine >= FOUND_COSINE for _, cosine in nearest):
            raise VersionBroken(f"색인이 '{canary.question}'을(를) 찾지 못합니다. (the index does not find a canary)")
    store.close()


class Proof:
    """A proof under way in a child process; start it, do something else, then `wait`."""

    def __init__(self, version: Version, fingerprint: str) -> None:
        """Start the child. Raises ModelMismatch at once where the version belongs to another model."""
        manifest = version.manifest
        if manifest.embedding_fingerprint != fingerprint:
            raise ModelMismatch(
                f"버전 {version.id}은(는) 다른 임베딩 모델({manifest.embedding_model})로 만들어졌습니다. 같은 모델을 "
                f"SESAC_EMBEDDING_MODEL로 지정하거나 sesac refresh로 다시 만드세요. "
                f"(Built with another embedding model: name it, or rebuild with sesac refresh.)"
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
            self._child.kill()
            self._child.communicate()
            raise self._broken("확인이 끝나지 않습니다 (the check hangs)") from error
        if self._child.returncode == 0:
            return
        try:
            why = str(json.loads(output)["why"])
        except (ValueError, LookupError, TypeError):
            why = f"여는 프로세스가 죽었습니다, 종료 코드 {self._child.returncode} (the process that opened it died)"
        raise self._broken(why)

    def _broken(self, why: str) -> VersionBroken:
        return VersionBroken(f"버전 {self._version.id}이(가) 손상되었습니다: {why}")


def main() -> int:
    """Entry point of the child: the directory is the only argument; prints the fault as JSON."""
    try:
        prove(Path(sys.argv[1]))
    except KnowledgeError as error:
        print(json.dumps({"why": str(error)}, ensure_ascii=False))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
