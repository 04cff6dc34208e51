"""Every error of the SDK, under one root.

    TallystickError                 catch this to catch all
    ├── InputError                  an argument breaks a rule; nothing was sent (also a ValueError)
    ├── loans.rounding.TermsError   terms are out of bounds (also a ValueError)
    ├── loans.state.LoanError       the ledger mirror refuses as the contract would
    ├── ConfigError                 a file or a setting is wrong
    │   └── DeploymentMismatch      the deployment is not what this chain holds
    ├── SigningError                a key cannot be opened or used
    ├── TransportError              the node cannot be reached or answers nonsense (`retryable`)
    ├── SendError                   a transaction was not mined as sent
    │   ├── TransactionRefused      the node did not take it
    │   ├── TransactionPending      it is not mined yet; wait or replace it
    │   └── TransactionReplaced     another one with its nonce was mined
    ├── NodeRefused                 the node's API says no: `status`, `errors` by field
    │   └── NodeBusy                not now: too many requests, or something behind it is down
    ├── VerificationFailed          something published or deployed does not hold
    └── Reverted                    a contract refused; nothing changed
        ├── NotPermitted            the caller is not the one who may
        ├── NotEligible             a person may not take this risk (class, caps, standing, freeze)
        ├── Paused                  new risk is closed for everyone
        ├── InsufficientBalance     not enough money or units
        ├── Stale                   the state or document has moved on since it was read
        ├── TooEarly                time has to pass first
        ├── TooLate                 a deadline has passed
        ├── WrongStatus             the loan or decision is not in a state for this
        ├── BadSignature            a signature is missing, foreign, expired or out of order
        ├── BadArgument             a value breaks a bound or a rule
        ├── AlreadyDone             it was done before and happens once
        ├── NotFound                there is no such loan, person, seat or anchor
        └── NothingToDo             there is nothing to take, pay or settle

Every error has a stable `code` (a contract's own such as `BOOK:FUND:STALE`, else one of this
package) and a sentence that says what to do next. A value of the wrong type, a float amount above
all, is Python's own TypeError.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "REVERTED",
    "AlreadyDone",
    "BadArgument",
    "BadSignature",
    "ConfigError",
    "DeploymentMismatch",
    "InputError",
    "InsufficientBalance",
    "NodeBusy",
    "NodeRefused",
    "NotEligible",
    "NotFound",
    "NotPermitted",
    "NothingToDo",
    "Paused",
    "Reverted",
    "SendError",
    "SigningError",
    "Stale",
    "TallystickError",
    "TooEarly",
    "TooLate",
    "TransactionPending",
    "TransactionRefused",
    "TransactionReplaced",
    "TransportError",
    "VerificationFailed",
    "WrongStatus",
]


class TallystickError(Exception):
    """The root: `code` is stable and for programs, `sentence` is for people."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(code, sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class InputError(TallystickError, ValueError):
    """An argument breaks a rule that needs no chain to see; nothing was sent."""


class ConfigError(TallystickError):
    """A file or a setting is missing or wrong."""


class DeploymentMismatch(ConfigError):
    """The deployment file speaks of another chain, or its contracts are not there."""


class SigningError(TallystickError):
    """A key cannot be opened, or does not belong to the account that should sign."""


class TransportError(TallystickError):
    """The node cannot be reached or its answer cannot be read.

    `retryable` says whether the same question may simply be asked again. A transaction that was
    under way may still have been mined: look for it by its hash before sending it anew.
    """

    def __init__(self, code: str, sentence: str, *, retryable: bool = True) -> None:
        self.retryable = retryable
        super().__init__(code, sentence)


class NodeRefused(TallystickError):
    """A node's API refused a request and nothing changed.

    `code` and `sentence` are the node's own; `status` is that of HTTP, `errors` says which fields
    of the request break which rule, and `request` names it in the node's log.
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        status: int,
        errors: Mapping[str, str] | None = None,
        request: str = "",
    ) -> None:
        self.status = status
        self.errors = dict(errors or {})
        self.request = request
        super().__init__(code, sentence)

    def __str__(self) -> str:
        fields = "; ".join(f"{field}: {rule}" for field, rule in self.errors.items())
        return super().__str__() + (f" ({fields})" if fields else "")


class NodeBusy(NodeRefused):
    """The node cannot answer now (429 or 503); ask again after `retry_after_seconds`."""

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        status: int,
        request: str = "",
        retry_after_seconds: int = 1,
    ) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(code, sentence, status=status, request=request)


class SendError(TallystickError):
    """A transaction did not go through as it was sent; `tx_hash` names it when it has one."""

    def __init__(self, code: str, sentence: str, tx_hash: str | None = None) -> None:
        self.tx_hash = tx_hash
        super().__init__(code, sentence)


class TransactionRefused(SendError):
    """The node did not take the transaction: nonce, fee, funds or size."""


class TransactionPending(SendError):
    """The transaction was taken, or may have been (TX:UNKNOWN), and may still be mined."""


class TransactionReplaced(SendError):
    """Another transaction of the same account and nonce was mined instead."""


class VerificationFailed(TallystickError):
    """Something published or deployed is not what it claims to be."""


class Reverted(TallystickError):
    """A contract refused and nothing changed.

    `tx_hash` is None when the refusal was found in the simulation, before anything was sent.
    Overflow and other refusals without a reason have the code `EVM:REVERT`.
    """

    def __init__(self, code: str, sentence: str, tx_hash: str | None = None) -> None:
        self.tx_hash = tx_hash
        super().__init__(code, sentence)

    def __str__(self) -> str:
        sent = f" (transaction {self.tx_hash})" if self.tx_hash else ""
        return super().__str__() + sent


class NotPermitted(Reverted):
    """The caller is not the one who may: a role, an owner, a contract of the platform."""


class NotEligible(Reverted):
    """A person may not take on this risk: unknown, expired, frozen, related, beyond a cap."""


class Paused(Reverted):
    """New risk is closed for everyone; repaying, claiming and withdrawing go on."""


class InsufficientBalance(Reverted):
    """There is less money, or there are fewer units, than the call needs."""


class Stale(Reverted):
    """The state, version or document has moved on since the caller read it."""


class TooEarly(Reverted):
    """Time has to pass first."""


class TooLate(Reverted):
    """A deadline has passed."""


class WrongStatus(Reverted):
    """The loan, listing or decision is not in a state for this."""


class BadSignature(Reverted):
    """A signature is missing, of someone else, for another chain, or out of order."""


class BadArgument(Reverted):
    """A value breaks a bound or a rule of the contract."""


class AlreadyDone(Reverted):
    """It was done before, and it happens once."""


class NotFound(Reverted):
    """There is no loan, person, seat, decision or anchor of this name."""


class NothingToDo(Reverted):
    """There is nothing to take, pay, release or sweep."""


REVERTED: dict[str, type[Reverted]] = {
    error.__name__: error
    for error in (
        Reverted,
        AlreadyDone,
        BadArgument,
        BadSignature,
        InsufficientBalance,
        NotEligible,
        NotFound,
        NotPermitted,
        NothingToDo,
        Paused,
        Stale,
        TooEarly,
        TooLate,
        WrongStatus,
    )
}
