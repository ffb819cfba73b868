import Calendars
package import JSON
import Rules

extension Obligation {
    var json: JSON {
        var json: JSONObject = [
            "rule": .string(rule.text), "name": .string(name),
            "to": .array(awaiting.map { .string($0.text) }), "by": .string(rulebook),
            "opened": openedAt.json, "from": .string(owing.text),
        ]
        json.append(cause.json, under: "cause")
        if isOwedByEach { json.append(.bool(true), under: "each") }
        json.append(owners.isEmpty ? nil : owners.json, under: "owners")
        json.append(home.map { .string($0.text) }, under: "home")
        json.append(occurrence.map { .number(.integer(Int64($0))) }, under: "n")
        json.append(dueAt?.json, under: "due")
        json.append(waitsFor?.json, under: "waits")
        json.append(verdict?.json, under: "verdict")
        json.append(firstReport.map { .string($0.text) }, under: "first")
        json.append(waivedBy.map(JSON.string), under: "waived")
        if isPinned { json.append(.bool(true), under: "pinned") }
        json.append(faults.coded(\.json), under: "faults")
        json.append(escalation.spoken.coded { .number(.integer(Int64($0))) }, under: "spoken")
        if escalation.isExhausted { json.append(.bool(true), under: "exhausted") }
        json.append(escalation.told.coded { .string($0.description) }, under: "told")
        json.append(escalation.toldOfEnd.coded { .string($0.description) }, under: "ended")
        return .object(json)
    }

    init?(coded json: JSON) {
        guard let rule = json["rule"]?.string, let name = json["name"]?.string,
            let rulebook = json["by"]?.string, let opened = Instant(json["opened"]),
            let owing = json["from"]?.string
        else { return nil }
        self.init(
            rule: Rule.ID(rule), name: name,
            awaiting: json.decoded("to") { $0.string.map { Unit.ID($0) } }, rulebook: rulebook,
            openedAt: opened, cause: Cause(coded: json["cause"]),
            occurrence: json["n"]?.integer.map { Int($0) }, owing: Unit.ID(owing),
            isOwedByEach: json["each"] == .bool(true))
        owners = [Incident.ID: Unit.ID](coded: json["owners"])
        home = json["home"]?.string.map { Incident.ID($0) }
        dueAt = Instant(json["due"])
        waitsFor = json["waits"].flatMap(OpenQuestion.init(coded:))
        verdict = json["verdict"].flatMap(Verdict.init(coded:))
        firstReport = json["first"]?.string.map { Record.ID($0) }
        waivedBy = json["waived"]?.string
        isPinned = json["pinned"] == .bool(true)
        faults = json.decoded("faults", Fault.init(coded:))
        escalation.spoken = json.decoded("spoken") { $0.integer.map { Int($0) } }
        escalation.isExhausted = json["exhausted"] == .bool(true)
        escalation.told = json.decoded("told") { $0.string.flatMap { Recipient($0) } }
        escalation.toldOfEnd = json.decoded("ended") { $0.string.flatMap { Recipient($0) } }
    }
}

extension [Incident.ID: Unit.ID] {
    fileprivate var json: JSON {
        .array(
            sorted { $0.key < $1.key }.map {
                .array([.string($0.key.text), .string($0.value.text)])
            })
    }

    fileprivate init(coded json: JSON?) {
        self = [:]
        for pair in json?.array ?? [] {
            guard let list = pair.array, list.count == 2, let incident = list[0].string,
                let unit = list[1].string
            else { continue }
            self[Incident.ID(incident)] = Unit.ID(unit)
        }
    }
}

extension Obligation.Cause {
    /// The stored form; nil for the most common cause, the incident itself.
    var json: JSON? {
        switch self {
        case .incident: nil
        case .instruction(let id): .array(["instruction", .string(id.text)])
        case .sighting: .array(["sighting"])
        case .update(let id): .array(["update", .string(id.text)])
        case .firing(let since, let at): .array(["firing", since.json, at.json])
        }
    }

    init(coded json: JSON?) {
        let list = json?.array ?? []
        switch list.first?.string {
        case "instruction" where list.count == 2:
            self = .instruction(Record.ID(list[1].string ?? ""))
        case "update" where list.count == 2:
            self = .update(Record.ID(list[1].string ?? ""))
        case "firing" where list.count == 3:
            let (since, at) = (Instant(list[1]), Instant(list[2]))
            self = since.flatMap { since in at.map { .firing(since: since, at: $0) } } ?? .incident
        case "sighting": self = .sighting
        default: self = .incident
        }
    }
}

extension Obligation.Verdict {
    var json: JSON {
        switch outcome {
        case .onTime: .array(["on-time", JSON(optional: report?.text)])
        case .late(let by):
            .array([
                "late", JSON(optional: report?.text), .number(.integer(by.wholeMilliseconds)),
            ])
        case .missed: .array(["missed", .null])
        }
    }

    init?(coded json: JSON) {
        guard let list = json.array, list.count >= 2 else { return nil }
        let report = list[1].string.map { Record.ID($0) }
        switch (list[0].string, list.count > 2 ? list[2].integer : nil) {
        case ("on-time", _): self.init(outcome: .onTime, report: report)
        case ("late", let by?): self.init(outcome: .late(.milliseconds(by)), report: report)
        case ("missed", _): self.init(outcome: .missed, report: nil)
        default: return nil
        }
    }
}

extension Fault {
    /// The stored form.
    package var json: JSON { .array([.string(kind.rawValue), detail.json]) }

    /// Reads the stored form.
    package init?(coded json: JSON) {
        guard let pair = json.array, pair.count == 2,
            let kind = pair[0].string.flatMap(Kind.init(rawValue:)),
            let detail = FaultDetail(coded: pair[1])
        else { return nil }
        self.init(kind, detail)
    }
}

extension Case.AdditionalNotice {
    var json: JSON {
        .object(["at": at.json, "since": since.json, "notice": notice.json])
    }

    init?(coded json: JSON) {
        guard let at = Instant(json["at"]), let since = Instant(json["since"]),
            let notice = json["notice"].flatMap(Notice.init(coded:))
        else { return nil }
        self.init(at: at, since: since, notice: notice)
    }
}

extension Notice {
    var json: JSON {
        var json: JSONObject = [
            "reason": .string(reason.rawValue), "to": .string(to.description),
            "reach": .number(.integer(Int64(reach))), "channel": .string(channel.text),
            "due": dueAt.json,
        ]
        json.append(obligation.map { .string($0.text) }, under: "about")
        json.append(steps.coded { .number(.integer(Int64($0))) }, under: "steps")
        json.append(via.map { .array($0.map { .string($0.text) }) }, under: "via")
        json.append(address.map(JSON.string), under: "address")
        json.append(expiresAt?.json, under: "expires")
        json.append(detail?.json, under: "detail")
        json.append(because?.json, under: "because")
        return .object(json)
    }

    init?(coded json: JSON) {
        guard let reason = json["reason"]?.string.flatMap(Reason.init(rawValue:)),
            let to = json["to"]?.string.flatMap({ Recipient($0) }),
            let reach = json["reach"]?.integer, let channel = json["channel"]?.string,
            let due = Instant(json["due"])
        else { return nil }
        self.init(
            reason: reason, obligation: json["about"]?.string.map { Obligation.ID($0) },
            steps: json.decoded("steps") { $0.integer.map { Int($0) } }, to: to,
            via: json["via"]?.array?.compactMap { $0.string.map { Channel.ID($0) } },
            reach: Int(reach), channel: Channel.ID(channel), address: json["address"]?.string,
            dueAt: due, expiresAt: Instant(json["expires"]),
            detail: json["detail"].flatMap(FaultDetail.init(coded:)),
            because: json["because"].flatMap(Because.init(coded:)))
    }
}
