import Calendars
import JSON
import Rules

extension Case {
    /// Returns the case as stored JSON. Members may be added; existing ones keep their meaning.
    package func encoded() -> [UInt8] { head(without: []) }

    /// Returns the case as stored JSON without the kinds of content that are stored apart, of which
    /// it holds the numbers of elements.
    func head(without kinds: Set<PartKind>) -> [UInt8] {
        var json: JSONObject = [
            "id": .string(id.text), "at": advancedAt.json, "v": .number(.integer(Self.version)),
        ]
        var counts = JSONObject()
        func append(_ kind: PartKind, _ count: Int, _ content: @autoclosure () -> JSON?) {
            if kinds.contains(kind) {
                counts.append(.number(.integer(Int64(count))), under: kind.key)
            } else {
                json.append(content(), under: kind.key)
            }
        }
        json.append(openedAt?.json, under: "opened")
        json.append(wakeAt?.json, under: "wake")
        json.append(incident?.json, under: "incident")
        append(.reports, reports.count, reports.coded(\.json))
        append(.acknowledgements, acknowledgements.count, acknowledgements.coded(\.json))
        append(.closures, closures.count, closures.coded(\.json))
        append(.retractions, retractions.count, retractions.coded(\.json))
        append(.sightings, sightings.count, sightings.coded(\.json))
        append(.instructions, instructions.count, instructions.coded(\.json))
        append(.reliefs, reliefs.count, reliefs.coded(\.json))
        append(.findings, findings.count, findings.coded(\.json))
        json.append(merges.coded(\.json), under: "merges")
        json.append(mergedInto.map { .string($0.text) }, under: "into")
        json.append(since?.json, under: "since")
        json.append(parts.sorted { $0.key < $1.key }.coded(Self.json), under: "parts")
        json.append(homes.sorted { $0.key < $1.key }.coded(Self.json), under: "homes")
        json.append(ahead.coded(\.json), under: "ahead")
        append(.obligations, obligations.count, obligations.coded(\.json))
        json.append(decidedAt?.json, under: "decided")
        json.append(firstSpokenAt?.json, under: "spoken")
        json.append(fired?.json, under: "fired")
        if !letGo.isEmpty {
            json["past"] = .object(
                letGo.sorted { $0.key < $1.key }.reduce(into: JSONObject()) {
                    $0[$1.key] = $1.value.json
                })
        }
        json.append(additionalNotices.coded(\.json), under: "again")
        append(.faults, faults.count, faults.coded)
        if !counts.members.isEmpty { json.append(.object(counts), under: "apart") }
        return JSON.object(json).bytes()
    }

    /// The version of the rules of matching by which a stored case was judged.
    private static let version: Int64 = 2

    /// Marks what an earlier version decided, which stands until somebody replans the case.
    private mutating func keepDecisions() {
        decidedAt = advancedAt
        for index in obligations.indices where obligations[index].verdict?.report != nil {
            obligations[index].isPinned = true
        }
    }

    /// Creates a case from its head and parts.
    init(_ stored: StoredParts) throws(CodingError) {
        let json = stored.head
        guard let id = json["id"]?.string, let at = Instant(json["at"]) else {
            throw CodingError("a stored case has no `id` or no `at`")
        }
        self.init(id: Incident.ID(id), at: at)
        openedAt = Instant(json["opened"])
        wakeAt = Instant(json["wake"])
        incident = json["incident"].flatMap { Incident(id: Incident.ID(id), coded: $0) }
        reports = stored.statements(.reports, Report.init(coded:))
        acknowledgements = stored.statements(.acknowledgements, Acknowledgement.init(coded:))
        closures = stored.statements(.closures, Closure.init(coded:))
        retractions = stored.statements(.retractions, Retraction.init(coded:))
        sightings = stored.statements(.sightings, Sighting.init(coded:))
        instructions = stored.statements(.instructions, Instruction.init(coded:))
        reliefs = stored.statements(.reliefs, Relief.init(coded:))
        findings = stored.statements(.findings, Finding.init(coded:))
        decodeMerges(json)
        ahead = json.decoded("ahead", AheadRecord.init(coded:))
        obligations = Obligations(stored.elements(.obligations, Obligation.init(coded:)))
        decidedAt = Instant(json["decided"])
        if json["v"]?.integer ?? 1 < Self.version { keepDecisions() }
        firstSpokenAt = Instant(json["spoken"])
        fired = json["fired"].flatMap(Firing.init(coded:))
        for member in json["past"]?.object?.members ?? [] {
            letGo[member.key] = LetGo(coded: member.value)
        }
        additionalNotices = json.decoded("again", AdditionalNotice.init(coded:))
        for (about, fault) in stored.elements(.faults, StoredParts.fault) { faults[about] = fault }
    }
}

extension [String: Fault] {
    /// The faults as a JSON array, in the order of their subjects; nil for none.
    fileprivate var coded: JSON? {
        isEmpty
            ? nil
            : .array(
                sorted { $0.key < $1.key }.map { .array([.string($0.key), $0.value.json]) })
    }
}

extension Case {
    private static func json(_ part: (key: Incident.ID, value: IncidentPart)) -> JSON {
        .array([
            .string(part.key.text), part.value.openedAt?.json ?? .null,
            part.value.since?.json ?? .null, part.value.incident?.json ?? .null,
        ])
    }

    private static func json(_ home: (key: Record.ID, value: Incident.ID)) -> JSON {
        .array([.string(home.key.text), .string(home.value.text)])
    }

    /// Reads the merges and the merged incidents, after all other statements.
    private mutating func decodeMerges(_ json: JSON) {
        since = Instant(json["since"]) ?? incident?.versions.first?.asOf
        merges = Statements(json.decoded("merges", Merge.init(coded:)))
        mergedInto = json["into"]?.string.map { Incident.ID($0) }
        for entry in json["parts"]?.array ?? [] {
            guard let list = entry.array, list.count == 4, let text = list[0].string else {
                continue
            }
            let id = Incident.ID(text)
            parts[id] = IncidentPart(
                openedAt: Instant(list[1]), since: Instant(list[2]),
                incident: Incident(id: id, coded: list[3]))
        }
        for entry in json["homes"]?.array ?? [] {
            guard let pair = entry.array, pair.count == 2, let record = pair[0].string,
                let incident = pair[1].string
            else { continue }
            homes[Record.ID(record)] = Incident.ID(incident)
        }
        refreshScopes()
    }
}

extension Case.Firing {
    var json: JSON { .array([.number(.integer(Int64(number))), at.json]) }

    init?(coded json: JSON) {
        guard let pair = json.array, pair.count == 2, let number = pair[0].integer,
            let at = Instant(pair[1])
        else { return nil }
        self.init(number: Int(number), at: at)
    }
}

extension Incident {
    fileprivate var json: JSON {
        .array(
            versions.map { version in
                .array(
                    [version.asOf.json, .object(version.facts)]
                        + [version.record.map(JSON.string)].compactMap(\.self))
            })
    }

    fileprivate init?(id: ID, coded json: JSON) {
        let versions = (json.array ?? []).compactMap { entry -> Version? in
            guard let list = entry.array, list.count >= 2, let asOf = Instant(list[0]),
                let facts = list[1].object
            else { return nil }
            let record = list.count > 2 ? list[2].string : nil
            return Version(asOf: asOf, facts: facts, record: record)
        }
        guard !versions.isEmpty else { return nil }
        self.init(id: id, versions: versions)
    }
}
