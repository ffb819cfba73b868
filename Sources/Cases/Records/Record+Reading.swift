package import Calendars
package import JSON
import Rules

extension Record {
    /// The record types, as written in `type`.
    package static let types = [
        "incident", "report", "acknowledgement", "closure", "reopening", "retraction", "sighting",
        "extension", "waiver", "instruction", "finding", "merge", "replan", "retry",
    ]

    /// Reads one JSON object as a record.
    ///
    /// Unknown members are kept for conditions to use. A near-miss of a known member is a fault: a
    /// misspelt `occuredAt` passed over is a deadline missed. `fallback` is the id of a record
    /// without one, in place of its digest.
    package static func read(
        _ json: JSON, arrivedAt: Instant, origin: String, fallback: ID? = nil
    ) throws(RecordErrors) -> Record {
        guard let body = json.object else {
            throw RecordErrors(list: [
                RecordError(
                    pointer: "", found: .kind(Undecidable.ValueKind(json)), accepted: .record)
            ])
        }
        let digest = SHA256.hexadecimal(json.bytes(.canonical))
        let given = body["id"]?.string.map { ID($0) }
        var reading = RecordReading(
            body: body, id: given ?? fallback ?? ID("sha256:" + digest), arrivedAt: arrivedAt)
        let incident = reading.incidentID()
        let content = reading.content()
        reading.checkCommon()
        guard reading.faults.isEmpty, let incident, let content else {
            throw RecordErrors(list: reading.faults)
        }
        return Record(
            id: reading.id, digest: digest, arrivedAt: arrivedAt, origin: origin,
            incident: incident, body: body, content: content)
    }
}

/// A reader of one record's members that collects all errors.
private struct RecordReading {
    let body: JSONObject
    let id: Record.ID
    let arrivedAt: Instant
    var faults: [RecordError] = []

    static let known: [String: [String]] = [
        "incident": [
            "unit", "title", "kind", "severity", "urgency", "classification", "occurredAt",
            "discoveredAt", "times", "labels", "facts", "at", "owner",
        ],
        "report": [
            "from", "to", "submittedAt", "stage", "form", "by", "title", "text", "receivedAt",
            "corrects", "bulletin", "instruction", "for",
        ],
        "acknowledgement": ["by", "at", "obligation", "note"],
        "closure": ["at", "by", "why"],
        "reopening": ["at", "by", "why", "asIfOpen"],
        "retraction": ["report", "at", "by", "why"],
        "sighting": ["source", "seenAt", "url", "unit", "title"],
        "extension": ["obligation", "by", "at", "until", "why"],
        "waiver": ["obligation", "by", "at", "until", "why"],
        "instruction": ["by", "at", "text", "unit", "due"],
        "finding": ["fault", "result", "by", "at", "obligation", "why"],
        "merge": ["into", "by", "at", "why"],
        "replan": ["by", "at", "rules"],
        "retry": ["by", "at", "delivery"],
    ]

    mutating func content() -> Record.Content? {
        guard let type = body["type"] else {
            fault("/type", .nothing, .words(Record.types, nearest: nil))
            return nil
        }
        guard let name = type.string, let known = Self.known[name] else {
            fault("/type", show(type), .words(Record.types, nearest: nil))
            return nil
        }
        checkSpelling(known + ["type", "id", "incident", "arrivedAt"])
        switch name {
        case "incident": return incident()
        case "report": return report().map(Record.Content.report)
        case "acknowledgement": return acknowledgement().map(Record.Content.acknowledgement)
        case "retraction": return retraction().map(Record.Content.retraction)
        case "sighting": return sighting().map(Record.Content.sighting)
        case "instruction": return instruction().map(Record.Content.instruction)
        case "finding": return finding().map(Record.Content.finding)
        case "merge": return merge().map(Record.Content.merge)
        case "replan": return replan().map(Record.Content.replan)
        case "retry": return request().map(Record.Content.retry)
        case "extension": return relief(.moreTime).map(Record.Content.relief)
        case "waiver": return relief(.waiver).map(Record.Content.relief)
        default: return closure(isClosing: name == "closure").map(Record.Content.closure)
        }
    }

    /// Returns the incident of the record: the named one, the bulletin's case, or the provisional
    /// one of a sighting.
    mutating func incidentID() -> Incident.ID? {
        switch body["type"]?.string {
        case "report" where body["bulletin"] != nil: return bulletinID()
        case "sighting" where body["incident"] == nil:
            let unit = requiredText("unit")
            let title = requiredText("title")
            guard unit != nil, title != nil else { return nil }
            return Incident.ID("sighting:\(id)")
        case "retry" where body["incident"] == nil: return RetryRequest.ofDuebell
        case "incident", "merge": return namedIncident("incident")
        default: return requiredText("incident").map { Incident.ID($0) }
        }
    }

    /// Reads the name of an incident, which no bulletin can have.
    private mutating func namedIncident(_ key: String) -> Incident.ID? {
        let name = requiredText(key)
        guard let name, Case.Subject.isReserved(name) else {
            return name.map { Incident.ID($0) }
        }
        fault("/" + key, .quoted(name), .incidentName)
        return nil
    }

    private mutating func bulletinID() -> Incident.ID? {
        if body["incident"] != nil {
            fault("/bulletin", .twoSubjects, .oneSubject)
        }
        guard let path = requiredText("bulletin") else { return nil }
        guard let from = body["from"]?.string, !from.isEmpty else { return nil }
        guard let duty = BulletinDuty(path: path, owing: Unit.ID(from)) else {
            fault("/bulletin", .quoted(path), .bulletinPath)
            return nil
        }
        return duty.incident
    }

    /// Checks the members that every record may have.
    mutating func checkCommon() {
        if let id = body["id"], id.string?.isEmpty ?? true {
            fault("/id", show(id), .filledTextOrNone)
        }
        _ = optionalInstant("arrivedAt")
    }

    private mutating func incident() -> Record.Content? {
        _ = requiredText("unit")
        _ = requiredText("title")
        for key in ["severity", "urgency", "classification"] { checkText(key) }
        checkKinds()
        for key in ["occurredAt", "discoveredAt"] { checkMoment("/" + key, body[key]) }
        for key in ["times", "labels", "facts"] {
            if let value = body[key], value != .null, value.object == nil {
                fault("/" + key, show(value), .object)
            }
        }
        for member in body["times"]?.object?.members ?? [] {
            checkMoment(JSONPointer(["times", member.key]).description, member.value)
        }
        // A drill taken for real alarms outsiders, so an unclear label is never guessed at.
        if let drill = body["labels"]?["drill"], drill != .null, Case.drill(drill) == nil {
            fault("/labels/drill", show(drill), .flag)
        }
        let asOf = optionalInstant("at") ?? optionalInstant("arrivedAt") ?? arrivedAt
        return .incident(asOf: asOf)
    }

    private mutating func report() -> Report? {
        let texts = ["stage", "form", "by", "title", "text", "corrects", "instruction"]
        for key in texts { checkText(key) }
        checkPeriod("for")
        let receivedAt = optionalInstant("receivedAt")
        let from = requiredText("from")
        let to = addressees()
        let submittedAt = requiredInstant("submittedAt")
        guard let from, !to.isEmpty, let submittedAt else { return nil }
        return Report(
            record: id, from: Unit.ID(from), to: to, submittedAt: submittedAt,
            receivedAt: receivedAt, arrivedAt: arrivedAt, stage: body["stage"]?.string,
            form: body["form"]?.string,
            instruction: body["instruction"]?.string.map { Record.ID($0) },
            period: body["for"]?.string.flatMap { Report.NamedPeriod($0) },
            corrects: body["corrects"]?.string.map { Record.ID($0) }, body: body)
    }

    /// Reads `to`: one unit, or a list of the units that received the report.
    private mutating func addressees() -> [Unit.ID] {
        let value = body["to"] ?? .null
        let units = (value.array ?? [value]).compactMap(\.string).filter { !$0.isEmpty }
        if units.isEmpty || units.count != (value.array ?? [value]).count {
            fault("/to", body["to"].map(show) ?? .nothing, .units)
        }
        return units.map { Unit.ID($0) }
    }

    private mutating func acknowledgement() -> Acknowledgement? {
        let by = requiredText("by")
        let at = requiredInstant("at")
        for key in ["obligation", "note"] { checkText(key) }
        guard let by, let at else { return nil }
        return Acknowledgement(
            record: id, by: by, at: at, obligation: body["obligation"]?.string,
            note: body["note"]?.string)
    }

    private mutating func closure(isClosing: Bool) -> Closure? {
        for key in ["by", "why"] { checkText(key) }
        let asIfOpen = isClosing ? .null : body["asIfOpen"] ?? .null
        if ![.null, .bool(true), .bool(false)].contains(asIfOpen) {
            fault("/asIfOpen", show(asIfOpen), .flag)
        }
        return requiredInstant("at").map { at in
            Closure(
                record: id, at: at, isClosing: isClosing, by: body["by"]?.string,
                why: body["why"]?.string, isAsIfOpen: asIfOpen == .bool(true))
        }
    }
}

extension RecordReading {
    private mutating func retraction() -> Retraction? {
        for key in ["by", "why"] { checkText(key) }
        let report = requiredText("report")
        let at = requiredInstant("at")
        guard let report, let at else { return nil }
        return Retraction(
            record: id, report: Record.ID(report), at: at, by: body["by"]?.string,
            why: body["why"]?.string)
    }

    private mutating func sighting() -> Sighting? {
        for key in ["url", "unit", "title"] { checkText(key) }
        let source = requiredText("source")
        let seenAt = requiredInstant("seenAt")
        guard let source, let seenAt else { return nil }
        return Sighting(
            record: id, source: source, seenAt: seenAt, url: body["url"]?.string, body: body)
    }

    private mutating func merge() -> Merge? {
        checkText("why")
        let into = namedIncident("into")
        let by = requiredText("by")
        let at = requiredInstant("at")
        if let into, into.text == body["incident"]?.string {
            fault("/into", .itself, .anotherIncident)
            return nil
        }
        guard let into, let by, let at, let incident = body["incident"]?.string else { return nil }
        return Merge(
            record: id, incident: Incident.ID(incident), into: into, by: by, at: at,
            why: body["why"]?.string)
    }

    private mutating func request() -> RetryRequest? {
        let by = requiredText("by")
        let at = requiredInstant("at")
        let delivery = requiredText("delivery")
        guard let by, let at, let delivery else { return nil }
        return RetryRequest(record: id, delivery: delivery, by: by, at: at)
    }

    private mutating func replan() -> Replan? {
        let by = requiredText("by")
        let at = requiredInstant("at")
        let rules = requiredText("rules")
        guard let by, let at, let rules else { return nil }
        return Replan(record: id, by: by, at: at, rules: rules)
    }

    private mutating func instruction() -> Instruction? {
        _ = requiredText("id")
        checkText("unit")
        let by = requiredText("by")
        let at = requiredInstant("at")
        let text = requiredText("text")
        let due = optionalInstant("due")
        guard let by, let at, let text else { return nil }
        return Instruction(record: id, by: by, at: at, text: text, due: due, body: body)
    }

    private mutating func finding() -> Finding? {
        for key in ["obligation", "why"] { checkText(key) }
        let by = requiredText("by")
        let at = requiredInstant("at")
        let fault = requiredWord("fault", among: Fault.Kind.allCases.map(\.rawValue))
            .flatMap(Fault.Kind.init(rawValue:))
        let result = requiredWord("result", among: ["confirmed", "dismissed"])
        guard let by, let at, let fault, let result else { return nil }
        return Finding(
            record: id, fault: fault, isConfirmed: result == "confirmed", by: by, at: at,
            obligation: body["obligation"]?.string, why: body["why"]?.string)
    }

    /// Reads one of several words.
    private mutating func requiredWord(_ key: String, among words: [String]) -> String? {
        guard let text = requiredText(key) else { return nil }
        guard words.contains(text) else {
            self.fault(
                "/" + key, show(.string(text)),
                .words(words, nearest: nearestName(to: text, among: words)))
            return nil
        }
        return text
    }

    private mutating func relief(_ kind: Relief.Kind) -> Relief? {
        checkText("why")
        let obligation = requiredText("obligation")
        let by = requiredText("by")
        let at = requiredInstant("at")
        let until = kind == .moreTime ? requiredInstant("until") : optionalInstant("until")
        guard let obligation, let by, let at else { return nil }
        return Relief(
            record: id, kind: kind, obligation: obligation, by: by, at: at, until: until,
            why: body["why"]?.string)
    }
}

extension RecordReading {
    /// Returns a value for quoting in a fault. Of a classified record, returns only the kind of
    /// value, since faults are sent by mail.
    private func show(_ value: JSON) -> RecordError.Found {
        let isClassified = body["classification"].map { $0 != .null } ?? false
        // Other records do not state their incident's classification: their long texts are not
        // quoted.
        let isOther = body["type"] != "incident" && (value.string?.count ?? 0) > 40
        return isClassified || isOther ? .kind(Undecidable.ValueKind(value)) : value.shown
    }

    mutating func fault(
        _ pointer: String, _ found: RecordError.Found, _ accepted: RecordError.Accepted
    ) {
        faults.append(RecordError(pointer: pointer, found: found, accepted: accepted))
    }

    private mutating func requiredText(_ key: String) -> String? {
        guard let value = body[key] else {
            fault("/" + key, .nothing, .filledText)
            return nil
        }
        guard let text = value.string, !text.isEmpty else {
            fault("/" + key, show(value), .filledText)
            return nil
        }
        return text
    }

    private mutating func checkText(_ key: String) {
        guard let value = body[key], value != .null, value.string == nil else { return }
        fault("/" + key, show(value), .text)
    }

    /// Checks `kind`: a text, or a list of texts for an incident of several kinds.
    private mutating func checkKinds() {
        guard let kinds = body["kind"]?.array else { return checkText("kind") }
        for (index, kind) in kinds.enumerated() where kind.string?.isEmpty ?? true {
            fault("/kind/\(index)", show(kind), .filledText)
        }
    }

    /// Checks the name of a period: a day or an instant.
    private mutating func checkPeriod(_ key: String) {
        guard let value = body[key], value != .null else { return }
        guard value.string.flatMap({ Report.NamedPeriod($0) }) == nil else { return }
        fault("/" + key, show(value), .period)
    }

    private mutating func requiredInstant(_ key: String) -> Instant? {
        guard body[key] != nil else {
            fault("/" + key, .nothing, .time)
            return nil
        }
        return optionalInstant(key)
    }

    private mutating func optionalInstant(_ key: String) -> Instant? {
        guard let value = body[key], value != .null else { return nil }
        if case .instant(let instant) = RecordedTime(value) { return instant }
        fault("/" + key, show(value), .time)
        return nil
    }

    /// Checks a time of the incident. A bare date is accepted; deadlines counted from it do not
    /// start.
    private mutating func checkMoment(_ pointer: String, _ value: JSON?) {
        if case .unreadable = RecordedTime(value ?? .null) {
            fault(pointer, value.map(show) ?? .nothing, .time)
        }
    }

    /// Returns true if a name is one letter changed, dropped, added or swapped away from a known
    /// one.
    ///
    /// Short names are exempt: too many words are one letter away from them.
    private static func isSlip(_ name: String, of known: String) -> Bool {
        known.utf8.count >= 5 && abs(name.utf8.count - known.utf8.count) <= 1
            && editDistance(name, known) <= 1
    }

    /// Reports members whose names are misspellings of known members.
    private mutating func checkSpelling(_ known: [String]) {
        for member in body.members where !known.contains(member.key) {
            guard !member.key.hasPrefix("//"), !member.key.hasPrefix("$"),
                let meant = known.first(where: { Self.isSlip(member.key, of: $0) })
            else { continue }
            fault(
                JSONPointer([member.key]).description, .quoted(member.key), .member(meant))
        }
    }
}

extension JSON {
    /// The value as quoted in a message to a person, shortened.
    fileprivate var shown: RecordError.Found {
        switch self {
        case .string(let text) where text.isEmpty: .emptyText
        case .string(let text): .quoted(text)
        case .number, .bool: .value(serialized())
        default: .kind(Undecidable.ValueKind(self))
        }
    }
}

extension RecordError.Found {
    /// A name as written, shortened, with what nobody can see written out.
    fileprivate static func quoted(_ text: String) -> Self {
        .value("`\(InvisibleCharacters.shown(in: String(text.prefix(60))))`")
    }
}
