"""Notices of results in eForms: UBL, with what was awarded in the extension of the European Union."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beholden.loaders import RecordError
from beholden.loaders.listed import Nested, parts, text, texts
from beholden.loaders.ted.notice import Deal, Notice, Organisation, day, joined

ROOT = "ContractAwardNotice"
OTHERS = ("ContractNotice", "PriorInformationNotice", "BusinessRegistrationInformationNotice")
"""Roots of notices that award nothing."""

EXTENSION = ("UBLExtensions", "UBLExtension", "ExtensionContent", "EformsExtension")
RESULT = (*EXTENSION, "NoticeResult")


def id_of(stated: Nested) -> str:
    """The number under which the notice was published, else its own id."""
    return text(stated, *EXTENSION, "Publication", "NoticePublicationID") or text(stated, "ID")


def own_ids(stated: Nested) -> set[str]:
    """Every id by which a later notice may name this one: a change names the id and the version."""
    own, version = text(stated, "ID"), text(stated, "VersionID")
    return {id for id in (own, f"{own}-{version}", id_of(stated)) if id}


def changed_by(stated: Nested) -> str:
    """The id of the notice that this one changes, or ""."""
    return text(stated, *EXTENSION, "Changes", "ChangedNoticeIdentifier")


def awards(stated: Nested) -> bool:
    """Whether anything was awarded: whether a tender won."""
    return bool(list(_won(stated)))


def notice(stated: Nested) -> Notice:
    """What the notice says; RecordError where what it refers to is not in it."""
    known = _organisations(stated)
    buyers = []
    for party in parts(stated, "ContractingParty"):
        type_ = _of_list(party, "buyer-legal-type", "ContractingPartyType", "PartyTypeCode")
        for id in texts(party, "Party", "PartyIdentification", "ID"):
            buyers.append(_known(known, id, "buyer", type_))
    if not buyers:
        raise RecordError("the notice names no buyer")
    return Notice(
        id_of(stated),
        day(
            text(stated, *EXTENSION, "Publication", "PublicationDate") or text(stated, "IssueDate"),
            "PublicationDate",
        ),
        buyers,
        list(_deals(stated, known)),
    )


def _won(stated: Nested) -> Iterator[Nested]:
    for result in parts(stated, *RESULT, "LotResult"):
        if text(result, "TenderResultCode") == "selec-w":
            yield result


def _deals(stated: Nested, known: Mapping[str, Nested]) -> Iterator[Deal]:
    """Yield the contracts of the lots that were won, each once; a lot without a contract stands for itself."""
    tenders = {text(one, "ID"): one for one in parts(stated, *RESULT, "LotTender")}
    contracts = {text(one, "ID"): one for one in parts(stated, *RESULT, "SettledContract")}
    lots = {text(one, "ID"): one for one in parts(stated, "ProcurementProjectLot")}
    seen: set[str] = set()
    for result in _won(stated):
        lot_id = text(result, "TenderLot", "ID")
        lot = lots.get(lot_id, {})
        ids = texts(result, "SettledContract", "ID")
        for id in ids or [lot_id or text(result, "ID")]:
            if id in seen:
                continue
            seen.add(id)
            contract = contracts.get(id, {})
            if ids and not contract:
                raise RecordError(f"a lot was won under {id}, which is no settled contract of the notice")
            wanted = texts(contract, "LotTender", "ID") or texts(result, "LotTender", "ID")
            if lost := [one for one in wanted if one not in tenders]:
                raise RecordError(f"{id} rests on {lost[0]}, which is no tender of the notice")
            won = [tenders[one] for one in wanted]
            yield _deal(stated, id, contract, lot, won, known)


def _deal(
    stated: Nested, id: str, contract: Nested, lot: Nested, won: Sequence[Nested], known: Mapping[str, Nested]
) -> Deal:
    titles, title_of = texts(contract, "Title"), "contract"
    if not titles:
        titles, title_of = texts(lot, "ProcurementProject", "Name"), "award"
    if not titles:
        titles, title_of = texts(stated, "ProcurementProject", "Name"), "tender"
    described = texts(lot, "ProcurementProject", "Description") or texts(
        stated, "ProcurementProject", "Description"
    )
    amount: Nested = {}
    if len(won) == 1:
        amount = next(iter(parts(won[0], "LegalMonetaryTotal", "PayableAmount")), {})
    where = next(iter(parts(lot, "ProcurementProject", "RealizedLocation", "Address")), {})
    suppliers = [one for tender in won for one in _suppliers(stated, tender, known)]
    if not suppliers:
        raise RecordError(f"{id} was won, and nobody is named who won it")
    return Deal(
        id,
        tuple(titles),
        title_of if titles else "ids",
        next(iter(described), ""),
        text(amount, "#"),
        text(amount, "@currencyID"),
        day(text(contract, "IssueDate"), "IssueDate") or day(text(contract, "AwardDate"), "AwardDate"),
        joined([text(where, "CityName"), text(where, "Country", "IdentificationCode")]),
        suppliers,
    )


def _suppliers(
    stated: Nested, tender: Nested, known: Mapping[str, Nested]
) -> Iterator[tuple[Organisation, str]]:
    groups = {text(one, "ID"): one for one in parts(stated, *RESULT, "TenderingParty")}
    for id in texts(tender, "TenderingParty", "ID"):
        if id not in groups:
            raise RecordError(f"{id} is no tendering party of the notice")
        members = parts(groups[id], "Tenderer")
        for member in members:
            lead = text(member, "GroupLeadIndicator") == "true"
            role = "supplier" if len(members) == 1 else "lead of a group" if lead else "member of a group"
            yield _known(known, text(member, "ID"), "tenderer"), role
        for other in parts(groups[id], "SubContractor"):
            yield _known(known, text(other, "ID"), "subcontractor"), "subcontractor"


def _organisations(stated: Nested) -> dict[str, Nested]:
    found: dict[str, Nested] = {}
    for one in parts(stated, *EXTENSION, "Organizations", "Organization"):
        for company in parts(one, "Company"):
            for id in texts(company, "PartyIdentification", "ID"):
                if id in found:
                    raise RecordError(f"two organisations of the notice have the id {id}")
                found[id] = one
    return found


def _known(known: Mapping[str, Nested], id: str, what: str, type_: str = "") -> Organisation:
    if id not in known:
        raise RecordError(f"the {what} {id or 'without an id'} is no organisation of the notice")
    one = known[id]
    company = parts(one, "Company")[0]
    names = texts(company, "PartyName", "Name")
    if not names:
        raise RecordError(f"the organisation {id} has no name")
    return Organisation(
        names[0],
        tuple(names[1:]),
        text(company, "PartyLegalEntity", "CompanyID"),
        text(company, "PostalAddress", "Country", "IdentificationCode"),
        text(company, "PostalAddress", "CityName"),
        text(company, "WebsiteURI"),
        type_,
        text(one, "NaturalPersonIndicator") == "true",
    )


def _of_list(value: Nested, name: str, *path: str) -> str:
    """The first code at the end of a path that is of the list of this name."""
    for one in parts(value, *path):
        stated: dict[str, Any] = dict(one)
        if stated.get("@listName", [name]) == [name]:
            return text(one, "#")
    return ""
