"""The key of this installation: signs cookies, and salts what stands for a visitor so that nobody can tell who it was."""

import hashlib
import hmac
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from itsdangerous import BadSignature, Signer

from api.errors import SecretUnusable

SECRET_NAME = "secret.key"  # noqa: S105 - the name of the file and no secret
SECRET_BYTES = 32


def secret_key(data_dir: Path, configured: str = "") -> bytes:
    """The configured key, or the one in the data folder, made at the first call. Raises SecretUnusable.

    Processes that start at once get the same: the file appears whole, and whoever is second reads the first's.
    """
    if configured:
        return configured.encode()
    path = data_dir / SECRET_NAME
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise SecretUnusable(
            f"열쇠 파일을 읽거나 쓸 수 없습니다: {path} ({error.strerror}). 폴더의 주인과 쓰기 권한을 확인하거나 "
            "SESAC_SECRET_KEY를 정하세요. (The key file cannot be used; check permissions or set SESAC_SECRET_KEY.)"
        ) from error
    if len(key) < SECRET_BYTES:
        raise SecretUnusable(
            f"열쇠 파일이 잘렸습니다: {path}. 지우면 새로 만들고, 로그인한 사람은 다시 로그인합니다. "
            "(The key file is cut; delete it and a new one is made.)"
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(aside)
    except FileExistsError:
        pass  # another process was first
    finally:
        aside.unlink()


def sign(secret: bytes, purpose: str, value: str) -> str:
    """A value with a signature that only this installation makes, for one purpose."""
    return Signer(secret, salt=purpose, digest_method=hashlib.sha256).sign(value).decode()


def unsigned(secret: bytes, purpose: str, signed: str) -> str | None:
    """The value of `sign`; None where the signature is not ours."""
    try:
        return Signer(secret, salt=purpose, digest_method=hashlib.sha256).unsign(signed).decode()
    except (BadSignature, UnicodeError):
        return None


def digest(value: str) -> str:
    """What is kept of a random id or token: its SHA-256. Who reads the database cannot use it."""
    return hashlib.sha256(value.encode()).hexdigest()


def keyed_digest(secret: bytes, purpose: str, value: str) -> str:
    """A digest that nobody without the key can make, for one purpose."""
    return hmac.new(secret, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def monthly_digest(secret: bytes, purpose: str, value: str, at: datetime) -> str:
    """A digest that tells the same visitor within a month (UTC) and cannot be followed into the next."""
    return keyed_digest(secret, f"{purpose} {at.astimezone(UTC):%Y-%m}", value)
