from .api import AsyncNodeClient, NodeClient
from .chain._async.connection import AsyncConnection
from .chain._async.events import AsyncEventStream
from .chain._sync.connection import Connection
from .chain._sync.events import EventStream
from .chain.checkpoint import Checkpoint, Reorg
from .chain.logs import Event
from .chain.remote_signers.cloud import AwsKmsSigner, AzureKeySigner, GoogleKmsSigner
from .chain.remote_signers.hardware import Pkcs11Signer
from .chain.remote_signers.remote_signer import AwaitedSigner
from .chain.remote_signers.signer_file import open_signer
from .chain.remote_signers.web3signer import Web3Signer
from .chain.signer import AsyncSigner, KeystoreSigner, MemorySigner, Signer
from .errors import (
    ConfigError,
    InputError,
    NodeRefused,
    Reverted,
    TallystickError,
    TransportError,
    VerificationFailed,
)
from .loans.schedule import Method, Terms, schedule
from .loans.state import Mode
from .platform._async.borrower import AsyncBorrower, AsyncBorrowerView
from .platform._async.guarantor import AsyncGuarantor, AsyncGuarantorView
from .platform._async.investor import AsyncInvestor, AsyncInvestorView
from .platform._async.operator import AsyncOperator, AsyncOperatorView
from .platform._async.plan import AsyncPlan
from .platform._async.platform import AsyncPlatform
from .platform._async.winding_down import AsyncWindDown
from .platform._sync.borrower import Borrower, BorrowerView
from .platform._sync.guarantor import Guarantor, GuarantorView
from .platform._sync.investor import Investor, InvestorView
from .platform._sync.operator import Operator, OperatorView
from .platform._sync.plan import Plan
from .platform._sync.platform import Platform
from .platform._sync.winding_down import WindDown
from .platform.calls import Receipt
from .platform.decisions import Decision, Kind
from .platform.deployment import Deployment
from .platform.holdings import Note, Portfolio, Returns
from .platform.listing import Listing, LoanStatus
from .platform.mandates import Mandate, SignedMandate
from .platform.messages import (
    Ask,
    Credential,
    FreezeOrder,
    Offer,
    SignedAsk,
    SignedCredential,
    SignedOffer,
)
from .platform.quotes import PayoffQuote, Quote
from .platform.restructurings import Restructuring, SignedRestructuring

__version__: str

from .platform.winding_down import WindDownStanding, WindDownStep

__all__ = [
    "Ask",
    "AsyncBorrower",
    "AsyncBorrowerView",
    "AsyncConnection",
    "AsyncEventStream",
    "AsyncGuarantor",
    "AsyncGuarantorView",
    "AsyncInvestor",
    "AsyncInvestorView",
    "AsyncNodeClient",
    "AsyncOperator",
    "AsyncOperatorView",
    "AsyncPlan",
    "AsyncPlatform",
    "AsyncSigner",
    "AsyncWindDown",
    "AwaitedSigner",
    "AwsKmsSigner",
    "AzureKeySigner",
    "Borrower",
    "BorrowerView",
    "Checkpoint",
    "ConfigError",
    "Connection",
    "Credential",
    "Decision",
    "Deployment",
    "Event",
    "EventStream",
    "FreezeOrder",
    "GoogleKmsSigner",
    "Guarantor",
    "GuarantorView",
    "InputError",
    "Investor",
    "InvestorView",
    "KeystoreSigner",
    "Kind",
    "Listing",
    "LoanStatus",
    "Mandate",
    "MemorySigner",
    "Method",
    "Mode",
    "NodeClient",
    "NodeRefused",
    "Note",
    "Offer",
    "Operator",
    "OperatorView",
    "PayoffQuote",
    "Pkcs11Signer",
    "Plan",
    "Platform",
    "Portfolio",
    "Quote",
    "Receipt",
    "Reorg",
    "Restructuring",
    "Returns",
    "Reverted",
    "SignedAsk",
    "SignedCredential",
    "SignedMandate",
    "SignedOffer",
    "SignedRestructuring",
    "Signer",
    "TallystickError",
    "Terms",
    "TransportError",
    "VerificationFailed",
    "Web3Signer",
    "WindDown",
    "WindDownStanding",
    "WindDownStep",
    "__version__",
    "open_signer",
    "schedule",
]
