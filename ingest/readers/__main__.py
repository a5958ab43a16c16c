"""The child process in which files are read: `python -m ingest.readers`, started by `IsolatedReader`.

Standard input: a line of JSON, then as many bytes as it says, for each file. Standard output: for each file, eight
bytes of length and a JSON object. It ends with its input.
"""

import json
import os
import sys
from typing import Any, BinaryIO

from ingest.readers import confined, wire
from ingest.readers.extract import FileState, Limits, NotRead
from ingest.readers.reading import Reply, reply_to

_UNREADABLE = "파일을 읽다가 멈췄습니다. 만든 프로그램에서 열어 다시 저장하세요."
_NEARLY_ALL = 0.8
_MEMORY = "파일을 읽는 데 기억 공간이 너무 많이 듭니다. 나누어 올리세요. (needs too much memory: split it)"


def main() -> None:
    """Answer requests until the input ends, or until so much memory is held that a fresh process is better."""
    requests, replies = sys.stdin.buffer, _own_output()
    limits = Limits(**json.loads(requests.readline()))
    confined.give_up(limits)
    _send(replies, {"ready": True}, limits)
    data = b""
    while line := requests.readline():
        request = json.loads(line)
        if request["bytes"] is not None:
            data = b""  # before the next file comes in
            data = requests.read(request["bytes"])
            if len(data) < request["bytes"]:
                return
        confined.allow_cpu(limits.cpu_s)
        reply = _reply(data, request, limits)
        reply["last"] = reply.get("last", False) or confined.peak_bytes() > limits.memory_bytes // 2
        _send(replies, reply, limits)
        if reply["last"]:
            return


def _reply(data: bytes, request: dict[str, Any], limits: Limits) -> Reply:
    try:
        return reply_to(data, request["name"], limits, request["member"])
    except NotRead as error:
        return _not_read(error.state, str(error))
    except MemoryError:
        return {**_not_read(FileState.TOO_BIG, _MEMORY), "last": True}
    except RecursionError:
        return _not_read(FileState.DAMAGED, f"{_UNREADABLE} (nested too deeply)")
    except Exception as error:  # noqa: BLE001 — whatever a library raises, it is this file that it could not read
        if confined.peak_bytes() > _NEARLY_ALL * limits.memory_bytes:  # libraries have their own names for it
            return {**_not_read(FileState.TOO_BIG, _MEMORY), "last": True}
        return _not_read(FileState.DAMAGED, f"{_UNREADABLE} (damaged: {type(error).__name__})")


def _not_read(state: FileState, message: str) -> Reply:
    return {"state": state, "message": message}


def _own_output() -> BinaryIO:
    """The pipe to the parent; what libraries print goes nowhere."""
    output = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return output


def _send(output: BinaryIO, reply: Reply, limits: Limits) -> None:
    body = json.dumps(reply, ensure_ascii=True).encode()
    if len(body) > wire.max_bytes(limits):
        last = reply.get("last", False)
        body = json.dumps({**_not_read(FileState.TOO_BIG, _MEMORY), "last": last}).encode()
    output.write(len(body).to_bytes(8, "big") + body)
    output.flush()


if __name__ == "__main__":
    main()
    sys.stdin.close()
    os._exit(0)
