"""PACKAGES and RUNTIME_VERSION of Python code, checked against what this interpreter has installed."""

from __future__ import annotations

from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement

from local_snowflake.statement import SnowflakeError

#: https://docs.snowflake.com/en/developer-guide/udf/python/udf-python-introduction, supported versions.
RUNTIME_VERSIONS = ("3.9", "3.10", "3.11", "3.12", "3.13")


def check_packages(kind: str, packages: tuple[str, ...]) -> None:
    """Refuses packages that are not installed in the wanted version, as Snowflake's 391546 does."""
    problems = [problem for spec in packages if (problem := _problem(spec))]
    if problems:
        raise SnowflakeError(
            "391546",
            "22023",
            f"SQL compilation error: Cannot create a Python {kind.lower()} with the specified packages. "
            f"Please check your packages specification and try again. {'; '.join(problems)}.",
        )


def check_runtime_version(version: str) -> None:
    """Refuses a Python version that Snowflake has not; the code itself runs in this server's own Python."""
    if version not in RUNTIME_VERSIONS:
        raise SnowflakeError(
            "391505",
            "22023",
            f"SQL compilation error: Unsupported RUNTIME_VERSION '{version}' for LANGUAGE PYTHON. "
            f"Supported are {', '.join(RUNTIME_VERSIONS)}.",
        )


def _problem(spec: str) -> str | None:
    try:
        requirement = Requirement(spec)
    except InvalidRequirement:
        return f"'{spec}' is not a package specification"
    try:
        installed = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"'{requirement.name}' is not installed beside local Snowflake"
    if not requirement.specifier.contains(installed, prereleases=True):
        return f"'{spec}' does not fit the installed {requirement.name} {installed}"
    return None


def installed_packages() -> list[tuple[str, str]]:
    """Name and version of every installed package, for INFORMATION_SCHEMA.PACKAGES."""
    found = {str(item.metadata["Name"]).lower(): item.version for item in metadata.distributions()}
    return sorted(found.items())
