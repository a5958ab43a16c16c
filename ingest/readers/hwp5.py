"""Reads HWP 5 files (.hwp), 배포용 문서 among them.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
("한글 문서 파일 형식 5.0", revision 1.3.)
"""

import io
import re
import struct
from collections.abc import Iterator

import olefile

from ingest.readers import hwp5_records as hwp
from ingest.readers import hwp5_summary, story
from ingest.readers.distribution import NO_COPYING, NO_PRINTING, NotDecoded, decoded, not_decoded
from ingest.readers.extract import Extract, FileState, Limits, NotRead
from ingest.readers.hwp5_body import Walk
from ingest.readers.hwp5_styles import styles

_SIGNATURE, _OLD_SIGNATURE = b"HWP Document File", b"HWP Document File V"
_COMPRESSED, _PASSWORD, _DISTRIBUTION, _DRM, _CERTIFICATE, _CERTIFICATE_DRM, _TRACKED = (
    1 << bit for bit in (0, 1, 2, 4, 8, 10, 14)
)


def read(data: bytes, limits: Limits) -> Extract:
    """The text of an HWP file. Raises NotRead."""
    if data.startswith(_OLD_SIGNATURE):
        raise NotRead(
            FileState.UNSUPPORTED,
            "한글 97 이전 문서입니다. 한글에서 열어 HWPX로 다시 저장해 올리세요. (HWP 3 file: save it as HWPX)",
        )
    if len(data) > limits.max_file_bytes:
        raise NotRead(FileState.TOO_BIG, "파일이 너무 큽니다. 문서를 나누세요. (file too large: split the document)")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return _Hwp(container, limits).read()
    except (OSError, LookupError, ArithmeticError, ValueError, TypeError, AttributeError, struct.error) as error:
        # olefile raises any of these for a damaged container.
        raise hwp.damaged("복합 파일") from error


class _Hwp:
    """One open file."""

    def __init__(self, container: "olefile.OleFileIO[str]", limits: Limits) -> None:
        self._container = container
        self._limits = limits
        self._unpacked = 0
        header = self._stream("FileHeader")
        if len(header) < 40 or not header.startswith(_SIGNATURE):
            raise hwp.damaged("파일 인식 정보")
        self._version, self._flags = hwp.double_word(header, 32), hwp.double_word(header, 36)

    def read(self) -> Extract:
        self._check_flags()
        warnings: list[str] = []
        found = styles(self._plain(self._stream("DocInfo")), self._version)
        walk = Walk(found, self._limits)
        bodies = self._distributed(warnings) if self._flags & _DISTRIBUTION else self._ordinary()
        read = 0
        for body in bodies:
            walk.section(hwp.tree(body, f"본문 {read}"))
            read += 1
        if read == 0 or read < found.sections:
            raise hwp.damaged(f"본문 {found.sections}개 가운데 {read}개")
        if self._flags & _TRACKED:
            warnings.append(
                "변경 추적이 켜진 문서라 지운 글이 섞였을 수 있습니다. 변경을 적용해 다시 저장하세요. (tracked changes)"
            )
        return story.extract(walk.collected, self._limits, self._title(), warnings)

    def _check_flags(self) -> None:
        if self._flags & (_PASSWORD | _CERTIFICATE):
            raise NotRead(
                FileState.PASSWORD, "암호가 걸린 문서입니다. 암호를 풀고 다시 저장해 올리세요. (password protected)"
            )
        if self._flags & (_DRM | _CERTIFICATE_DRM):
            raise NotRead(FileState.PASSWORD, "DRM 보안 문서입니다. 보안을 풀고 다시 올리세요. (DRM protected)")
        if self._version >> 24 != 5:
            raise NotRead(
                FileState.UNSUPPORTED, "모르는 판의 HWP 문서입니다. HWPX로 다시 저장하세요. (unknown HWP version)"
            )

    def _ordinary(self) -> Iterator[bytes]:
        for name in self._sections("BodyText"):
            yield self._plain(self._stream(name))

    def _distributed(self, warnings: list[str]) -> Iterator[bytes]:
        """The sections of a 배포용 문서; the ordinary ones hold only a page that says what it is."""
        names = self._sections("ViewText")
        if not names:
            raise not_decoded()
        for place, name in enumerate(names):
            try:
                body, flags = decoded(self._stream(name))
                yield self._checked(body)
            except (NotDecoded, NotRead) as error:
                if isinstance(error, NotRead) and error.state is FileState.TOO_BIG:
                    raise
                raise not_decoded() from error
            if place == 0:
                barred = [word for bit, word in ((NO_COPYING, "복사"), (NO_PRINTING, "인쇄")) if flags & bit]
                told = f"({'·'.join(barred)} 금지)" if barred else "(금지 설정 없음)"
                warnings.append(
                    f"배포용 문서{told}에서 읽었습니다. 공개해도 되는 우리 문서인지 확인하세요. (distribution document)"
                )

    def _checked(self, body: bytes) -> bytes:
        """The decoded section, where it is one: it begins with a paragraph."""
        plain = self._plain(body)
        first = next(hwp.records(plain, "배포용 본문"), None)
        if first is None or first.tag != hwp.PARA_HEADER:
            raise NotDecoded
        return plain

    def _plain(self, stream: bytes) -> bytes:
        plain = hwp.inflated(stream, self._limits) if self._flags & _COMPRESSED else stream
        self._unpacked += len(plain)
        if self._unpacked > self._limits.max_unpacked_bytes:
            raise NotRead(FileState.TOO_BIG, "압축을 풀면 너무 큽니다. 문서를 나누세요. (too large when unpacked)")
        return plain

    def _sections(self, storage: str) -> list[str]:
        """The streams of a storage in order."""
        names = ["/".join(path) for path in self._container.listdir() if path[0].lower() == storage.lower()]
        numbered = [(int(match[1]), name) for name in names if (match := re.search(r"/Section(\d{1,5})$", name, re.I))]
        return [name for _, name in sorted(numbered)]

    def _stream(self, name: str) -> bytes:
        if not self._container.exists(name):
            raise hwp.damaged(name)
        size = self._container.get_size(name)
        stream: bytes = self._container.openstream(name).read()
        if len(stream) != size:
            raise hwp.damaged(name)
        return stream

    def _title(self) -> str:
        name = "\x05HwpSummaryInformation"
        return hwp5_summary.title(self._container.openstream(name).read()) if self._container.exists(name) else ""
