"""Files made to do harm: bombs, entities, PDF files that lie, and the plain files that they are made from."""

import io
import random
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import repeat

from tests.ingest.readers.pdf_files import PdfFile, text
from tests.ingest.readers.test_every_kind import FEED, PAGE, SENTENCE, in_excel, in_powerpoint, in_word

MAIN_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/worksheets/sheet1.xml",
    "pptx": "ppt/slides/slide1.xml",
    "hwpx": "Contents/section0.xml",
}
MARKER = "비밀표지7319"
_SPACES = b" " * 1_000_000


def plain_files() -> dict[str, bytes]:
    """A good file of each kind, by suffix."""
    from tests.ingest.readers.hwp_files import HwpFile
    from tests.ingest.readers.hwp_files import paragraph as hwp_paragraph
    from tests.ingest.readers.hwpx_files import HwpxFile
    from tests.ingest.readers.hwpx_files import paragraph as hwpx_paragraph

    return {
        "docx": in_word(),
        "xlsx": in_excel(),
        "pptx": in_powerpoint(),
        "hwpx": HwpxFile([hwpx_paragraph(SENTENCE)]).save(),
        "hwp": HwpFile([hwp_paragraph(SENTENCE)]).save(),
        "pdf": PdfFile([text(50, 700, SENTENCE)]).save(),
        "html": PAGE.encode(),
        "rss": FEED.encode(),
        "csv": "이름,과정\n가,개발\n나,기획\n".encode("cp949"),
        "txt": SENTENCE.encode(),
        "zip": zipped({"안내.txt": SENTENCE.encode(), "안내.docx": in_word()}),
    }


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP file of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def with_part(data: bytes, name: str, content: Iterable[bytes]) -> bytes:
    """An archive in which one part is another, or is there as well."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info.filename))
        with new.open(name, "w") as part:
            for step in content:
                part.write(step)
    return packed.getvalue()


def bomb(suffix: str, data: bytes, megabytes: int) -> bytes:
    """An office file whose main part unpacks to so much."""
    return with_part(data, MAIN_PARTS[suffix], repeat(_SPACES, megabytes))


def with_doctype(suffix: str, data: bytes, doctype: str, entity: str = "&a;") -> bytes:
    """An office file whose main part declares entities and uses one where its text begins."""
    name = MAIN_PARTS[suffix]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read(name).decode()
    head, mark, rest = part.rpartition("?>")
    return with_part(data, name, [(head + mark + doctype + rest.replace(SENTENCE, entity)).encode()])


def nested(depth: int) -> bytes:
    """An archive within an archive, so many times."""
    data = SENTENCE.encode()
    for level in range(depth):
        data = zipped({"안.zip" if level else "안.txt": data})
    return data


def deflated(steps: Iterable[bytes]) -> bytes:
    """Packed as PDF files pack their parts."""
    engine = zlib.compressobj(1)
    return b"".join([*map(engine.compress, steps), engine.flush()])


def pdf(*objects: bytes) -> bytes:
    """A PDF file of these objects, the first of them its root."""
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table) + end


def pdf_of(content: bytes, filters: str = "/FlateDecode", resources: bytes = b"", more: Sequence[bytes] = ()) -> bytes:
    """One page with that content stream."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources
    pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, pdf_stream(content, filters), *more)


def pdf_stream(content: bytes, filters: str = "/FlateDecode", about: bytes = b"") -> bytes:
    """A stream object."""
    head = b"<< /Length %d /Filter [%s] %s >>" % (len(content), filters.encode(), about)
    return head + b"\nstream\n" + content + b"\nendstream"


def mutations(data: bytes, count: int, seed: int) -> Iterable[bytes]:
    """The file with a bit flipped, ten bytes changed, its end cut off, or a stretch laid over another, in turn."""
    dice = random.Random(seed)
    for number in range(count):
        changed = bytearray(data)
        match number % 4:
            case 0:
                changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            case 1:
                for _ in range(10):
                    changed[dice.randrange(len(data))] = dice.randrange(256)
            case 2:
                del changed[dice.randrange(len(data)) :]
            case _:
                start, source, length = dice.randrange(len(data)), dice.randrange(len(data)), dice.randrange(1, 200)
                changed[start : start + length] = changed[source : source + length]
        yield bytes(changed)
