"""Which statements Snowflake has at all, by their first words, and which of them only exist as text here."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from local_snowflake.guard.reading import Reading, syntax_error
from local_snowflake.guard.words import words
from local_snowflake.statement import SnowflakeError, stand_in_limit

#: docs.snowflake.com, "All commands (alphabetical)".
COMMANDS = words("""
    SELECT WITH INSERT UPDATE DELETE MERGE TRUNCATE CREATE ALTER DROP UNDROP DESCRIBE DESC SHOW USE SET
    UNSET BEGIN START COMMIT ROLLBACK COPY PUT GET LIST LS REMOVE RM CALL EXECUTE EXPLAIN COMMENT GRANT
    REVOKE DECLARE
""")
#: Kinds of objects that CREATE, ALTER and DROP take; a kind of several words counts by its first.
OBJECT_KINDS = words("""
    ACCOUNT AGENT AGGREGATION ALERT API APPLICATION AUTHENTICATION BACKUP CATALOG COMPUTE CONNECTION
    CONTACT CORTEX DATA DATABASE DATASET DYNAMIC EVENT EXTERNAL FAILOVER FEATURE FILE FUNCTION GATEWAY
    GIT HYBRID ICEBERG IMAGE INTEGRATION INTERACTIVE JOIN LISTING MANAGED MASKING MATERIALIZED MCP MODEL
    NETWORK NOTEBOOK NOTIFICATION ONLINE ORGANIZATION PACKAGES PASSWORD PIPE PRIVACY PROCEDURE PROJECTION
    PROVISIONED REPLICATION RESOURCE ROLE ROW SCHEMA SECRET SECURITY SEMANTIC SEQUENCE SERVICE SESSION
    SHARE SNAPSHOT STAGE STORAGE STREAM STREAMLIT TABLE TAG TASK USER VIEW WAREHOUSE WORKSPACE
""")
_MODIFIERS = words(
    "OR REPLACE ALTER TRANSIENT TEMP TEMPORARY VOLATILE LOCAL GLOBAL SECURE RECURSIVE IF EXISTS NOT"
)
#: Statements that the engine's translator takes as text; others kept as text would reach the engine unread.
_TAKEN_AS_TEXT = frozenset({"SHOW"})


def check_command(reading: Reading) -> None:
    """Raises SnowflakeError when the statement is none of Snowflake's, or several at once."""
    statements = len(reading.trees)
    if statements == 0:
        raise SnowflakeError("000900", "42601", "SQL compilation error:\nEmpty SQL statement.")
    first = next(t for t in reading.tokens if t.token_type != TokenType.L_PAREN)
    if first.text.upper() not in COMMANDS or first.token_type == TokenType.IDENTIFIER:
        raise syntax_error(reading.sql, first)
    _check_second_words(reading, first)
    if statements > 1:
        text = f"Actual statement count {statements} did not match the desired statement count 1."
        raise SnowflakeError("000008", "0A000", text)


def _check_second_words(reading: Reading, first: Token) -> None:
    rest = list(reading.tokens[reading.tokens.index(first) + 1 :])
    second = rest[0].text.upper() if rest else ""
    verb = first.text.upper()
    refused = (
        (verb in ("CREATE", "ALTER", "DROP") and _object_kind(rest) not in OBJECT_KINDS)
        or (verb == "COPY" and second != "INTO")
        or (verb == "EXPLAIN" and second.startswith("ANALYZE"))
        or (verb in ("DESCRIBE", "DESC") and second in ("SELECT", "WITH", "FROM", "VALUES", "(", ""))
        or (verb == "SET" and not _assigns(rest))
    )
    if refused:
        raise syntax_error(reading.sql, rest[0] if rest else None)


def _object_kind(rest: list[Token]) -> str:
    # The tokenizer makes one token of some pairs of words (FILE FORMAT).
    return next((w.text.upper().split()[0] for w in rest if w.text.upper() not in _MODIFIERS), "")


def _assigns(rest: list[Token]) -> bool:
    return len(rest) > 1 and (rest[1].token_type == TokenType.EQ or rest[0].token_type == TokenType.L_PAREN)


def check_is_read(reading: Reading) -> None:
    """Raises the stand-in's limit for a statement of which local Snowflake reads no more than the text.

    Text that nobody reads must not reach the engine: the engine might take it for something of its own.
    """
    if reading.first_word in ("EXECUTE", "DECLARE", "CALL"):
        raise stand_in_limit(reading.first_word)
    tree = reading.trees[0]
    if not isinstance(tree, exp.Command) or reading.first_word in _TAKEN_AS_TEXT:
        return
    start = " ".join(token.text.upper() for token in reading.tokens[:3])
    if (
        start.startswith("CREATE USER")
        or "RECLUSTER" in reading.sql.upper()
        or "SET TAG" in reading.sql.upper()
    ):
        return
    raise stand_in_limit(start)
