"""What the owner of a model reads when its code fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ratchet_problems import UserCodeProblem, user_code, user_function

_LIBRARY = compile("raise error", "/opt/site-packages/library.py", "exec")


def told(error: Exception, *, file: str = "train.py", doing: str = "fit", shows_values: bool = True) -> str:
    """The sentence that stands for an error that a library raised when the user's code called it."""
    with pytest.raises(UserCodeProblem) as caught, user_code(file, doing, shows_values=shows_values):
        exec(_LIBRARY, {"error": error})
    return str(caught.value)


def test_an_error_before_any_row_was_seen_is_told_in_full() -> None:
    error = ValueError("max_depth must be at least 1, not 'deep'")
    assert told(error, doing="build", shows_values=False) == (
        "RATCHET_USER_CODE: train.py: build raised ValueError: max_depth must be at least 1, not 'deep'"
    )


@pytest.mark.parametrize(
    "message",
    [
        "could not convert string to float: 'Anna Schmidt'",
        'invalid literal "Anna Schmidt"',
        "unknown categories ['Anna Schmidt'] in column 0",
        "bad amounts 1234.56 and 987654",
        "customer 1234-Anna and 98-Anna-76 have no row",
        "first line\nAnna Schmidt",
    ],
)
def test_an_error_over_rows_cites_none_of_their_values(message: str) -> None:
    text = told(ValueError(message))
    assert text.startswith("RATCHET_USER_CODE: train.py: fit raised ValueError: ")
    assert not any(value in text for value in ("Anna", "1234", "987654"))


@pytest.mark.parametrize(
    "statement",
    ["raise ValueError(f'no luck with {row}')", "assert not row, row", "if row: raise ValueError(row)"],
)
def test_what_the_users_own_code_says_over_rows_is_not_told(
    statement: str, write_code: Callable[..., None]
) -> None:
    write_code(train=f"def build(row):\n    {statement}\n")
    build = user_function("train.py", "build")
    with pytest.raises(UserCodeProblem) as caught, user_code("train.py", "fit", shows_values=True):
        build("Anna Schmidt")
    assert "Anna" not in str(caught.value)
    assert str(caught.value).endswith(
        "(train.py, line 2); its message may tell values of rows and stays in Snowflake, with the query"
    )


def test_what_python_says_of_the_users_own_code_is_told(write_code: Callable[..., None]) -> None:
    write_code(train="def build(row):\n    return float(row)\n")
    build = user_function("train.py", "build")
    with pytest.raises(UserCodeProblem) as caught, user_code("train.py", "fit", shows_values=True):
        build("Anna Schmidt")
    assert str(caught.value).endswith("could not convert string to float: (a value) (train.py, line 2)")


def test_counts_in_an_error_stay_readable() -> None:
    message = "X has 18 features, but it expects 19"
    assert told(ValueError(message)).endswith(f"ValueError: {message}")


def test_a_name_that_sql_does_not_know_is_told() -> None:
    error = RuntimeError(
        "(1304): 000904 (42000): SQL compilation error: error line 1\ninvalid identifier 'TENUR'"
    )
    assert told(error, file="features.py", doing="build").endswith("error line 1 invalid identifier 'TENUR'")


def test_the_place_in_the_users_file_is_told(write_code: Callable[..., None]) -> None:
    write_code(train="def build(params):\n    return params['n_estimators']\n")
    build = user_function("train.py", "build")
    with pytest.raises(UserCodeProblem) as caught, user_code("train.py", "build", shows_values=False):
        build({})
    assert str(caught.value).endswith("raised KeyError: 'n_estimators' (train.py, line 2)")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("x = 1\n", r"found no build, expected a function; define it with def build"),
        ("build = 3\n", r"found build of type int, expected a function"),
        ("import no_such", r"importing it raised ModuleNotFoundError: .* 'no_such' \(train.py, line 1\)"),
        ("def build(params)\n", r"importing it raised SyntaxError: expected ':' \(train.py, line 1\)$"),
        ("import sys\nsys.exit(3)\n", r"importing it raised SystemExit: 3 \(train.py, line 2\)"),
    ],
)  # fmt: skip
def test_a_file_without_a_usable_build_is_told(
    code: str, problem: str, write_code: Callable[..., None]
) -> None:
    write_code(train=code)
    with pytest.raises(UserCodeProblem, match=f"^RATCHET_USER_CODE: train.py: {problem}"):
        user_function("train.py", "build")
