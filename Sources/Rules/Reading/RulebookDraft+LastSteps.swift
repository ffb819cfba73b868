import JSON

/// The last steps of policies, which must reach somebody.
extension RulebookDraft {
    /// The reporting and the receiving units of the obligations under a policy.
    private struct Usage {
        var owing: Set<Unit.ID> = []
        var awaiting: Set<Unit.ID> = []
    }

    private func usages(in network: DraftNetwork) -> [EscalationPolicy.ID: Usage] {
        var usages: [EscalationPolicy.ID: Usage] = [:]
        for rule in rules.map(\.value) {
            for obligation in rule.obligations {
                let owing = network.owing(obligation.owes ?? rule.owes)
                usages[obligation.policy, default: Usage()].owing.formUnion(owing)
                usages[obligation.policy, default: Usage()].awaiting.formUnion(
                    network.awaiting(obligation, from: owing))
            }
        }
        return usages
    }

    /// The last step of a policy, which must reach somebody whichever units are concerned.
    struct LastStep {
        let place: Place
        /// The recipients of each target that is certain to reach somebody.
        let finders: [[Recipient]]
    }

    func lastSteps() -> [LastStep] {
        let network = network
        let all = Set(network.units.keys)
        let usages = usages(in: network)
        let people = Dictionary(
            contacts.map { ($0.value.id, $0.value) }, uniquingKeysWith: { first, _ in first })
        return policies.compactMap { entry in
            guard let step = entry.value.steps.last else { return nil }
            let usage = usages[entry.value.id] ?? Usage(owing: all, awaiting: all)
            let index = entry.value.steps.count - 1
            let pointer = entry.place.pointer.appending("steps").appending(index).appending("to")
            return LastStep(
                place: Place(document: entry.place.document, pointer: pointer),
                finders: step.to.compactMap { target in
                    Self.found(by: target, usage, network).flatMap { found in
                        found.allSatisfy { isReached($0, among: people, via: step.via) }
                            ? found : nil
                    }
                })
        }
    }

    /// Returns true if a channel leads to somebody: false only for a contact who has no address on
    /// any channel of `via`.
    private func isReached(
        _ recipient: Recipient, among people: [Contact.ID: Contact], via: [Channel.ID]?
    ) -> Bool {
        guard let via, case .contact(let id) = recipient, let contact = people[id] else {
            return true
        }
        let hasMail = contact.reach.contains { $0.address?.contains("@") ?? false }
        return via.contains { name in
            guard let channel = channels.first(where: { $0.value.id == name })?.value else {
                return true
            }
            if case .webhook = channel.kind { return true }
            return hasMail || contact.reach.contains { $0.channel == name && $0.address != nil }
        }
    }

    /// Returns the recipients a target resolves to; nil if there may be none.
    private static func found(
        by target: EscalationStep.Target, _ usage: Usage, _ network: DraftNetwork
    ) -> [Recipient]? {
        switch target {
        case .named(let recipient): return [recipient]
        // All operators are notified if none of them is on call.
        case .operators: return []
        case .fact: return nil
        case .post(let side, let parents, let post):
            let units = side == .owing ? usage.owing : usage.awaiting
            let holders = units.map { network.holders(of: post, in: $0, parents: parents) }
            return holders.contains([]) ? nil : Array(holders.joined())
        }
    }

    /// Reports policies whose last step may resolve to nobody.
    ///
    /// A schedule is somebody if its layers leave no hour of the week without people; a calendar of
    /// shifts ends some day.
    mutating func checkLastSteps() {
        guard isComplete else { return }
        let brief = Set(schedules.map(\.value).filter { !$0.isEndless }.map(\.id))
        func ending(among recipients: [Recipient]) -> [ScheduleID] {
            recipients.compactMap { recipient in
                if case .schedule(let id) = recipient, brief.contains(id) { id } else { nil }
            }
        }
        for step in lastSteps() where step.finders.allSatisfy({ !ending(among: $0).isEmpty }) {
            let schedule = step.finders.flatMap { ending(among: $0) }.min { $0.text < $1.text }
            reader.note(Self.nobody(schedule, at: step.place.pointer), in: step.place.document)
        }
    }

    /// Returns the fault of a last step; `schedule` is the one whose gaps are the reason.
    private static func nobody(
        _ schedule: ScheduleID?, at pointer: JSONPointer
    ) -> DraftDiagnostic {
        guard let schedule else {
            return DraftDiagnostic(
                "policy.nobody", at: pointer, "a last step that may reach nobody",
                accepted: "name a contact, \"operators\", or a role that every unit concerned has")
        }
        return DraftDiagnostic(
            "policy.nobody", at: pointer,
            "a last step that reaches nobody while the schedule \"\(schedule)\" has a gap",
            accepted: "name somebody who is always there besides, such as a contact or "
                + "\"operators\", or add a layer without \"until\" and \"only\"")
    }
}
