"""One attestor's node asks another for its signature."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import KycDep
from tallystick_node.api.shapes import Strict
from tallystick_node.kyc.cosign_request import CosignRequest
from tallystick_node.kyc.signatures import write_signature

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["attestors"], responses=problem_responses(409, 422, 503))


class CosignResponse(Strict):
    """The signature of the credential: the words r and vs in hex."""

    signature: list[str]
    """The words r and vs in hex."""


@router.post("/cosign")
def cosign(body: dict[str, Any], kyc: KycDep) -> CosignResponse:
    """Check what another attestor vouches for by this node's own rules, and sign it.

    No session is needed: the request carries the attestor's signature, and they must hold a seat.
    """
    return CosignResponse(signature=write_signature(kyc.cosigning.cosign(CosignRequest.read(body))))
