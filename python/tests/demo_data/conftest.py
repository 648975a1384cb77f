"""The real customers, to compare with."""

from tests.handlers.conftest import real_telco

__all__ = ["real_telco"]
