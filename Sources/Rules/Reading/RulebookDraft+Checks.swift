import JSON

extension RulebookDraft {
    /// Checks the documents against each other.
    mutating func check() {
        nameFeeds()
        checkParents()
        checkAddresses()
        guard isComplete else { return }
        checkReferences()
        checkGroupsAndRoles()
        checkUnitsAbove()
        warnOfUnused()
        warnOfUnanswered()
        warnOfIdleSteps()
        warnOfExcess()
    }

    /// Refuses the character U+0000, which some stores cannot keep.
    mutating func refuseNulls(in roots: [(document: Int, root: JSON)]) {
        for (document, root) in roots {
            for pointer in root.nulls {
                let found = DraftDiagnostic(
                    "text.null", at: pointer, "the character U+0000", accepted: "text without it")
                reader.note(found, in: document)
            }
        }
    }

    private mutating func checkReferences() {
        // The cost of a search for a near name grows with the number of names; the first hundred
        // suffice.
        var told = 0
        for reference in reader.references {
            let known = names[reference.section] ?? [:]
            guard known[reference.name] == nil else { continue }
            told += 1
            let nearest = told <= 100 ? nearestName(to: reference.name, among: known.keys) : nil
            reader.note(
                DraftDiagnostic(
                    "name.unknown", at: reference.place.pointer,
                    "no \(reference.section.noun) \"\(reference.name.prefix(80))\"",
                    accepted: "accepted is one of \"\(reference.section.rawValue)\"",
                    nearest: nearest),
                in: reference.place.document)
        }
    }

    /// Checks that contacts reached by mail server or Maildir have a valid mail address.
    private mutating func checkAddresses() {
        let isMail = Dictionary(
            channels.map { entry in
                if case .webhook = entry.value.kind { return (entry.value.id, false) }
                return (entry.value.id, true)
            }, uniquingKeysWith: { first, _ in first })
        for entry in contacts {
            for (index, reach) in entry.value.reach.enumerated() where isMail[reach.channel] == true
            {
                let place = entry.place.pointer.appending("reach").appending(index)
                let form = "accepted is a bare mail address such as duty@city.example"
                if reach.address == nil {
                    reader.note(
                        DraftDiagnostic("key.missing", at: place, "no \"address\"", accepted: form),
                        in: entry.place.document)
                } else if let address = reach.address, !TextForm.isMailAddress(address) {
                    let diagnostic = DraftDiagnostic(
                        "address.form", at: place.appending("address"),
                        "\"\(address.prefix(80))\"", accepted: form)
                    reader.note(diagnostic, in: entry.place.document)
                }
            }
        }
        guard !isMail.values.contains(true), isMail.count == (names[.channels] ?? [:]).count else {
            return
        }
        for place in reader.mailPlaces {
            reader.note(
                DraftDiagnostic(
                    "recipient.channel", at: place.pointer,
                    "a mail address, but no channel for mail",
                    accepted: "define a channel of kind email or maildir"),
                in: place.document)
        }
    }
}

// MARK: Unused names

extension RulebookDraft {
    private mutating func warnOfUnused() {
        let choosesAtRunTime = policies.contains { entry in
            entry.value.steps.contains { step in
                step.to.contains { if case .fact = $0 { true } else { false } }
            }
        }
        for section in [Section.contacts, .schedules, .channels] {
            guard section == .channels || !choosesAtRunTime else { continue }
            let used = Set(reader.references.filter { $0.section == section }.map(\.name))
            for (name, place) in names[section] ?? [:] where !used.contains(name) {
                reader.note(
                    DraftDiagnostic(
                        "unused.\(section.noun)", at: place.pointer,
                        "an unused \(section.noun)", aim: .key, severity: .warning),
                    in: place.document)
            }
        }
    }

    /// Warns of environment variables that are not set, without which a channel does not open.
    mutating func warnOfUnset(_ isSet: (String) -> Bool) {
        for variable in reader.variables where !isSet(variable.name) {
            reader.note(
                DraftDiagnostic(
                    "env.unset", at: variable.place.pointer,
                    "the environment variable \"\(variable.name.prefix(80))\" is not set here",
                    accepted: "set it for the watcher, or its channel stays closed",
                    severity: .warning), in: variable.place.document)
        }
    }

    private mutating func warnOfUnanswered() {
        let network = network
        var awaiting: Set<Unit.ID> = []
        for rule in rules.map(\.value) {
            for obligation in rule.obligations {
                let owing = obligation.isRelative ? network.owing(obligation.owes ?? rule.owes) : []
                awaiting.formUnion(network.awaiting(obligation, from: owing))
            }
        }
        for entry in units where awaiting.contains(entry.value.id) && entry.value.roles.isEmpty {
            reader.note(
                DraftDiagnostic(
                    "unit.nobody", at: entry.place.pointer,
                    "a unit that awaits reports and has neither \"duty\" nor \"leader\"",
                    accepted: "steps to its roles will reach nobody", aim: .key,
                    severity: .warning),
                in: entry.place.document)
        }
    }
}
