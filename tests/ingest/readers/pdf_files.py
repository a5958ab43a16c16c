"""PDF files made byte by byte: Korean text in a font that is not embedded, ruled lines, images."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

A4 = (595, 842)


def text(x: float, y: float, words: str, size: float = 10, extra: str = "") -> str:
    """Words at a place, in points from the lower left corner."""
    return f"BT {extra} /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n"


def white(words: str) -> str:
    """What is drawn in white."""
    return f"1 1 1 rg\n{words}0 0 0 rg\n"


def lines(*ends: tuple[float, float, float, float]) -> str:
    """Ruled lines from x, y to x, y."""
    return "".join(f"{x0} {y0} m {x1} {y1} l S\n" for x0, y0, x1, y1 in ends)


def box(x: float, y: float, width: float, height: float, grey: float) -> str:
    """A filled rectangle."""
    return f"{grey} g {x} {y} {width} {height} re f 0 g\n"


def table(left: float, top: float, rows: Sequence[Sequence[str]], width: float = 100, height: float = 20) -> str:
    """A fully ruled table of texts; where a text is `<` or `^` the cell is one with that at its left or above it."""
    made = ""
    for r, row in enumerate(rows):
        for c, words in enumerate(row):
            x, y = left + c * width, top - r * height
            if words != "<":
                made += lines((x, y, x, y - height))
            if words != "^":
                made += lines((x, y, x + width, y))
            if words not in ("<", "^"):
                made += text(x + 4, y - 14, words)
    right, bottom = left + len(rows[0]) * width, top - len(rows) * height
    return made + lines((right, top, right, bottom), (left, bottom, right, bottom))


IMAGE = f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /I1 Do Q\n"


@dataclass
class PdfFile:
    """A document of pages, each a content stream."""

    pages: Sequence[str]
    title: str = ""
    objects: list[bytes] = field(default_factory=list)

    def _add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def _stream(self, data: bytes, head: str = "") -> int:
        packed = zlib.compress(data)
        return self._add(
            b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), head.encode(), packed)
        )

    def save(self) -> bytes:
        self.objects = [b"", b""]
        described = self._add(
            b"<< /Type /FontDescriptor /FontName /HYSMyeongJo-Medium /Flags 6 /FontBBox [0 -148 1001 880]"
            b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
        )
        inner = self._add(
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYSMyeongJo-Medium /DW 1000 /CIDSystemInfo"
            b" << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> /FontDescriptor %d 0 R >>" % described
        )
        font = self._add(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium /Encoding /UniKS-UTF16-H"
            b" /DescendantFonts [%d 0 R] >>" % inner
        )
        image = self._stream(
            bytes(100),
            "/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8",
        )
        kids = []
        for content in self.pages:
            stream = self._stream(content.encode())
            kids.append(
                self._add(
                    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources <<"
                    b" /Font << /F1 %d 0 R >> /XObject << /I1 %d 0 R >> >> >>" % (*A4, stream, font, image)
                )
            )
        info = self._add(b"<< /Title <feff%s> /Author (Hong) >>" % self.title.encode("utf-16-be").hex().encode())
        self.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        self.objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
            len(kids),
            b" ".join(b"%d 0 R" % kid for kid in kids),
        )
        made, places = b"%PDF-1.7\n", []
        for number, body in enumerate(self.objects, 1):
            places.append(len(made))
            made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table_of = b"".join(b"%010d 00000 n \n" % place for place in places)
        count = len(places) + 1
        return made + (
            b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n"
            b"%%%%EOF\n" % (count, table_of, count, info, len(made))
        )
