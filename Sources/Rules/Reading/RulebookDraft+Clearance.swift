import JSON

extension RulebookDraft {
    /// Warns of channels out of the house that carry every classification, and of lists of
    /// classifications while nothing says how incidents without one count.
    mutating func warnOfClassification() {
        for entry in channels {
            let pointer = entry.place.pointer
            if entry.value.carries == nil, let kind = entry.value.outsideKind {
                reader.note(
                    DraftDiagnostic(
                        "channel.carries", at: pointer, "a channel for \(kind) without \"carries\"",
                        accepted: "list the classifications it may carry; without a list, it "
                            + "carries every incident in full",
                        aim: .key, severity: .warning),
                    in: entry.place.document)
            } else if entry.value.carries != nil, settings?.value.unmarked == nil {
                reader.note(
                    DraftDiagnostic(
                        "classification.unmarked", at: pointer.appending("carries"),
                        "\"carries\" without \"classification\" in the settings",
                        accepted: "the content of incidents without a classification is left out "
                            + "here; {\"unmarked\": NAME} says how they count",
                        aim: .key, severity: .warning),
                    in: entry.place.document)
            }
        }
    }
}

extension Channel {
    /// The kind of a channel whose messages leave the house, for a person; nil for others.
    fileprivate var outsideKind: String? {
        switch kind {
        case .email: return "mail"
        case .maildir: return nil
        case .webhook(let webhook):
            switch webhook.form {
            case .standard: return nil
            case .own(let body): return body.segments == nil ? nil : "text messages"
            case .chat: return "a chat"
            }
        }
    }
}
