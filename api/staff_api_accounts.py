"""The staff's API: accounts, their tokens, and the audit trail. For operators."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.openapi import problems
from api.passwords import generated
from api.records_audit import AuditEntry, audit_trail
from api.records_staff import Role, Staff
from api.staff_auth import Operator
from api.staff_desk import DeskOf
from api.staff_route import StaffRoute

ERRORS = problems(400, 401, 403, 404, 409, 413, 415, 422, 503)
MAX_ENTRIES = 1_000
Name = Annotated[str, Field(max_length=100)]
Password = Annotated[str | None, Field(max_length=300, description="Left out: one is made and shown this once.")]

router = APIRouter(route_class=StaffRoute, tags=["staff-accounts"])


class AccountOut(BaseModel):
    """One account."""

    name: str
    display: str
    role: Role
    created: datetime
    disabled: datetime | None
    locked_until: datetime | None
    password: str | None = Field(None, description="Only where it was just made: it is shown this once.")

    @classmethod
    def of(cls, staff: Staff, password: str | None = None) -> "AccountOut":
        """What may be shown of an account."""
        fields = ("name", "display", "role", "created", "disabled", "locked_until")
        return cls(**{name: getattr(staff, name) for name in fields}, password=password)


class AccountIn(BaseModel):
    """A new account."""

    name: Name
    role: Role = Role.EDITOR
    password: Password = None


class AccountChange(BaseModel):
    """What to change; what is left out stays."""

    role: Role | None = None
    disabled: bool | None = None


class PasswordIn(BaseModel):
    """Another password."""

    password: Password = None


class TokenIn(BaseModel):
    """How long a token works, in days; left out: without end."""

    days: Annotated[int | None, Field(ge=1, le=3650)] = None


class TokenOut(BaseModel):
    """A token, shown this once."""

    token: str


class RevokedOut(BaseModel):
    """How many tokens still worked."""

    revoked: int


@router.get("/api/staff/accounts", operation_id="staffAccounts", summary="계정 목록 · Accounts", responses=ERRORS)
def list_accounts(_: Operator, desk: DeskOf) -> list[AccountOut]:
    """By name, disabled ones too."""
    return [AccountOut.of(one) for one in desk.kept.accounts.all()]


@router.post(
    "/api/staff/accounts",
    operation_id="staffAccountAdd",
    summary="계정 만들기 · Add an account",
    status_code=201,
    responses=ERRORS,
)
def add_account(said: AccountIn, caller: Operator, desk: DeskOf) -> AccountOut:
    """Somebody new; there is no default password."""
    caller.detail.update(name=said.name, role=said.role.value)
    password = said.password or generated()
    made = desk.kept.accounts.add(said.name, password, said.role, datetime.now(UTC))
    return AccountOut.of(made, None if said.password else password)


@router.patch(
    "/api/staff/accounts/{name}",
    operation_id="staffAccountChange",
    summary="계정 고치기 · Change an account",
    responses=ERRORS,
)
def change_account(name: str, said: AccountChange, caller: Operator, desk: DeskOf) -> AccountOut:
    """Another role, or locked out; both hold at once. The last operator stays one."""
    accounts, changed = desk.kept.accounts, desk.kept.accounts.named(name)
    if said.role is not None:
        caller.detail["role"] = said.role.value
        changed = accounts.set_role(name, said.role)
    if said.disabled is not None:
        caller.detail["disabled"] = said.disabled
        changed = accounts.disable(name, datetime.now(UTC)) if said.disabled else accounts.enable(name)
    return AccountOut.of(changed)


@router.put(
    "/api/staff/accounts/{name}/password",
    operation_id="staffAccountPassword",
    summary="비밀번호 바꾸기 · Set a password",
    responses=ERRORS,
)
def set_password(name: str, said: PasswordIn, _: Operator, desk: DeskOf) -> AccountOut:
    """Lifts a lock, and ends every open session of the account."""
    password = said.password or generated()
    changed = desk.kept.accounts.set_password(name, password, datetime.now(UTC))
    return AccountOut.of(changed, None if said.password else password)


@router.post(
    "/api/staff/accounts/{name}/tokens",
    operation_id="staffTokenCreate",
    summary="토큰 만들기 · Make a token",
    status_code=201,
    responses=ERRORS,
)
def create_token(name: str, said: TokenIn, caller: Operator, desk: DeskOf) -> TokenOut:
    """For programs, with the role of the account."""
    caller.detail["days"] = said.days
    return TokenOut(token=desk.kept.accounts.create_token(name, datetime.now(UTC), said.days))


@router.delete(
    "/api/staff/accounts/{name}/tokens",
    operation_id="staffTokensRevoke",
    summary="토큰 없애기 · Revoke the tokens",
    responses=ERRORS,
)
def revoke_tokens(name: str, caller: Operator, desk: DeskOf) -> RevokedOut:
    """All tokens of the account end at once."""
    revoked = desk.kept.accounts.revoke_tokens(name, datetime.now(UTC))
    caller.detail["revoked"] = revoked
    return RevokedOut(revoked=revoked)


@router.get("/api/staff/audit", operation_id="staffAudit", summary="누가 무엇을 했는지 · Audit trail", responses=ERRORS)
def list_audit(
    _: Operator,
    desk: DeskOf,
    who: Annotated[str | None, Query(max_length=100)] = None,
    action: Annotated[str | None, Query(max_length=100)] = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    before_id: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_ENTRIES)] = 200,
) -> list[AuditEntry]:
    """The latest first; `before_id` continues after the last one of a page."""
    return audit_trail(
        desk.kept.records, who=who, action=action, since=since, until=until, before_id=before_id, limit=limit
    )
