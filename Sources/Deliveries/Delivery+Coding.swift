import Calendars
package import Cases
import JSON
import Rules

extension Delivery {
    /// Returns the parts of the delivery that its envelope lacks, in the stored form.
    package func payload() -> [UInt8] {
        var json: JSONObject = ["reach": .number(.integer(Int64(reach)))]
        json["via"] = via.map { .array($0.map { .string($0.text) }) }
        if isFirst { json["first"] = .bool(true) }
        json["origin"] = origin.map {
            .array([
                .string($0.id.text), .string($0.group.text), .number(.integer(Int64($0.reach))),
                .array($0.spent.sorted().map { .number(.integer(Int64($0))) }),
            ])
        }
        switch matter {
        case .combined(let combined):
            json["bundle"] = combined.json
            if !combined.notes.isEmpty { json["note"] = .array(combined.notes.map(\.json)) }
        case .incident(_, let items): json["items"] = .array(items.map(\.json))
        case .operation(let operation):
            json["operation"] = .string(operation.kind.rawValue)
            switch operation.findings.count {
            case 0: json["detail"] = .string(operation.words)
            case 1: json["finding"] = operation.findings[0].json
            default: json["findings"] = .array(operation.findings.map(\.json))
            }
        case .test:
            break
        }
        return JSON.object(json).bytes()
    }

    /// Creates a delivery from an envelope and the output of `payload`, including that of older
    /// versions, which repeated the envelope in the payload.
    package init(_ envelope: Envelope, payload bytes: [UInt8]) throws(CodingError) {
        guard let json = try? JSONReader.read(bytes, limits: .stored),
            let to = Recipient(envelope.recipient), let reach = json["reach"]?.integer
        else {
            throw CodingError("a stored delivery lacks what it must have")
        }
        self.init(
            id: envelope.id, group: envelope.group,
            matter: try Self.matter(json, of: envelope.incident), to: to,
            via: json["via"]?.array?.compactMap { $0.string.map { Channel.ID($0) } },
            reach: Int(reach), channel: envelope.channel, address: envelope.address,
            decidedAt: envelope.decidedAt, dueAt: envelope.dueAt, expiresAt: envelope.expiresAt,
            isFirst: json["first"] == .bool(true),
            origin: json["origin"].flatMap(Origin.init(coded:)))
    }

    private static func matter(
        _ json: JSON, of incident: Incident.ID?
    ) throws(CodingError) -> Matter {
        if let incident { return .incident(incident, json.decoded("items", Item.init(coded:))) }
        if let parts = json["bundle"]?.array {
            return .combined(CombinedMessage(coded: parts, note: json["note"]))
        }
        guard let written = json["operation"] else { return .test }
        guard let kind = written.string.flatMap(Operation.Kind.init(rawValue:)) else {
            // Written by a later version of Duebell; sent as a test, the message would be ignored.
            throw CodingError("a stored delivery is about \(written.serialized())")
        }
        let findings = json.decoded("findings", HealthIssue.init(coded:))
        let finding = json["finding"].flatMap(HealthIssue.init(coded:))
        if finding != nil || !findings.isEmpty {
            return .operation(
                Operation(kind: kind, findings: findings + [finding].compactMap(\.self)))
        }
        return .operation(Operation(kind: kind, detail: json["detail"]?.string ?? ""))
    }
}

extension Delivery.Origin {
    fileprivate init?(coded json: JSON) {
        guard let parts = json.array, parts.count == 4, let id = parts[0].string,
            let group = parts[1].string, let reach = parts[2].integer
        else { return nil }
        let spent = (parts[3].array ?? []).compactMap { $0.integer.map { Int($0) } }
        self.init(
            id: Delivery.ID(id), group: Delivery.GroupID(group), reach: Int(reach),
            spent: Set(spent))
    }
}

extension Delivery.Item {
    var json: JSON {
        var json: JSONObject = ["reason": .string(reason.rawValue), "due": dueAt.json]
        json["about"] = obligation.map { .string($0.text) }
        json["steps"] = steps.coded { .number(.integer(Int64($0))) }
        json["detail"] = detail?.json
        json["because"] = because?.json
        json["run"] = run.map { run in
            var json: JSONObject = [
                "count": .number(.integer(Int64(run.count))), "first": .string(run.first.text),
            ]
            json["from"] = run.from?.json
            json["through"] = run.through?.json
            return .object(json)
        }
        return .object(json)
    }

    fileprivate init?(coded json: JSON) {
        guard let reason = json["reason"]?.string.flatMap(Notice.Reason.init(rawValue:)),
            let due = Instant(json["due"])
        else { return nil }
        self.init(
            reason: reason, obligation: json["about"]?.string.map { Obligation.ID($0) },
            steps: json.decoded("steps") { $0.integer.map { Int($0) } }, dueAt: due,
            detail: json["detail"].flatMap(FaultDetail.init(coded:)),
            because: json["because"].flatMap(Because.init(coded:)),
            run: json["run"].flatMap(Run.init(coded:)))
    }
}

extension Delivery.Item.Run {
    fileprivate init?(coded json: JSON) {
        guard let count = json["count"]?.integer, let first = json["first"]?.string else {
            return nil
        }
        self.init(
            count: Int(count), first: Obligation.ID(first), from: Instant(json["from"]),
            through: Instant(json["through"]))
    }
}

extension Delivery.CombinedMessage {
    /// The stored form of the parts.
    fileprivate var json: JSON {
        .array(
            parts.map { part in
                .array([.string(part.incident.text), .array(part.items.map(\.json))])
            })
    }

    /// Reads parts and notes, including the single sentence of older versions.
    fileprivate init(coded parts: [JSON], note: JSON?) {
        self.parts = parts.compactMap { part in
            guard let pair = part.array, pair.count == 2, let id = pair[0].string else {
                return nil
            }
            return Part(
                incident: Incident.ID(id),
                items: (pair[1].array ?? []).compactMap(Delivery.Item.init(coded:)))
        }
        if let sentence = note?.string {
            notes = [.legacy(sentence)]
        } else {
            notes = (note?.array ?? []).compactMap(Note.init(coded:))
        }
    }
}

extension Delivery.CombinedMessage.Note {
    fileprivate var json: JSON {
        switch self {
        case .muted(let count, let why):
            .array(["muted", .number(.integer(Int64(count))), JSON(optional: why)])
        case .legacy(let sentence): .array(["legacy", .string(sentence)])
        }
    }

    fileprivate init?(coded json: JSON) {
        let list = json.array ?? []
        switch (list.first?.string, list.count) {
        case ("muted", 3):
            guard let count = list[1].integer else { return nil }
            self = .muted(count: Int(count), why: list[2].string)
        case ("legacy", 2):
            guard let sentence = list[1].string else { return nil }
            self = .legacy(sentence)
        default: return nil
        }
    }
}
