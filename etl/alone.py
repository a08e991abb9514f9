"""How is a single question about a foreign file asked? In a child process of its own, within the limits of a load."""

import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from etl.reader_process import (
    CONTEXT,
    ENDED_THE_READER,
    Limits,
    Refused,
    failed,
    keep_within,
    nothing_came,
    resident_bytes,
    too_large,
)
from etl.source import FileRejected

_LOOK_EVERY_S = 0.05
_Answer = TypeVar("_Answer")


def alone(
    function: Callable[..., _Answer], path: Path, *arguments: object, limits: Limits | None = None
) -> _Answer:
    """What a function answers about a file, asked in a child process of its own and within the limits.

    Raises FileRejected when the child goes over one of them, ends, or fails.
    """
    limits = limits or Limits()
    pipe, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_answer, args=(theirs, limits, function, path, *arguments), daemon=True)
    process.start()
    theirs.close()
    began = time.monotonic()
    try:
        while not pipe.poll(_LOOK_EVERY_S):
            if resident_bytes(process.pid) > limits.resident_bytes:
                raise _rejected(too_large(limits))
            if time.monotonic() - began > limits.silence_s:
                raise _rejected(nothing_came(limits))
        message = pipe.recv()
    except (EOFError, OSError) as error:
        raise _rejected(ENDED_THE_READER) from error
    finally:
        process.kill()
        process.join()
        pipe.close()
    if isinstance(message, Refused):
        raise _rejected(message)
    answer: _Answer = message
    return answer


def _answer(pipe: Connection, limits: Limits, function: Callable[..., object], *arguments: object) -> None:
    keep_within(limits)
    try:
        pipe.send(function(*arguments))
    except FileRejected as rejected:
        pipe.send(Refused(rejected.reason, rejected.recognised))
    except MemoryError:
        pipe.send(too_large(limits))
    except Exception as error:  # noqa: BLE001  as where many files are read: a library may make anything of this one
        pipe.send(failed(error))


def _rejected(refused: Refused) -> FileRejected:
    return FileRejected(refused.reason, refused.recognised)
