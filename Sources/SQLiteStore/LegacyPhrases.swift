internal import Calendars
internal import Cases
import Deliveries
internal import Rules

/// The English sentences in which versions before migration 0005 stored reasons.
///
/// Historical and never changed; the current texts are in `Messages`.
struct LegacyPhrases {
    func hold(_ reason: HoldReason) -> String {
        switch reason {
        case .muted(let mute, let why):
            "muted by " + mute.text + (why.map { ": \($0)" } ?? "")
        case .rate(let channel): "the rate of the channel " + channel.text
        case .circuit(let channel): broken(channel)
        case .endPending: "another is on its way to them"
        }
    }

    /// Returns the sentence for the end of a delivery on a channel.
    func end(_ reason: EndReason, on channel: Channel.ID) -> String {
        switch reason {
        case .over: "it was over before it was sent"
        case .neverTold: "they were never told that it was open"
        case .unreadable(nil): "it cannot be read"
        case .unreadable(let id?): "\(id)" + " cannot be read"
        case .drill(let why): exclusion(why)
        case .rerouted(let other): broken(channel) + "; sent by " + other.text
        case .circuit(let channel): broken(channel) + ", and its time is over"
        case .legacy(let words): words
        }
    }

    func request(_ request: ResendRequest) -> String {
        "asked for again by " + request.by + " at "
            + request.at.rfc3339
    }

    /// Returns one line for each note; all reasons of a wait share one line.
    func lines(_ notes: [AttemptNote]) -> [String] {
        var lines: [String] = []
        var waits: [String] = []
        for note in notes {
            switch note {
            case .waited(let reason): waits.append(hold(reason))
            case .requested(let wish): waits.append(request(wish))
            case .masked, .firstNotice, .leftOut, .text, .composedPlain, .legacy:
                lines.append(line(note))
            }
        }
        guard !waits.isEmpty else { return lines }
        return ["it waited: " + list(waits)] + lines
    }

    /// Returns several reasons as one text.
    func list(_ reasons: [String]) -> String {
        reasons.joined(separator: "; ")
    }

    private func line(_ note: AttemptNote) -> String {
        switch note {
        case .waited(let reason): hold(reason)
        case .requested(let wish): request(wish)
        case .masked(_, let classification, let carries, let channel):
            "its content was left out: the channel " + channel.text
                + " may not carry " + "\"\(classification ?? "")\""
                + ", only " + carries.joined(separator: ", ")
        case .firstNotice:
            "the first word on the incident: no limit holds it"
        case .leftOut(let incidents, let why):
            incidents.map(\.text).joined(separator: ", ")
                + " is left out: " + exclusion(why)
        case .text(let templates, let language, let zone):
            "its text: "
                + (templates.isEmpty ? "built in" : templates.joined(separator: " "))
                + " (\(language.rawValue), \(zone))"
        case .composedPlain:
            "composing took too long: the plain text was sent"
        case .legacy(let line): line
        }
    }

    private func broken(_ channel: Channel.ID) -> String {
        "the channel " + channel.text + " does not work"
    }

    private func exclusion(_ why: DrillExclusion) -> String {
        switch why {
        case .outside:
            "a drill, which does not reach contacts outside"
        case .notAContact:
            "a drill, which reaches only contacts of the rules"
        }
    }
}
