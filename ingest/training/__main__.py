"""Train the embedding model that ships: python -m ingest.training --data FOLDER --out FOLDER [--step N]."""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy and torch are loaded by a step

from ingest.training import (
    step_1_pairs,
    step_2_vocabulary,
    step_3_tokens,
    step_4_word_vectors,
    step_5_contrast,
    step_6_model,
)
from ingest.training.recipe import GOING_ON, Folders, Size

STEPS = (
    step_1_pairs,
    step_2_vocabulary,
    step_3_tokens,
    step_4_word_vectors,
    step_5_contrast,
    step_6_model,
)


def main(arguments: list[str] | None = None) -> int:
    """Run all steps, or those that are named, in order."""
    parser = argparse.ArgumentParser(prog="python -m ingest.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the datasets")
    parser.add_argument("--out", type=Path, required=True, help="folder for what the steps write (about 2 GB)")
    parser.add_argument("--programme", type=Path, default=Path("knowledge/programme"), help="the documents that ship")
    parser.add_argument("--from", dest="start", type=Path, help="a model to go on from, in place of steps 2 and 4")
    parser.add_argument("--step", type=int, action="append", choices=range(1, len(STEPS) + 1), help="only this step")
    options = parser.parse_args(arguments)
    folders = Folders(options.data, options.programme, options.out, options.start)
    size = GOING_ON if options.start else Size()
    for number in options.step or range(1, len(STEPS) + 1):
        started = time.monotonic()
        name = STEPS[number - 1].__name__.rpartition(".")[2]
        print(f"[{number}/{len(STEPS)}] {name}", flush=True)
        STEPS[number - 1].run(folders, size, lambda line: print(f"    {line}", flush=True))
        print(f"    {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
