"""Replies about a session: login and renewal."""

from __future__ import annotations

from local_snowflake.parameters import DEFAULTS
from local_snowflake.sessions import MASTER_VALIDITY_S, Session
from local_snowflake.wire.replies import Reply, succeeded

SERVER_VERSION = "9.99.0 (local Snowflake)"


def session_parameters(session: Session) -> list[Reply]:
    """Every parameter with the session's value."""
    return [{"name": name, "value": session.parameters.get(name, value)} for name, value in DEFAULTS.items()]


def logged_in(session: Session, validity_s: float) -> Reply:
    """The reply to a login."""
    return succeeded(
        {
            "token": session.token,
            "masterToken": session.master_token,
            "validityInSeconds": validity_s,
            "masterValidityInSeconds": MASTER_VALIDITY_S,
            "sessionId": session.id,
            "displayUserName": session.user,
            "serverVersion": SERVER_VERSION,
            "firstLogin": False,
            "healthCheckInterval": 45,
            "parameters": session_parameters(session),
            "sessionInfo": {
                "databaseName": session.database,
                "schemaName": session.schema,
                "warehouseName": session.warehouse,
                "roleName": session.role,
            },
        }
    )


def renewed(session: Session, validity_s: float) -> Reply:
    """The reply to a token renewal."""
    return succeeded(
        {
            "sessionToken": session.token,
            "validityInSecondsST": validity_s,
            "masterToken": session.master_token,
            "validityInSecondsMT": MASTER_VALIDITY_S,
            "masterValidityInSeconds": MASTER_VALIDITY_S,
            "sessionId": session.id,
        }
    )
