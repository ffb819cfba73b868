import Calendars
import JSON
import Rules

extension Case {
    /// Returns the case as stored JSON. Members may be added; existing ones keep their meaning.
    package func encoded() -> [UInt8] {
        var json: JSONObject = [
            "id": .string(id.text), "at": advancedAt.json, "v": .number(.integer(Self.version)),
        ]
        json.append(openedAt?.json, under: "opened")
        json.append(wakeAt?.json, under: "wake")
        json.append(incident?.json, under: "incident")
        json.append(reports.coded(\.json), under: "reports")
        json.append(acknowledgements.coded(\.json), under: "acks")
        json.append(closures.coded(\.json), under: "closures")
        json.append(retractions.coded(\.json), under: "retractions")
        json.append(sightings.coded(\.json), under: "sightings")
        json.append(instructions.coded(\.json), under: "instructions")
        json.append(reliefs.coded(\.json), under: "reliefs")
        json.append(findings.coded(\.json), under: "findings")
        json.append(merges.coded(\.json), under: "merges")
        json.append(mergedInto.map { .string($0.text) }, under: "into")
        json.append(since?.json, under: "since")
        json.append(parts.sorted { $0.key < $1.key }.coded(Self.json), under: "parts")
        json.append(homes.sorted { $0.key < $1.key }.coded(Self.json), under: "homes")
        json.append(ahead.coded(\.json), under: "ahead")
        json.append(obligations.coded(\.json), under: "owed")
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
        if !faults.isEmpty {
            json["faults"] = .array(
                faults.sorted { $0.key < $1.key }.map { about, fault in
                    .array([.string(about), fault.json])
                })
        }
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

    /// Creates a case from the output of `encoded`.
    package init(encoded bytes: [UInt8]) throws(CodingError) {
        let json: JSON
        do {
            json = try JSONReader.read(bytes, limits: .stored)
        } catch {
            throw CodingError("a stored case is no JSON: \(error)")
        }
        guard let id = json["id"]?.string, let at = Instant(json["at"]) else {
            throw CodingError("a stored case has no `id` or no `at`")
        }
        self.init(id: Incident.ID(id), at: at)
        openedAt = Instant(json["opened"])
        wakeAt = Instant(json["wake"])
        incident = json["incident"].flatMap { Incident(id: Incident.ID(id), coded: $0) }
        reports = Statements(json.decoded("reports", Report.init(coded:)))
        acknowledgements = Statements(json.decoded("acks", Acknowledgement.init(coded:)))
        closures = Statements(json.decoded("closures", Closure.init(coded:)))
        retractions = Statements(json.decoded("retractions", Retraction.init(coded:)))
        sightings = Statements(json.decoded("sightings", Sighting.init(coded:)))
        instructions = Statements(json.decoded("instructions", Instruction.init(coded:)))
        reliefs = Statements(json.decoded("reliefs", Relief.init(coded:)))
        findings = Statements(json.decoded("findings", Finding.init(coded:)))
        decodeMerges(json)
        ahead = json.decoded("ahead", AheadRecord.init(coded:))
        obligations = Obligations(json.decoded("owed", Obligation.init(coded:)))
        decidedAt = Instant(json["decided"])
        if json["v"]?.integer ?? 1 < Self.version { keepDecisions() }
        firstSpokenAt = Instant(json["spoken"])
        fired = json["fired"].flatMap(Firing.init(coded:))
        for member in json["past"]?.object?.members ?? [] {
            letGo[member.key] = LetGo(coded: member.value)
        }
        additionalNotices = json.decoded("again", AdditionalNotice.init(coded:))
        for entry in json["faults"]?.array ?? [] {
            guard let pair = entry.array, pair.count == 2, let about = pair[0].string,
                let fault = Fault(coded: pair[1])
            else { continue }
            faults[about] = fault
        }
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
