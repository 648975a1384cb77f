"""Who may log in: one user, by password or by a key pair whose public half was registered at start."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from jwt.types import Options

from local_snowflake.start_refused import StartRefused
from local_snowflake.statement import SnowflakeError, stand_in_limit

#: Clocks of one machine; a token of the drivers lives for 60 to 120 seconds.
_LEEWAY_S = 30.0
#: The Node driver writes milliseconds where JWT has seconds (its authentication/auth_keypair.js).
_MILLISECONDS_ABOVE = 1e11


@dataclass(frozen=True)
class Logins:
    """The one user of the server, and how it proves that it is that user."""

    user: str
    password: str | None = None
    public_key: RSAPublicKey | None = None

    def check(self, data: dict[str, Any]) -> str:
        """The user's name, for the `data` of a login request.

        Raises SnowflakeError 390100 for a wrong password and 390144 for a token that does not hold.
        """
        authenticator = str(data.get("AUTHENTICATOR") or "SNOWFLAKE").upper()
        if authenticator == "SNOWFLAKE_JWT":
            self._check_token(str(data.get("TOKEN") or ""))
        elif authenticator == "SNOWFLAKE":
            self._check_password(str(data.get("LOGIN_NAME") or ""), str(data.get("PASSWORD") or ""))
        else:
            raise stand_in_limit(f"login with authenticator {authenticator}")
        return self.user.upper()

    def _check_password(self, user: str, password: str) -> None:
        known = self.password is not None and user.upper() == self.user.upper()
        if not known or not hmac.compare_digest(password.encode(), str(self.password).encode()):
            raise SnowflakeError("390100", "28000", "Incorrect username or password was specified.")

    def _check_token(self, token: str) -> None:
        if self.public_key is None:
            raise _invalid_token("no public key is registered")
        try:
            # Times are checked below: PyJWT would take the Node driver's milliseconds for seconds.
            unchecked = Options(verify_exp=False, verify_iat=False, verify_nbf=False, verify_aud=False)
            claims = jwt.decode(token, self.public_key, algorithms=["RS256"], options=unchecked)
        except jwt.InvalidTokenError as error:
            raise _invalid_token(str(error)) from None
        self._check_claims(claims, fingerprint(self.public_key))

    def _check_claims(self, claims: dict[str, Any], key: str) -> None:
        _, _, subject = str(claims.get("sub", "")).rpartition(".")
        issuer = str(claims.get("iss", ""))
        if subject.upper() != self.user.upper() or not issuer.endswith(f".{subject}.{key}"):
            raise _invalid_token("issuer or subject is not the registered user with this key")
        if _seconds(claims.get("exp")) + _LEEWAY_S < time.time():
            raise _invalid_token("it has expired")


def read_public_key(file: Path) -> RSAPublicKey:
    """The RSA public key of a PEM file. Raises StartRefused that says what is wrong with the file."""
    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as error:
        raise StartRefused(f"the public key {file} cannot be read: {error.strerror}") from None
    except ValueError:
        raise StartRefused(
            f"{file} is not a public key in PEM form (it begins with -----BEGIN PUBLIC KEY-----)"
        ) from None
    if not isinstance(key, RSAPublicKey):
        raise StartRefused(
            f"{file} holds a key that is not RSA: Snowflake takes RSA keys of 2048 bits or more"
        )
    return key


def fingerprint(key: RSAPublicKey) -> str:
    """The key's fingerprint as Snowflake writes it: SHA256:<base64>."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return "SHA256:" + base64.b64encode(hashlib.sha256(der).digest()).decode()


def _seconds(value: Any) -> float:
    number = float(value) if isinstance(value, int | float) else 0.0
    return number / 1000 if number > _MILLISECONDS_ABOVE else number


def _invalid_token(why: str) -> SnowflakeError:
    return SnowflakeError("390144", "08001", f"JWT token is invalid: {why}.")
