"""A folder of Korean notices of any size, made from the sentences of the shipped programme; the same seed, the same."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from ingest import sources
from knowledge.disagreement import SAID_TO_DIFFER
from knowledge.settings import PACKAGE

PROGRAMME = PACKAGE / "programme"
PASSAGES_PER_DOCUMENT = 5
SENTENCES = (2, 4)
"""Least and most in a passage: about 170 characters, as in the shipped programme."""
SWAPPED = 0.3
"""Share of the words of a sentence that are replaced by another word of the programme."""
WITH_QUESTION = 0.5
"""Share of passages with an anticipated question; what staff write has few."""
SYLLABLES = "가나다라마바사아자차카타파하강남동부서희민준은하수진우연호경선미영현지원재성"


@dataclass
class KoreanCorpus:
    """Writes documents below `folder` and changes them; `sentences` and `words` are the programme's."""

    folder: Path
    random: random.Random
    sentences: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def make(cls, folder: Path, passages: int, seed: int = 4) -> "KoreanCorpus":
        """A folder with the shipped campus data and documents of together so many passages."""
        folder.mkdir(parents=True)
        for name in sources.STRUCTURED:
            shutil.copyfile(PROGRAMME / name, folder / name)
        sentences = tuple(_sentences())
        words = tuple(word for sentence in sentences for word in sentence.split())
        corpus = cls(folder, random.Random(seed), sentences, words)
        for number in range(-(-passages // PASSAGES_PER_DOCUMENT)):
            corpus.write(number)
        return corpus

    @property
    def files(self) -> list[Path]:
        """The documents, in a fixed order."""
        return sorted(self.folder.rglob("*.md"))

    def write(self, number: int) -> Path:
        """Write a document of its own."""
        name = self._name()
        file = self.folder / f"{number // 500:03d}" / f"{number:06d}.md"
        file.parent.mkdir(exist_ok=True)
        parts = [f"---\nid: n{number:06d}\ntitle: {name} 안내 {number}\npublished: 2026-01-31\n---\n"]
        parts += [self._section(f"{name} {self.random.choice(self.words)} {at}") for at in range(PASSAGES_PER_DOCUMENT)]
        file.write_text("\n".join(parts), "utf-8")
        return file

    def change(self, share: float, shape: tuple[int, int, int] = (8, 1, 1)) -> int:
        """Change a share of all passages: sections rewritten, documents removed and written anew in these parts.

        Returns the number of passages that were touched.
        """
        files = self.files
        wanted = max(1, round(len(files) * PASSAGES_PER_DOCUMENT * share))
        edited, removed, added = (wanted * part // sum(shape) for part in shape)
        chosen = self.random.sample(files, min(len(files), edited + removed // PASSAGES_PER_DOCUMENT))
        for file in chosen[edited:]:
            file.unlink()
        for file in chosen[:edited]:
            head, first, rest = file.read_text("utf-8").split("\n## ", 2)
            heading = first.splitlines()[0]
            file.write_text(f"{head}\n{self._section(heading)}\n## {rest}", "utf-8")
        newest = int(files[-1].stem)
        for number in range(added // PASSAGES_PER_DOCUMENT):
            self.write(newest + 1 + number)
        return wanted

    def _section(self, heading: str) -> str:
        question = f"> Q: {heading} 알려 주세요\n\n" if self.random.random() < WITH_QUESTION else "\n"
        count = self.random.randint(*SENTENCES)
        return f"## {heading}\n{question}" + " ".join(self._sentence() for _ in range(count)) + "\n"

    def _sentence(self) -> str:
        words = self.random.choice(self.sentences).split()
        for at in range(len(words) - 1):  # the last word keeps its ending, so that the sentence ends
            if self.random.random() < SWAPPED:
                words[at] = self.random.choice(self.words)
        return " ".join(words)

    def _name(self) -> str:
        """A made-up name: a real base has ever new words too."""
        return "".join(self.random.choices(SYLLABLES, k=3))


def _sentences() -> list[str]:
    """The plain Korean sentences of the shipped programme, but those that say that sources differ: a base has a few of
    them, however large it is, and copies of them in every tenth passage would be weighed against everything."""
    reading = sources.read_source(PROGRAMME, "programme")
    blocks = [
        block.text
        for document in reading.documents
        if document.language == "ko"
        for section in document.sections
        for block in section.blocks
        if not block.item
    ]
    texts = [piece for block in blocks for piece in block.split("\n")]
    found = [text.split("[^")[0].strip() for text in texts]
    return sorted({text for text in found if _is_plain(text)})


def _is_plain(text: str) -> bool:
    return text.endswith("다.") and "#" not in text and len(text) < 200 and not SAID_TO_DIFFER.search(text)
