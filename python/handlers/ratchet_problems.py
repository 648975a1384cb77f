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
_LIBRARY = re.compile(r"site-packages|dist-packages|/lib/python|^<frozen|^<__array")
_RAISING = re.compile(r"\b(raise|assert)\b")
_STAYS = "its message may tell values of rows and stays in Snowflake, with the query"
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
    `shows_values`: the code has seen rows, so its message may tell some. What the user's own code says
    then stays in Snowflake; what a library says loses what it cites.
    """
    try:
        yield
    except (UserCodeProblem, SourceDataProblem):
        raise
    except (Exception, SystemExit) as error:
        name, place = type(error).__name__, _place(error, file)
        if shows_values and _is_in_own_words(error):
            raise UserCodeProblem(f"{file}: {doing} raised {name}{place}; {_STAYS}") from error
        message = _first_line(error, shows_values)
        raised = f"{name}: {message}" if message else name
        raise UserCodeProblem(f"{file}: {doing} raised {raised}{place}") from error


def user_function(file: str, name: str) -> Callable[..., Any]:
    """The function `name` of the user's module; raises UserCodeProblem when it cannot be had."""
    with user_code(file, "importing it", shows_values=False):
        module = importlib.import_module(Path(file).stem)
    function = getattr(module, name, None)
    if not callable(function):
        found = f"no {name}" if function is None else f"{name} of type {type(function).__name__}"
        raise UserCodeProblem(f"{file}: found {found}, expected a function; define it with def {name}")
    return function


def _is_in_own_words(error: BaseException) -> bool:
    """Whether a raise or assert of the model folder's own code wrote the message."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames or _LIBRARY.search(frames[-1].filename):
        return False
    # Without its source, a line may be a raise.
    return not frames[-1].line or _RAISING.search(frames[-1].line) is not None


def _first_line(error: BaseException, shows_values: bool) -> str:
    text = str(error.msg if isinstance(error, SyntaxError) else error).strip()
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
