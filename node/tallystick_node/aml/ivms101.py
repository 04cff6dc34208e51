"""The fields of IVMS101 that a record of the travel rule has, as a schema that it is checked by.

The standard is interVASP's data model: names of parties and platforms, their accounts, and what
identifies them. What is not written here is no field of a record, and lengths are the standard's.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["LINE_LETTERS_MAX", "IvmsRecord"]

LINE_LETTERS_MAX = 70
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)

_Text35 = Annotated[str, Field(min_length=1, max_length=35)]
_Text50 = Annotated[str, Field(min_length=1, max_length=50)]
_Text70 = Annotated[str, Field(min_length=1, max_length=LINE_LETTERS_MAX)]
_Text100 = Annotated[str, Field(min_length=1, max_length=100)]
_Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
_Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class _NaturalNameId(BaseModel):
    model_config = _STRICT

    primaryIdentifier: _Text100  # noqa: N815 - the standard's name
    nameIdentifierType: Literal["LEGL"]  # noqa: N815 - likewise


class _NaturalName(BaseModel):
    model_config = _STRICT

    nameIdentifier: Annotated[list[_NaturalNameId], Field(min_length=1, max_length=1)]  # noqa: N815


class _LegalNameId(BaseModel):
    model_config = _STRICT

    legalPersonName: _Text100  # noqa: N815 - the standard's name
    legalPersonNameIdentifierType: Literal["LEGL"]  # noqa: N815 - likewise


class _LegalName(BaseModel):
    model_config = _STRICT

    nameIdentifier: Annotated[list[_LegalNameId], Field(min_length=1, max_length=1)]  # noqa: N815


class _PostalAddress(BaseModel):
    model_config = _STRICT

    addressType: Literal["HOME", "BIZZ"]  # noqa: N815 - the standard's name
    addressLine: Annotated[list[_Text70], Field(min_length=1, max_length=7)]  # noqa: N815
    country: _Country | None = None


class _NationalId(BaseModel):
    model_config = _STRICT

    nationalIdentifier: _Text35  # noqa: N815 - the standard's name
    nationalIdentifierType: Literal["NIDN", "RAID"]  # noqa: N815 - likewise
    countryOfIssue: _Country | None = None  # noqa: N815 - likewise


class _Birth(BaseModel):
    model_config = _STRICT

    dateOfBirth: _Day  # noqa: N815 - the standard's name
    placeOfBirth: _Text70  # noqa: N815 - likewise


class _IvmsParty(BaseModel):
    model_config = _STRICT

    geographicAddress: Annotated[list[_PostalAddress], Field(max_length=1)] | None = None  # noqa: N815
    nationalIdentification: _NationalId | None = None  # noqa: N815 - the standard's name
    customerIdentification: _Text50 | None = None  # noqa: N815 - likewise


class _NaturalPerson(_IvmsParty):
    name: _NaturalName
    dateAndPlaceOfBirth: _Birth | None = None  # noqa: N815 - the standard's name


class _LegalPerson(_IvmsParty):
    name: _LegalName


class _Natural(BaseModel):
    model_config = _STRICT

    naturalPerson: _NaturalPerson  # noqa: N815 - the standard's name


class _Legal(BaseModel):
    model_config = _STRICT

    legalPerson: _LegalPerson  # noqa: N815 - the standard's name


_Persons = Annotated[list[_Natural | _Legal], Field(min_length=1, max_length=1)]
_Accounts = Annotated[list[_Text100], Field(min_length=1, max_length=1)]


class _Originator(BaseModel):
    model_config = _STRICT

    originatorPersons: _Persons  # noqa: N815 - the standard's name
    accountNumber: _Accounts  # noqa: N815 - likewise


class _Beneficiary(BaseModel):
    model_config = _STRICT

    beneficiaryPersons: _Persons  # noqa: N815 - the standard's name
    accountNumber: _Accounts  # noqa: N815 - likewise


class _OriginatingVasp(BaseModel):
    model_config = _STRICT

    originatingVASP: _Legal  # noqa: N815 - the standard's name


class _BeneficiaryVasp(BaseModel):
    model_config = _STRICT

    beneficiaryVASP: _Legal  # noqa: N815 - the standard's name


class _Sent(BaseModel):
    """What is sent: no part of IVMS101, which leaves the transfer to its network."""

    model_config = _STRICT

    reference: _Text50
    amount: Annotated[str, Field(pattern="^[1-9][0-9]{0,77}$")]
    currency: _Text35
    day: _Day


class IvmsRecord(BaseModel):
    """A record of the travel rule."""

    model_config = _STRICT

    originator: _Originator
    beneficiary: _Beneficiary
    originatingVASP: _OriginatingVasp  # noqa: N815 - the standard's name
    beneficiaryVASP: _BeneficiaryVasp  # noqa: N815 - likewise
    transfer: _Sent
