"""Errors that the owner of a model can mend: each is one sentence without values of rows."""

from __future__ import annotations

import importlib
import re
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LONGEST_MESSAGE = 300
_HIDDEN = "(a value)"
# How libraries cite values: in quotes or brackets.
_CITED = re.compile(r"'[^']*'|\"[^\"]*\"|\[[^\]]*\]")
_WORD = re.compile(r"[\w.@+-]+")
_DECIMAL = re.compile(r"-?\d+\.\d+")
#: A word with so many digits is rather a customer's number or an amount than a count.
_DIGITS_OF_A_VALUE = 4
# An unknown column or table and the like: the quoted text is a name that the code wrote, not a value.
_SQL_COMPILATION = re.compile(r"SQL compilation error:?\s*(?P<what>.+)", re.DOTALL)


class UserCodeProblem(Exception):
    """Something in the model folder's own Python files, or in a model file that a procedure left."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"RATCHET_USER_CODE: {sentence}")
        self.sentence = sentence


class SourceDataProblem(Exception):
    """Something in the rows that the model is trained or judged on."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"RATCHET_SOURCE_DATA: {sentence}")


@contextmanager
def user_code(file: str, doing: str, *, shows_values: bool) -> Generator[None]:
    """
    Turns whatever the user's code raises into a UserCodeProblem that says where and what.
    `shows_values`: the code has seen rows, so its message may cite some; such citations are taken out.
    """
    try:
        yield
    except (UserCodeProblem, SourceDataProblem):
        raise
    except (Exception, SystemExit) as error:
        message = _first_line(error, shows_values)
        raised = f"{type(error).__name__}: {message}" if message else type(error).__name__
        raise UserCodeProblem(f"{file}: {doing} raised {raised}{_place(error, file)}") from error


def user_function(file: str, name: str) -> Callable[..., Any]:
    """The function `name` of the user's module; raises UserCodeProblem when it cannot be had."""
    with user_code(file, "importing it", shows_values=False):
        module = importlib.import_module(Path(file).stem)
    function = getattr(module, name, None)
    if not callable(function):
        found = "no" if function is None else f"a {type(function).__name__} called"
        raise UserCodeProblem(f"{file}: found {found} {name}, expected a function; define it with def {name}")
    return function


def _first_line(error: BaseException, shows_values: bool) -> str:
    text = str(error).strip()
    if compilation := _SQL_COMPILATION.search(text):
        return " ".join(compilation["what"].split())[:_LONGEST_MESSAGE]
    line = text.splitlines()[0] if text else ""
    return (_without_values(line) if shows_values else line)[:_LONGEST_MESSAGE]


def _without_values(line: str) -> str:
    return _WORD.sub(lambda word: _HIDDEN if _may_be_value(word[0]) else word[0], _CITED.sub(_HIDDEN, line))


def _may_be_value(word: str) -> bool:
    digits = sum(letter.isdigit() for letter in word)
    return digits >= _DIGITS_OF_A_VALUE or _DECIMAL.fullmatch(word) is not None


def _place(error: BaseException, file: str) -> str:
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f" ({Path(error.filename or file).name}, line {error.lineno})"
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == file
    ]
    return f" ({file}, line {frames[-1].lineno})" if frames else ""
