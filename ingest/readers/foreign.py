"""What is told from its first bytes only to be refused by name: programs, images, other archives, old formats."""

from ingest.readers.extract import FileState, NotRead

_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"HWP Document File V", "한글 97 이하 문서입니다. 한글에서 HWPX로 다시 저장하세요", "HWP 3: save again as HWPX"),
    (b"\x7fELF", "실행 파일입니다. 올리지 마세요", "an ELF program"),
    (b"\xcf\xfa\xed\xfe", "실행 파일입니다. 올리지 마세요", "a Mach-O program"),
    (b"\xca\xfe\xba\xbe", "실행 파일입니다. 올리지 마세요", "a program"),
    (b"\x89PNG", "그림 파일입니다. 글이 있는 원본을 올리세요", "a PNG image"),
    (b"\xff\xd8\xff", "그림 파일입니다. 글이 있는 원본을 올리세요", "a JPEG image"),
    (b"GIF8", "그림 파일입니다. 글이 있는 원본을 올리세요", "a GIF image"),
    (b"II*\0", "그림 파일입니다. 글이 있는 원본을 올리세요", "a TIFF image"),
    (b"MM\0*", "그림 파일입니다. 글이 있는 원본을 올리세요", "a TIFF image"),
    (b"7z\xbc\xaf", "7z 압축입니다. ZIP으로 다시 압축하세요", "7z: use ZIP"),
    (b"Rar!", "RAR 압축입니다. ZIP으로 다시 압축하세요", "RAR: use ZIP"),
    (b"EGGA", "EGG 압축입니다. ZIP으로 다시 압축하세요", "EGG: use ZIP"),
    (b"ALZ\x01", "ALZ 압축입니다. ZIP으로 다시 압축하세요", "ALZ: use ZIP"),
    (b"\x1f\x8b", "GZ 압축입니다. ZIP으로 다시 압축하세요", "gzip: use ZIP"),
    (b"{\\rtf", "RTF 문서입니다. DOCX나 HWPX로 다시 저장하세요", "RTF: save as DOCX or HWPX"),
)
_REFUSED_WITH_NUL = (  # two letters that a text may begin with: "MZ세대"
    (b"MZ", "실행 파일입니다. 올리지 마세요", "a Windows program"),
    (b"BM", "그림 파일입니다. 글이 있는 원본을 올리세요", "a BMP image"),
    (b"RIFF", "그림이나 소리 파일입니다. 글이 있는 원본을 올리세요", "an image or sound"),
    (b"ID3", "소리 파일입니다. 글이 있는 원본을 올리세요", "a sound"),
)


def refuse_foreign(data: bytes) -> None:
    """Raises NotRead, naming it, for a program, an image, another kind of archive or an old format."""
    for mark, what, gloss in _REFUSED:
        if data.startswith(mark):
            raise unsupported(what, gloss)
    for mark, what, gloss in _REFUSED_WITH_NUL:
        if data.startswith(mark) and b"\0" in data[:128]:
            raise unsupported(what, gloss)
    if data[4:8] == b"ftyp":
        raise unsupported("그림이나 영상 파일입니다. 글이 있는 원본을 올리세요", "an image or video")


def unsupported(what: str, gloss: str) -> NotRead:
    """What is raised for a file of a kind that is not read."""
    return NotRead(FileState.UNSUPPORTED, f"{what}. ({gloss})")


def require_one_thing(data: bytes, kind: str) -> None:
    """Refuse a file that is also a whole ZIP file: two programs would show two different texts of it."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end >= 0 and end + 22 + int.from_bytes(data[end + 20 : end + 22], "little") == len(data):
        raise unsupported(f"{kind}이면서 ZIP이기도 한 파일입니다. 원본을 확인하세요", f"a {kind} that is a ZIP as well")
