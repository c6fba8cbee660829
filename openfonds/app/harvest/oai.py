"""Harvest OAI-PMH 2.0: records as delivered, one file each, and on demand what they name.

A later harvest into the same folder asks for what changed since the one before, one step of the
datestamp earlier (OAI-PMH 2.0, implementation guidelines for harvesters, 2). A record that was
deleted at its source leaves the folder; the list of deleted records stays.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from extractors.description.oai.answers import (
    OaiAnswer,
    OaiRecord,
    addresses_of,
    answer_of,
    as_answer,
)
from openfonds.app.harvest.account import Harvest
from openfonds.app.harvest.folder import Kept
from openfonds.app.harvest.http_client import NotFetched, shown
from openfonds.digests import sha256_of_bytes
from openfonds.errors import ItemError, SourceError, TransientError

STATE = "harvest-oai.json"
DELETED_LIST = "deleted.txt"
MAX_PAGES = 1_000_000
MOST_RESTARTS = 2
DELETED = "deleted"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


@dataclass(frozen=True, slots=True)
class OaiRequest:
    """What is asked of a repository."""

    base: str
    prefix: str  # oai_dc, marcxml, mods ...
    set: str = ""
    since: date | None = None
    with_files: bool = False


def harvest_oai(harvest: Harvest, request: OaiRequest) -> dict[str, str]:
    """Harvest records. Returns labels and values for bag-info.txt.

    Raises:
        SourceError: if the repository is none, or does not have what is asked.
        TransientError: if it is down; what is there is kept, and the same command goes on.
    """
    identify = _ask(harvest, request, {"verb": "Identify"})
    if identify.error or not identify.granularity:
        raise SourceError(f"{shown(request.base)}: it does not answer as OAI-PMH 2.0")
    asked = {"base": shown(request.base), "prefix": request.prefix, "set": request.set}
    state = harvest.folder.state(STATE)
    if state and {k: state.get(k) for k in asked} != asked:
        raise SourceError(
            "the folder has records of another repository, prefix or set: name a new folder"
        )
    since = _since(request, state, identify.granularity)
    done = _complete_until(state, since, _list(harvest, request, since, {**state, **asked}))
    harvest.folder.save_state(STATE, {**asked, "complete_until": done, "since": since})
    kept = harvest.folder.all_kept()
    deleted = [one for one in kept if one.state == DELETED]
    listed = "".join(f"{one.stamp}\t{one.where}\n" for one in deleted)
    harvest.folder.save_tag_file(DELETED_LIST, listed.encode())
    harvest.account.deleted = len(deleted)
    if request.with_files:
        _files(harvest, [one for one in kept if one.state == request.prefix])
    said = {
        "External-Identifier": shown(request.base),
        "External-Description": f"OAI-PMH records as {request.prefix}",
    }
    return {**said, "OAI-Complete-Until": done} if done else said


def _complete_until(state: dict[str, object], since: str, listed: str) -> str:
    """Until when the folder has every change, which is where the next harvest begins.

    A list with records that could not be kept, or one that a person had begin after the last
    whole one ended, does not move that day: what it lacks is asked for again.
    """
    before = str(state.get("complete_until") or "")
    has_gap = bool(before) and since > before
    return before if has_gap or not listed else listed


def _since(request: OaiRequest, state: dict[str, object], granularity: str) -> str:
    """From when on to ask: as a person said, or one step before the last whole harvest."""
    is_fine = "T" in granularity
    if request.since is not None:
        return request.since.isoformat() + ("T00:00:00Z" if is_fine else "")
    until = str(state.get("complete_until") or "")
    if _SECOND.fullmatch(until) is None:
        return ""
    last = datetime.fromisoformat(until.replace("Z", "+00:00"))
    if is_fine:
        return (last - timedelta(seconds=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (last - timedelta(days=1)).date().isoformat()


def _list(harvest: Harvest, request: OaiRequest, since: str, state: dict[str, object]) -> str:
    """Fetch the list, page by page.

    Returns when it was answered first: complete until then; empty if a record of it was lost.
    """
    first = {"verb": "ListRecords", "metadataPrefix": request.prefix}
    if since:
        first["from"] = since
    if request.set:
        first["set"] = request.set
    token, began, is_whole = "", "", True
    if state.get("token") and state.get("since") == since:
        token, began = str(state["token"]), str(state.get("began") or "")
        is_whole = state.get("whole") is True
    tokens: set[str] = set()
    restarts = n_known = 0
    for _ in range(MAX_PAGES):
        answer = _ask(
            harvest, request, {"verb": "ListRecords", "resumptionToken": token} if token else first
        )
        if answer.error == "badResumptionToken" and token and restarts < MOST_RESTARTS:
            # It expired: the list begins anew, and what is there already stays.
            restarts += 1
            token, began, is_whole = "", "", True
            tokens.clear()
            continue
        if answer.error == "noRecordsMatch" and not token:
            return answer.response_date
        if answer.error:
            raise SourceError(
                f"{shown(request.base)} refuses with {answer.error}: look at --oai-prefix, --set"
                " and --from"
            )
        if not answer.is_list:
            raise TransientError(
                f"{shown(request.base)}: an answer has neither records nor an error: run the same"
                " command again; what is there is kept"
            )
        began = began or answer.response_date
        if answer.list_size and not n_known:
            n_known = answer.list_size
            harvest.progress.start("fetching records", n_known, "records")
        for record in answer.records:
            _keep(harvest, request, record)
        if n_known:
            harvest.progress.step(len(answer.records))
        for fault in answer.faults:
            harvest.account.fail(fault)
        is_whole = is_whole and not answer.faults
        token = answer.token
        if not token:
            if n_known:
                harvest.progress.finish()
            return began if is_whole else ""
        if token in tokens:
            raise SourceError(f"{shown(request.base)}: it gives the same page again and again")
        tokens.add(token)
        reached = {"token": token, "since": since, "began": began, "whole": is_whole}
        harvest.folder.save_state(STATE, {**state, **reached})
    raise SourceError(f"{shown(request.base)}: more than {MAX_PAGES} pages")


def _ask(harvest: Harvest, request: OaiRequest, arguments: dict[str, str]) -> OaiAnswer:
    url = f"{request.base}?{urlencode(arguments)}"
    try:
        with harvest.folder.partial() as stream:
            harvest.client.fetch(url, stream, harvest.limits.max_document_bytes)
            stream.seek(0)
            data = stream.read()
    except NotFetched as error:
        raise SourceError(str(error)) from None
    try:
        return answer_of(data)
    except ItemError as error:
        raise TransientError(
            f"{shown(request.base)}: an answer cannot be read ({error.reason_code}): run the same"
            " command again; what is there is kept"
        ) from None


def _keep(harvest: Harvest, request: OaiRequest, record: OaiRecord) -> None:
    key = f"oai:{record.identifier}"
    before = harvest.folder.kept(key)
    harvest.account.records += 1
    if record.is_deleted:
        if before is None or before.state != DELETED:
            stamp = record.datestamp
            gone = Kept(key, record.identifier, "", "", 0, stamp=stamp, state=DELETED)
            harvest.folder.note(gone)
        return
    data = as_answer(record, request.prefix)
    digest = sha256_of_bytes(record.identifier.encode())
    if before is not None and before.sha256 == sha256_of_bytes(data):
        harvest.account.there += 1
        return
    with harvest.folder.partial() as stream:
        stream.write(data)
    harvest.account.fetched += 1
    harvest.account.n_bytes += len(data)
    harvest.folder.keep(
        key, record.identifier, f"records/{digest[:2]}/{digest[:32]}.xml",
        stamp=record.datestamp, state=request.prefix,
    )  # fmt: skip


def _files(harvest: Harvest, records: list[Kept]) -> None:
    harvest.progress.start("fetching files", len(records), "files")
    for one in records:
        for url in _addresses(harvest, one):
            if harvest.is_named(url):
                harvest.file((url,), url)
    harvest.progress.finish()


def _addresses(harvest: Harvest, one: Kept) -> Iterator[str]:
    data = harvest.folder.read(one)
    for record in answer_of(data).records:
        yield from addresses_of(record)
