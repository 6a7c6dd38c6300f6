"""What the control API is sent, as typed values; FastAPI makes its OpenAPI document from them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Asked(BaseModel):
    """A body; a member it does not know is an error, because it is most likely misspelt."""

    model_config = ConfigDict(extra="forbid")


class ContractorAccount(Asked):
    """A contractor's credentials. Its authorisation is the profile's."""

    # A colon would end the name in HTTP Basic (RFC 7617, 2).
    name: str = Field(min_length=1, max_length=80, pattern="^[^:]*$")
    password: str = Field(min_length=1, max_length=80)


class NewSandbox(Asked):
    """A sandbox to open. Without a scenario it is free play, which follows the machine's clock."""

    name: str = Field(description="1 to 64 of a-z, 0-9 and hyphen; it is the address")
    scenario: str | None = None
    profile: str | None = Field(None, description="left out, the scenario's, or `certification`")
    mode: Literal["faithful", "gullible"] = "faithful"
    seed: int | None = Field(None, description="left out, the scenario's")
    clock: Literal["given", "machine"] | None = None
    contractors: list[ContractorAccount] = Field(min_length=1)


class ClockMove(Asked):
    """Where the clock goes: `to` a time, or on by `advance`; exactly one of them."""

    to: str | None = Field(None, examples=["2026-03-02T09:00:00", "+2d 10:15"])
    advance: str | None = Field(None, examples=["15m", "1d12h"])


class Fault(Asked):
    """A fault to arm; `settings` depend on the kind (`seconds`, `pieces`, `pause`, `text`)."""

    on: str = Field(description="an operation", examples=["CreateInvoice"])
    kind: str = Field(examples=["lose-reply"])
    count: int = 1
    skip: int = 0
    settings: dict[str, Any] = {}


class Fact(Asked):
    """A fact of the world for the contractor's side; `facts` are its further members."""

    kind: str = Field(examples=["work_finished"])
    order: str | None = None
    at: str | None = None
    text: str = ""
    facts: dict[str, Any] = {}


class Reason(Asked):
    """Why a sandbox is closed."""

    why: str = "asked"
