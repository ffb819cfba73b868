package import Cases

extension IncidentView {
    /// Returns one statement of a person on one line, for lists: the time, the kind, the subject,
    /// the person and the reason.
    package func line(_ one: ListedStatement) -> String {
        let word =
            switch one.kind {
            case .closure: words.closed
            case .reopening: words.reopenedBy
            case .extended: words.extended
            case .waiver: words.waiver
            case .instruction: words.instruction
            case .sighting: words.sighting
            case .merge: words.merge
            }
        let isDeadline = one.kind == .instruction
        let until = one.until.map { "\(isDeadline ? words.due : words.until) \(time($0))" }
        let parts =
            isDeadline
            ? [one.about, one.by, one.text, until] : [one.about, until, one.by, one.text]
        return ([time(one.at), word] + parts.compactMap(\.self)).joined(separator: "  ")
    }
}
