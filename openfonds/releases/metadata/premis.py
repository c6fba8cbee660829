"""metadata/premis.xml: files, events, agents and rights for digital preservation (PREMIS 3.0).

The release states one day, that for which the law was applied. Events before it have the EDTF
interval "unknown/<that day>" (EDTF of 2012, to which PREMIS 3.0 refers).
"""

from openfonds import __version__
from openfonds.releases.metadata import statements
from openfonds.releases.metadata.release_facts import ReleaseFacts
from openfonds.releases.metadata.xml_text import Node, node, xml_text

NAMESPACES = {
    "premis": "http://www.loc.gov/premis/v3",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
VOCABULARY = "http://id.loc.gov/vocabulary/preservation"
EVENT_TYPES = {  # Library of Congress, eventType
    "capture": "cap",
    "normalization": "nor",
    "policy assignment": "poa",
    "validation": "val",
    "information package creation": "ipc",
}
PROGRAM_AGENT, KEEPER_AGENT = "openfonds", "keeper"


def premis(facts: ReleaseFacts) -> str:
    """The XML document."""
    root = _p(
        "premis",
        *_objects(facts),
        *_events(facts),
        *_agents(facts),
        *_rights(facts),
        version="3.0",
    )
    return xml_text(root, NAMESPACES)


def _p(name: str, *content: str | Node | None, **attributes: str) -> Node:
    return node(f"premis:{name}", *content, **attributes)


def _identifier(of: str, kind: str, value: str) -> Node:
    return _p(f"{of}Identifier", _p(f"{of}IdentifierType", kind), _p(f"{of}IdentifierValue", value))


def _objects(facts: ReleaseFacts) -> list[Node]:
    whole = _p(
        "object",
        _identifier("object", "URN", facts.identifier),
        _p("originalName", f"{facts.repo_id} {facts.version}"),
        *(
            _p(
                "relationship",
                _p("relationshipType", "structural"),
                _p("relationshipSubType", "has part"),
                _p(
                    "relatedObjectIdentifier",
                    _p("relatedObjectIdentifierType", "path"),
                    _p("relatedObjectIdentifierValue", file.path),
                ),
            )
            for file in facts.files
        ),
        xsi__type="premis:representation",
    )
    files = [
        _p(
            "object",
            _identifier("object", "path", file.path),
            _p(
                "objectCharacteristics",
                _p(
                    "fixity",
                    _p("messageDigestAlgorithm", "SHA-256"),
                    _p("messageDigest", file.sha256),
                ),
                _p("size", str(file.n_bytes)),
                _p("format", _p("formatDesignation", _p("formatName", "Apache Parquet"))),
            ),
            xsi__type="premis:file",
        )
        for file in facts.files
    ]
    return [whole, *files]


def _events(facts: ReleaseFacts) -> list[Node]:
    before = f"unknown/{facts.as_of.isoformat()}"
    day = facts.as_of.isoformat()
    note = " The date is the day for which the law was applied."
    readers = [f"engine-{n}" for n, _ in enumerate(facts.engines, start=1)]
    cleaning = " ".join(statements.processing())
    told = (
        ("capture", before, statements.collection_process(facts), [PROGRAM_AGENT, *readers]),
        ("normalization", before, cleaning, [PROGRAM_AGENT]),
        ("policy assignment", day, statements.decisions(facts) + note, [PROGRAM_AGENT]),
        (
            "validation",
            day,
            "The rows were checked against the schema, the decisions and the account of all items"
            " before they were published; a release that fails is not published." + note,
            [PROGRAM_AGENT],
        ),
        (
            "information package creation",
            day,
            f"Version {facts.version} was put together for publication." + note,
            [PROGRAM_AGENT],
        ),
    )
    return [
        _p(
            "event",
            _identifier("event", "local", f"event-{number}"),
            _p("eventType", kind, **_term("eventType", EVENT_TYPES[kind])),
            _p("eventDateTime", when),
            _p("eventDetailInformation", _p("eventDetail", detail)),
            _p("eventOutcomeInformation", _p("eventOutcome", "success"))
            if kind == "validation"
            else None,
            *(
                _p(
                    "linkingAgentIdentifier",
                    _p("linkingAgentIdentifierType", "local"),
                    _p("linkingAgentIdentifierValue", agent),
                )
                for agent in agents
            ),
            _link_to_whole(facts),
        )
        for number, (kind, when, detail, agents) in enumerate(told, start=1)
    ]


def _agents(facts: ReleaseFacts) -> list[Node]:
    found = [
        _p(
            "agent",
            _identifier("agent", "local", PROGRAM_AGENT),
            _p("agentName", "openfonds"),
            _p("agentType", "software", **_term("agentType", "sof")),
            _p("agentVersion", __version__),
        )
    ]
    found += [
        _p(
            "agent",
            _identifier("agent", "local", f"engine-{number}"),
            _p("agentName", engine),
            _p("agentType", "software", **_term("agentType", "sof")),
        )
        for number, engine in enumerate(facts.engines, start=1)
    ]
    if facts.keeper:
        found.append(
            _p(
                "agent",
                _identifier("agent", "local", KEEPER_AGENT),
                _p("agentName", facts.keeper),
                _p("agentType", "organization", **_term("agentType", "org")),
            )
        )
    return found


def _rights(facts: ReleaseFacts) -> list[Node]:
    """One statement a legal basis, one for the licence, one a rights statement of works."""
    jurisdiction = ", ".join(dict.fromkeys(facts.collection.policies)) or "not stated"
    statements_: list[tuple[str, Node]] = [
        (
            "statute",
            _p(
                "statuteInformation",
                _p("statuteJurisdiction", jurisdiction),
                _p("statuteCitation", citation),
                _p("statuteInformationDeterminationDate", facts.as_of.isoformat()),
                _p("statuteNote", f"Legal basis of {n} open items; see the column legal_basis."),
            ),
        )
        for citation, n in facts.statistics.legal_basis
    ]
    licence = facts.licence
    if licence:
        statements_.append(
            (
                "license",
                _p(
                    "licenseInformation",
                    _documentation("license", licence.url) if licence.url else None,
                    _p("licenseTerms", licence.name),
                ),
            )
        )
    statements_ += [
        (
            "other",
            _p(
                "otherRightsInformation",
                _documentation("otherRights", uri),
                _p("otherRightsBasis", "rights statement"),
                _p("otherRightsNote", f"Given for {n} items; see the column rights_uri."),
            ),
        )
        for uri, n in facts.statistics.rights
        if uri
    ]
    if not statements_:
        return []
    return [
        _p(
            "rights",
            *(
                _p(
                    "rightsStatement",
                    _identifier("rightsStatement", "local", f"rights-{number}"),
                    _p("rightsBasis", basis),
                    information,
                    _p("rightsGranted", _p("act", "disseminate")) if basis == "statute" else None,
                    _link_to_whole(facts),
                )
                for number, (basis, information) in enumerate(statements_, start=1)
            ),
        )
    ]


def _documentation(of: str, uri: str) -> Node:
    return _p(
        f"{of}DocumentationIdentifier",
        _p(f"{of}DocumentationIdentifierType", "URI"),
        _p(f"{of}DocumentationIdentifierValue", uri),
    )


def _link_to_whole(facts: ReleaseFacts) -> Node:
    return _p(
        "linkingObjectIdentifier",
        _p("linkingObjectIdentifierType", "URN"),
        _p("linkingObjectIdentifierValue", facts.identifier),
    )


def _term(vocabulary: str, code: str) -> dict[str, str]:
    return {
        "authority": vocabulary,
        "authorityURI": f"{VOCABULARY}/{vocabulary}",
        "valueURI": f"{VOCABULARY}/{vocabulary}/{code}",
    }
