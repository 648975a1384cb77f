"""A forked process that runs one handler: loads its code with its imports, then serves a call or many."""

from __future__ import annotations

import ctypes
import importlib
import os
import random
import signal
import socket
import sys
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local_snowflake.python_runtime.frames import receive_frame

_PR_SET_PDEATHSIG = 1
_OWN_CODE = str(Path(__file__).resolve().parent)


def die_with_parent(parent: int) -> None:
    """On Linux, lets the kernel kill this process when its parent dies; elsewhere the fork server does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def main(channel: socket.socket) -> int:
    """Serves the one request, or the calls, that come over the channel; gives the exit status."""
    frame = receive_frame(channel)
    if frame is None:
        return 0
    request = frame[0]
    _reseed()
    if request["serve"] == "procedure":
        from local_snowflake.python_runtime.procedure_process import run_procedure

        return run_procedure(channel, request)
    from local_snowflake.python_runtime.function_process import serve_function

    return serve_function(channel, request)


def _reseed() -> None:
    """Every process forked from one parent would otherwise draw the same random numbers."""
    import numpy as np

    random.seed()
    np.random.seed()


def load_handler(request: dict[str, Any]) -> Callable[..., Any]:
    """Imports the handler's module, inline or from the import folder, and gives the function itself."""
    imports = request["imports"]
    # Handlers join file names to it both with os.path.join and with +, as Snowflake's own examples do.
    sys._xoptions["snowflake_import_directory"] = imports + os.sep  # pyright: ignore[reportPrivateUsage]
    archives = [str(path) for path in sorted(Path(imports).iterdir()) if path.suffix == ".zip"]
    sys.path[:0] = [imports, *archives]
    sys.modules["_snowflake"] = _snowflake_module()
    module_name, _, attribute = request["handler"].rpartition(".")
    if request["body"] is None:
        if not module_name:
            raise ImportError(f"HANDLER '{attribute}' names no module; with IMPORTS it is 'module.function'")
        return _attribute(*_split_module(module_name, attribute))
    module = types.ModuleType("_udf_code")
    module.__file__ = "_udf_code.py"
    sys.modules["_udf_code"] = module
    exec(compile(request["body"], "_udf_code.py", "exec"), module.__dict__)
    return _attribute(module, request["handler"].removeprefix("_udf_code."))


def _split_module(module_name: str, attribute: str) -> tuple[types.ModuleType, str]:
    """HANDLER may be module.function or module.Class.method."""
    try:
        return importlib.import_module(module_name), attribute
    except ModuleNotFoundError as error:
        outer, _, inner = module_name.rpartition(".")
        if error.name != module_name or not outer:
            raise
        return importlib.import_module(outer), f"{inner}.{attribute}"


def _attribute(module: types.ModuleType, path: str) -> Callable[..., Any]:
    found: Any = module
    for name in path.split("."):
        if not hasattr(found, name):
            raise AttributeError(f"HANDLER '{path}' was not found in module {module.__name__}")
        found = getattr(found, name)
    return found


def _snowflake_module() -> types.ModuleType:
    """The `_snowflake` module that handlers import in Snowflake, with its `vectorized` decorator."""

    def vectorized(*, input: Any, max_batch_size: int | None = None) -> Callable[[Any], Any]:
        def decorate(function: Any) -> Any:
            function._sf_vectorized_input = input
            function._sf_max_batch_size = max_batch_size
            return function

        return decorate

    module = types.ModuleType("_snowflake")
    module.__dict__["vectorized"] = vectorized
    return module


def interpreter_error(error: BaseException) -> str:
    """The traceback of the handler's own frames, as text."""
    report = traceback.TracebackException.from_exception(error)
    seen: set[int] = set()
    current: traceback.TracebackException | None = report
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        current.stack = traceback.StackSummary.from_list(
            [frame for frame in current.stack if not frame.filename.startswith((_OWN_CODE, "<frozen"))]
        )
        current = current.__cause__ or current.__context__
    return "".join(report.format()).rstrip("\n")
