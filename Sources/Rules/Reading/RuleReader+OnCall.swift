import JSON

extension RuleReader {
    /// Reads one person, or a list of people who are on call together.
    mutating func people(_ value: JSON, at pointer: JSONPointer) -> [Recipient] {
        guard case .array = value else {
            return [person(value, at: pointer)].compactMap(\.self)
        }
        let form = "a list of contact:NAME or mailto:ADDRESS"
        return (elements(value, at: pointer, form) ?? []).enumerated().compactMap { index, value in
            person(value, at: pointer.appending(index))
        }
    }

    /// Reads a person who can be on call; schedules are refused, since they could form a cycle.
    private mutating func person(_ value: JSON, at pointer: JSONPointer) -> Recipient? {
        let form = "contact:NAME or mailto:ADDRESS"
        guard let text = text(value, at: pointer, form) else { return nil }
        guard !text.hasPrefix("schedule:") else {
            noteValue(text, "recipient.form", at: pointer, form)
            return nil
        }
        return recipient(text, at: pointer, form)
    }
}
