import Cases
import Deliveries
import Rules

/// The telephone numbers that the reader of a message needs for the action it asks for.
extension IncidentScope {
    /// The maximum number of people whose numbers are stated.
    private static let callsMax = 3

    /// Returns an action followed by the numbers to call: of the reporting unit, or of the awaiting
    /// unit for a report by phone.
    func withNumbers(_ action: String, about obligation: Obligation?) -> String {
        guard let obligation, obligation.isOpen || obligation.verdict?.outcome == .missed else {
            return action
        }
        let numbers: [String]
        switch role(in: obligation) {
        case .awaiting, .other: numbers = self.numbers(of: obligation.owing)
        case .owing:
            numbers =
                isVerbalFirst(obligation)
                ? obligation.awaiting.flatMap { self.numbers(of: $0) } : []
        }
        guard !numbers.isEmpty else { return action }
        let list = phrases.list(Array(numbers.prefix(Self.callsMax)))
        return CallPhrases(language: reader.language).action(action, numbers: list)
    }

    /// Returns a recipient's name, with the number if the rules state one.
    func nameAndNumber(of person: Recipient) -> String {
        guard let phone = phone(of: person) else { return rulebook.name(of: person) }
        return "\(rulebook.name(of: person)) \(phone)"
    }

    /// Returns the people on duty for a unit, else its leaders, who have a number.
    private func numbers(of unit: Unit.ID) -> [String] {
        guard let unit = rulebook.units[unit] else { return [] }
        let found = [unit.duty, unit.leader].lazy.map { holders in
            holders.flatMap { self.rulebook.onDuty($0, at: self.now) }
                .filter { self.phone(of: $0) != nil }
        }.first { !$0.isEmpty }
        return (found ?? []).map(nameAndNumber)
    }

    private func phone(of person: Recipient) -> String? {
        guard case .contact(let id) = person else { return nil }
        return rulebook.contacts[id]?.phone
    }
}
