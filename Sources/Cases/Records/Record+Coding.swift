import Calendars
import JSON
import Rules

extension Report {
    var json: JSON {
        .object([
            "record": .string(record.text), "arrived": arrivedAt.json, "body": .object(body),
        ])
    }

    init?(coded json: JSON) {
        guard let record = json["record"]?.string, let arrived = Instant(json["arrived"]),
            let body = json["body"],
            let reading = try? Record.read(
                body, arrivedAt: arrived, origin: "", fallback: Record.ID(record)),
            case .report(let report) = reading.content
        else { return nil }
        self = report
    }
}

extension Acknowledgement {
    var json: JSON {
        .array([
            .string(record.text), .string(by), at.json, JSON(optional: obligation),
            JSON(optional: note),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 5, let record = list[0].string,
            let by = list[1].string, let at = Instant(list[2])
        else { return nil }
        self.init(
            record: Record.ID(record), by: by, at: at, obligation: list[3].string,
            note: list[4].string)
    }
}

extension Closure {
    var json: JSON {
        .array([
            .string(record.text), at.json, .bool(isClosing), JSON(optional: by),
            JSON(optional: why), .bool(isAsIfOpen),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count >= 5, let record = list[0].string,
            let at = Instant(list[1]), case .bool(let isClosing) = list[2]
        else { return nil }
        self.init(
            record: Record.ID(record), at: at, isClosing: isClosing, by: list[3].string,
            why: list[4].string, isAsIfOpen: list.count > 5 && list[5] == .bool(true))
    }
}

extension Retraction {
    var json: JSON {
        .array([
            .string(record.text), .string(report.text), at.json, JSON(optional: by),
            JSON(optional: why),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 5, let record = list[0].string,
            let report = list[1].string, let at = Instant(list[2])
        else { return nil }
        self.init(
            record: Record.ID(record), report: Record.ID(report), at: at, by: list[3].string,
            why: list[4].string)
    }
}

extension Sighting {
    var json: JSON {
        .array([
            .string(record.text), .string(source), seenAt.json, JSON(optional: url), .object(body),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count >= 4, let record = list[0].string,
            let source = list[1].string, let seenAt = Instant(list[2])
        else { return nil }
        self.init(
            record: Record.ID(record), source: source, seenAt: seenAt, url: list[3].string,
            body: list.count > 4 ? list[4].object ?? JSONObject() : JSONObject())
    }
}

extension Instruction {
    var json: JSON {
        .array([
            .string(record.text), .string(by), at.json, .string(text), due?.json ?? .null,
            .object(body),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 6, let record = list[0].string,
            let by = list[1].string, let at = Instant(list[2]), let text = list[3].string,
            let body = list[5].object
        else { return nil }
        self.init(
            record: Record.ID(record), by: by, at: at, text: text, due: Instant(list[4]),
            body: body)
    }
}

extension Relief {
    var json: JSON {
        .array([
            .string(record.text), .string(kind.rawValue), .string(obligation), .string(by),
            at.json, until?.json ?? .null, JSON(optional: why),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 7, let record = list[0].string,
            let kind = list[1].string.flatMap(Kind.init(rawValue:)),
            let obligation = list[2].string, let by = list[3].string, let at = Instant(list[4])
        else { return nil }
        self.init(
            record: Record.ID(record), kind: kind, obligation: obligation, by: by, at: at,
            until: Instant(list[5]), why: list[6].string)
    }
}

extension Finding {
    var json: JSON {
        .array([
            .string(record.text), .string(fault.rawValue), .bool(isConfirmed), .string(by),
            at.json, JSON(optional: obligation), JSON(optional: why),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 7, let record = list[0].string,
            let fault = list[1].string.flatMap(Fault.Kind.init(rawValue:)),
            case .bool(let isConfirmed) = list[2], let by = list[3].string,
            let at = Instant(list[4])
        else { return nil }
        self.init(
            record: Record.ID(record), fault: fault, isConfirmed: isConfirmed, by: by, at: at,
            obligation: list[5].string, why: list[6].string)
    }
}

extension Merge {
    var json: JSON {
        .array([
            .string(record.text), .string(incident.text), .string(into.text), .string(by), at.json,
            JSON(optional: why),
        ])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 6, let record = list[0].string,
            let incident = list[1].string, let into = list[2].string, let by = list[3].string,
            let at = Instant(list[4])
        else { return nil }
        self.init(
            record: Record.ID(record), incident: Incident.ID(incident), into: Incident.ID(into),
            by: by, at: at, why: list[5].string)
    }
}

extension AheadRecord {
    var json: JSON {
        .array([.string(id.text), at.json, arrivedAt.json, .object(body)])
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count == 4, let id = list[0].string,
            let at = Instant(list[1]), let arrivedAt = Instant(list[2]),
            let body = list[3].object
        else { return nil }
        self.init(id: Record.ID(id), at: at, arrivedAt: arrivedAt, body: body)
    }
}
