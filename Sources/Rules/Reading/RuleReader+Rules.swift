import Calendars
import JSON

extension RuleReader {
    mutating func rule(_ id: Rule.ID, _ value: JSON, at pointer: JSONPointer) -> Rule? {
        let keys = [
            "title", "cites", "zone", "inForce", "on", "when", "owes", "verbalFirst", "stages",
            "obligations",
        ]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let title = text(fields, "title", "a title")
        let ofSettings = zone
        defer { zone = ofSettings }
        let own = fields["zone"].flatMap { self.zone($0, at: fields.at("zone")) }
        if let own { zone = own }
        let trigger = self.trigger(fields, zone: own)
        let cites = fields["cites"].flatMap { citation($0, at: fields.at("cites")) }
        let inForce = fields["inForce"].flatMap { self.inForce($0, at: fields.at("inForce")) }
        let when = fields["when"].flatMap { condition($0, at: fields.at("when")) }
        let owes = owing(fields)
        let isVerbalFirst = flag(fields, "verbalFirst") ?? false
        let areStagesNamed = areStagesNamed(fields)
        guard let value = required(fields, "obligations"),
            let members = members(value, at: fields.at("obligations"))
        else { return nil }
        if members.isEmpty {
            note(
                DraftDiagnostic(
                    "value.empty", at: fields.at("obligations"), "no obligation",
                    accepted: "at least one is required"))
        }
        let obligations = members.compactMap { member in
            let place = fields.at("obligations").appending(member.key)
            return obligation(
                member, at: place, of: fields, owes, fields["on"] == nil ? .incident : trigger)
        }
        checkFollowing(obligations, at: fields.at("obligations"), names: members.map(\.key))
        checkAnchors(obligations, at: fields.at("obligations"), names: members.map(\.key))
        return Rule(
            id: id, title: title, cites: cites, zone: own, inForce: inForce ?? Rule.InForce(),
            when: when, owes: owes, isVerbalFirst: isVerbalFirst, obligations: obligations,
            areStagesNamed: areStagesNamed)
    }

    /// Reads `stages`: `named` if reports must name their stage.
    private mutating func areStagesNamed(_ fields: Fields) -> Bool {
        guard fields["stages"] != nil, let word = text(fields, "stages", "named") else {
            return false
        }
        if word != "named" { noteValue(word, "value.word", at: fields.at("stages"), "named") }
        return true
    }

    /// Reads an obligation; `trigger` is the rule's, or nil if it is invalid, which is already
    /// reported.
    private mutating func obligation(
        _ member: JSONObject.Member, at pointer: JSONPointer, of rule: Fields,
        _ owing: Owing?, _ trigger: Trigger?
    ) -> ObligationRule? {
        checkName(member.key, "an obligation", at: pointer)
        guard let fields = fields(member.value, at: pointer, keys: Self.obligationKeys) else {
            return nil
        }
        let on = fields["on"] == nil ? trigger : self.trigger(fields, zone: zone)
        let when = fields["when"].flatMap { condition($0, at: fields.at("when")) }
        let owes = self.owing(fields)
        checkTrigger(on, owes ?? owing, of: fields, in: rule)
        let to = required(fields, "to").flatMap { awaiting($0, at: fields.at("to")) }
        // Without a valid trigger it is unknown whether a deadline is required.
        let due =
            on.map { deadline(fields, on: $0) }
            ?? fields["due"].flatMap { self.due($0, at: fields.at("due")) }
        let policy = requiredText(fields, "policy", "the name of a policy")
        if let policy { refer(.policies, policy, at: fields.at("policy")) }
        let title = text(fields, "title", "the title of the obligation")
        let stage = text(fields, "stage", "the stage as named in reports")
        let forms = fields["forms"].flatMap { texts($0, at: fields.at("forms"), "a form") }
        let accepts = demands(fields, "accepts")
        let acceptsLate = demands(fields, "acceptsLate")
        let asks = demands(fields, "asks")
        let notBefore = fields["notBefore"].flatMap { self.due($0, at: fields.at("notBefore")) }
        let orFrom = fields["orFrom"].map { units($0, at: fields.at("orFrom")) }
        let follows = fields["follows"].flatMap {
            texts($0, at: fields.at("follows"), "the name of an obligation of this rule")
        }
        let repeats = repetition(fields)
        let expires = fields["expires"].flatMap {
            period($0, at: fields.at("expires"), positive: true)
        }
        let withdrawnIf = fields["withdrawnIf"].flatMap {
            condition($0, at: fields.at("withdrawnIf"))
        }
        checkRepetition(repeats?.every, due, of: fields)
        let late = lateness(fields, on)
        guard let on, let to, let due, let policy else { return nil }
        return ObligationRule(
            name: member.key, title: title, on: on, when: when, owes: owes, to: to, due: due,
            policy: EscalationPolicy.ID(policy), stage: stage, forms: forms, accepts: accepts,
            acceptsLate: acceptsLate, asks: asks, notBefore: notBefore, orFrom: orFrom ?? [],
            follows: follows ?? [], repeats: repeats?.every,
            repeatsUntil: repeats?.until, expires: expires, late: late, withdrawnIf: withdrawnIf)
    }

    private static let obligationKeys = [
        "title", "on", "when", "owes", "orFrom", "to", "due", "notBefore", "policy", "stage",
        "forms",
        "accepts", "acceptsLate", "asks", "follows", "repeat", "expires", "late", "withdrawnIf",
    ]

    /// Reports an obligation without a reporting unit, or with one that its trigger rules out.
    private mutating func checkTrigger(
        _ trigger: Trigger?, _ owing: Owing?, of fields: Fields, in rule: Fields
    ) {
        if rule["owes"] == nil, fields["owes"] == nil {
            note(
                DraftDiagnostic(
                    "key.missing", at: fields.pointer,
                    "no \"owes\", neither here nor in the rule", accepted: "it is required"))
        }
        if let trigger {
            let place = fields["owes"] == nil ? rule.at("owes") : fields.at("owes")
            checkOwing(owing, on: trigger, at: place)
        }
        if case .schedule = trigger, rule["when"] != nil {
            note(
                DraftDiagnostic(
                    "bulletin.stray", at: rule.at("when"), "\"when\" of a bulletin",
                    accepted: "a bulletin is due regardless of incidents", aim: .key))
        }
    }

    /// Reports a repetition until the closure whose deadline counts from the closure.
    private mutating func checkRepetition(_ repeats: Period?, _ due: Due?, of fields: Fields) {
        guard let due, repeats != nil, due.anchors.contains(.closed) else { return }
        note(
            DraftDiagnostic(
                "repeat.closed", at: fields.at("repeat"),
                "\"repeat\" until the incident is closed, and \"due\" counted from then on",
                accepted: "count \"due\" from what comes before", aim: .key))
    }

    /// Reads `late`, which only the periods of a repetition or a bulletin have.
    private mutating func lateness(
        _ fields: Fields, _ trigger: Trigger?
    ) -> Period? {
        guard let value = fields["late"] else { return nil }
        let isBulletin = if case .schedule = trigger { true } else { trigger == nil }
        if fields["repeat"] == nil, !isBulletin {
            note(
                DraftDiagnostic(
                    "late.stray", at: fields.at("late"),
                    "\"late\" of an obligation that does not repeat",
                    accepted: "accepted with \"repeat\" or \"on\": {\"cron\": …}", aim: .key))
        }
        return period(value, at: fields.at("late"))
    }

    /// Reads the demands on a report: JsonLogic, or a list of conditions with the texts for
    /// failure.
    private mutating func demands(_ fields: Fields, _ key: String) -> [ObligationRule.Demand] {
        guard let value = fields[key] else { return [] }
        guard case .array = value else {
            return condition(value, at: fields.at(key)).map { [ObligationRule.Demand($0)] } ?? []
        }
        let form = "JsonLogic, or a list of {\"that\": JsonLogic, \"else\": TEXT}"
        return (elements(value, at: fields.at(key), form) ?? []).enumerated().compactMap {
            let place = fields.at(key).appending($0)
            guard let inner = self.fields($1, at: place, keys: ["that", "else"]) else { return nil }
            let that = required(inner, "that").flatMap { condition($0, at: inner.at("that")) }
            let otherwise = requiredText(inner, "else", "the text sent to the unit")
            return that.map { ObligationRule.Demand($0, otherwise: otherwise) }
        }
    }

    /// Reports a name that cannot be part of an id.
    mutating func checkName(_ name: String, _ what: String, at pointer: JSONPointer) {
        guard !TextForm.isName(name) else { return }
        note(
            DraftDiagnostic(
                "name.form", at: pointer, "\"\(name.prefix(80))\" as the name of \(what)",
                accepted: "accepted are letters, digits, - _ and . up to 64 bytes", aim: .key))
    }

    /// Checks that each name under `follows` is another obligation of the rule, without cycles.
    private mutating func checkFollowing(
        _ obligations: [ObligationRule], at pointer: JSONPointer, names: [String]
    ) {
        let before = Dictionary(
            obligations.map { ($0.name, $0.follows) }, uniquingKeysWith: { first, _ in first })
        for obligation in obligations {
            let place = pointer.appending(obligation.name).appending("follows")
            for (index, name) in obligation.follows.enumerated() where !names.contains(name) {
                note(
                    DraftDiagnostic(
                        "name.unknown", at: place.appending(index),
                        "no obligation \"\(name.prefix(80))\" in this rule",
                        accepted: "accepted are " + names.joined(separator: " "),
                        nearest: nearestName(to: name, among: names)))
            }
            for (index, name) in obligation.follows.enumerated() {
                guard let other = obligations.first(where: { $0.name == name })?.on.word,
                    other != obligation.on.word
                else { continue }
                note(
                    DraftDiagnostic(
                        "follows.trigger", at: place.appending(index),
                        "\"\(name.prefix(80))\" is triggered by \(other), "
                            + "this on \(obligation.on.word)",
                        accepted: "only obligations with the same trigger can precede it"))
            }
            if reaches(obligation.name, from: obligation.follows, before) {
                note(
                    DraftDiagnostic(
                        "follows.cycle", at: place,
                        "\"\(obligation.name.prefix(80))\" would have to be reported before itself")
                )
            }
        }
    }

    /// Checks that each obligation a deadline refers to is one of the rule, without cycles.
    private mutating func checkAnchors(
        _ obligations: [ObligationRule], at pointer: JSONPointer, names: [String]
    ) {
        let before = Dictionary(
            obligations.map { obligation in
                let anchors = obligation.due.anchors + (obligation.notBefore?.anchors ?? [])
                return (obligation.name, anchors.flatMap(\.obligations))
            },
            uniquingKeysWith: { first, _ in first })
        for obligation in obligations {
            let place = pointer.appending(obligation.name)
            for (key, due) in [("due", obligation.due), ("notBefore", obligation.notBefore)] {
                for name in due?.anchors.flatMap(\.obligations) ?? [] where !names.contains(name) {
                    note(
                        DraftDiagnostic(
                            "name.unknown", at: place.appending(key),
                            "no obligation \"\(name.prefix(80))\" in this rule",
                            accepted: "accepted are " + names.joined(separator: " "),
                            nearest: nearestName(to: name, among: names)))
                }
            }
            if reaches(obligation.name, from: before[obligation.name] ?? [], before) {
                note(
                    DraftDiagnostic(
                        "due.cycle", at: place.appending("due"),
                        "the deadline of \"\(obligation.name.prefix(80))\" is counted from itself"))
            }
        }
    }

    private func reaches(
        _ name: String, from starts: [String], _ before: [String: [String]]
    ) -> Bool {
        var seen: Set<String> = []
        var open = starts
        while let next = open.popLast() {
            if next == name { return true }
            if seen.insert(next).inserted { open += before[next] ?? [] }
        }
        return false
    }

    private mutating func inForce(_ value: JSON, at pointer: JSONPointer) -> Rule.InForce? {
        guard let fields = fields(value, at: pointer, keys: ["from", "until"]) else { return nil }
        let from = fields["from"].flatMap { instant($0, at: fields.at("from")) }
        let until = fields["until"].flatMap { instant($0, at: fields.at("until")) }
        if let from, let until, until <= from {
            note(
                DraftDiagnostic(
                    "inForce.order", at: fields.at("until"), "an end that is not after the start",
                    accepted: "accepted is a later time"))
        }
        return Rule.InForce(from: from, until: until)
    }

    /// Reads a time with an offset, or a date, which begins at midnight in the zone of the
    /// settings.
    private mutating func instant(_ value: JSON, at pointer: JSONPointer) -> Instant? {
        let form = "a date such as 2008-04-01, or a time with an offset from UTC"
        guard let text = text(value, at: pointer, form) else { return nil }
        if let date = CivilDate(text) { return zone.instant(of: CivilTime(date)) }
        if let instant = try? Instant(rfc3339: text) { return instant }
        noteValue(text, "date.form", at: pointer, form)
        return nil
    }
}
