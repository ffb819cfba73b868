internal import Calendars
internal import Cases
import Deliveries
internal import Rules
internal import Storage

/// The parser of the English sentences in which older versions stored reasons.
///
/// The only code that parses prose. Each result is checked by rendering it again: a text that would
/// not be reproduced word for word is kept as written.
struct LegacyProse {
    /// The reasons in the remark of a delivery.
    struct Remark: Hashable {
        var holds: [HoldReason] = []
        var request: ResendRequest?
        var end: EndReason?
        var mergedInto: Delivery.ID?
    }

    /// The mutes of all stored rulebooks, with their reasons.
    ///
    /// A reason written by a person may contain anything, including the separator between reasons,
    /// so it is recognised by comparison.
    private let mutes: [Mute.ID: [String?]]

    init(mutes: [(id: Mute.ID, why: String?)]) {
        self.mutes = Dictionary(grouping: mutes, by: \.id).mapValues { known in
            known.map(\.why).sorted { ($0?.count ?? 0) > ($1?.count ?? 0) }
        }
    }

    private static let phrases = LegacyPhrases()
    private static let separator = "; "

    /// Parses the remark of a delivery.
    func remark(_ text: String, of state: OutboxEntry.State) -> Remark {
        if let waited = waits(text) { return waited }
        if let rest = text.after("merged into ") {
            let end = rest.firstRange(of: Self.separator)
            var remark = end.flatMap { waits(String(rest[$0.upperBound...])) } ?? Remark()
            if state == .merged {
                remark.mergedInto = Delivery.ID(String(rest[..<(end?.lowerBound ?? rest.endIndex)]))
            }
            return remark
        }
        let (end, channel) = Self.end(text)
        guard state == .waiting else { return Remark(end: end ?? .legacy(text)) }
        // A rerouted delivery whose replacement had already been merged or withdrawn.
        guard case .rerouted? = end, let channel else { return Remark() }
        return Remark(holds: [.circuit(channel)])
    }

    /// Parses the notes of an attempt, one per line.
    func notes(_ text: String, about incident: Incident.ID?) -> [AttemptNote] {
        let lines = text.split(separator: "\n").map(String.init)
        var notes: [AttemptNote] = []
        var next = lines.startIndex
        while next < lines.endIndex {
            // A text written by a person may have several lines.
            let ends = (next..<lines.endIndex).lazy.map { last in
                (last + 1, note(lines[next...last].joined(separator: "\n"), about: incident))
            }
            let (end, found) =
                ends.first { !$0.1.isEmpty } ?? (next + 1, [.legacy(lines[next])])
            notes += found
            next = end
        }
        return notes
    }

    /// Parses one line; empty if it would not be reproduced word for word.
    private func note(_ line: String, about incident: Incident.ID?) -> [AttemptNote] {
        let known: [AttemptNote]
        if let remark = line.after("it waited: ").flatMap(waits) {
            known =
                remark.holds.map { .waited($0) }
                + [remark.request.map { .requested($0) }].compactMap(\.self)
        } else if line == "the first word on the incident: no limit holds it" {
            known = [.firstNotice]
        } else {
            let note = Self.text(line) ?? Self.masked(line, incident) ?? Self.leftOut(line)
            known = [note].compactMap(\.self)
        }
        return Self.phrases.lines(known) == [line] ? known : []
    }

    /// Parses reasons to wait, the latest first; nil if the text contains anything else.
    private func waits(_ text: String) -> Remark? {
        for (reason, rest) in holds(text) {
            guard let rest else { return Remark(holds: [reason]) }
            guard var remark = waits(rest) else { continue }
            remark.holds.insert(reason, at: 0)
            return remark
        }
        return Self.request(text).map { Remark(request: $0) }
    }

    /// Returns the possible first reasons of a text, each with the rest; a nil rest is the end.
    private func holds(_ text: String) -> [(HoldReason, rest: String?)] {
        if let mute = text.after("muted by ") { return muted(mute) }
        let (first, rest) = text.parts(between: Self.separator)[0]
        if first == "another is on its way to them" { return [(.endPending, rest)] }
        if let name = first.after("the rate of the channel ") {
            return [(.rate(Channel.ID(name)), rest)]
        }
        if let name = first.after("the channel ")?.before(" does not work") {
            return [(.circuit(Channel.ID(name)), rest)]
        }
        return []
    }

    private func muted(_ text: String) -> [(HoldReason, rest: String?)] {
        let parts = text.parts(between: Self.separator)
        let possible = parts.map { said, rest -> (HoldReason, String?) in
            guard let colon = said.firstRange(of: ": ") else {
                return (.muted(by: Mute.ID(said), why: nil), rest)
            }
            let id = Mute.ID(String(said[..<colon.lowerBound]))
            return (.muted(by: id, why: String(said[colon.upperBound...])), rest)
        }
        let known = possible.filter { reason, _ in
            guard case .muted(let id, let why) = reason else { return false }
            return mutes[id]?.contains(why) ?? false
        }
        // For a mute no longer in any rules, the shortest reason that leaves nothing unparsed.
        return known.isEmpty
            ? possible.filter { reason, _ in
                guard case .muted(let id, _) = reason else { return false }
                return mutes[id] == nil
            } : known
    }

    private static func request(_ part: String) -> ResendRequest? {
        guard let rest = part.after("asked for again by "), let at = rest.ranges(of: " at ").last,
            let instant = try? Instant(rfc3339: String(rest[at.upperBound...])),
            instant.rfc3339 == rest[at.upperBound...]
        else { return nil }
        return ResendRequest(by: String(rest[..<at.lowerBound]), at: instant)
    }

    /// Parses the reason for a delivery's end, and the channel if its circuit was open.
    private static func end(_ text: String) -> (EndReason?, Channel.ID?) {
        let fixed: [EndReason] = [
            .over, .neverTold, .unreadable(nil), .drill(.outside), .drill(.notAContact),
        ]
        if let reason = fixed.first(where: { phrases.end($0, on: "") == text }) {
            return (reason, nil)
        }
        if let rest = text.after("the channel ") {
            if let name = rest.before(" does not work, and its time is over") {
                return (.circuit(Channel.ID(name)), Channel.ID(name))
            }
            if let middle = rest.firstRange(of: " does not work; sent by ") {
                let other = Channel.ID(String(rest[middle.upperBound...]))
                return (.rerouted(to: other), Channel.ID(String(rest[..<middle.lowerBound])))
            }
        }
        return (text.before(" cannot be read").map { .unreadable(Incident.ID($0)) }, nil)
    }

    private static func text(_ line: String) -> AttemptNote? {
        guard let rest = line.after("its text: "), let open = rest.ranges(of: " (").last,
            let reader = String(rest[open.upperBound...]).before(")")
        else { return nil }
        let names = String(rest[..<open.lowerBound])
        let parts = reader.components(between: ", ")
        guard parts.count == 2, let language = Language(rawValue: parts[0]) else { return nil }
        let templates = names == "built in" ? [] : names.components(between: " ")
        return .text(templates: templates, language: language, zone: parts[1])
    }

    private static func masked(_ line: String, _ incident: Incident.ID?) -> AttemptNote? {
        guard let incident, let rest = line.after("its content was left out: the channel "),
            let open = rest.firstRange(of: " may not carry \""),
            let close = rest.ranges(of: "\", only ").last, open.upperBound <= close.lowerBound
        else { return nil }
        return .masked(
            incident, classification: String(rest[open.upperBound..<close.lowerBound]),
            carries: String(rest[close.upperBound...]).components(between: ", "),
            channel: Channel.ID(String(rest[..<open.lowerBound])))
    }

    private static func leftOut(_ line: String) -> AttemptNote? {
        guard let middle = line.ranges(of: " is left out: ").last else { return nil }
        let why = String(line[middle.upperBound...])
        let exclusion = DrillExclusion.allCases.first { phrases.end(.drill($0), on: "") == why }
        let names = String(line[..<middle.lowerBound]).components(between: ", ")
        return exclusion.map { .leftOut(names.map { Incident.ID($0) }, $0) }
    }
}

extension String {
    /// Returns the text after a prefix; nil if the text does not begin with it.
    fileprivate func after(_ start: String) -> String? {
        hasPrefix(start) ? String(dropFirst(start.count)) : nil
    }

    /// Returns the text before a suffix; nil if the text does not end with it.
    fileprivate func before(_ end: String) -> String? {
        hasSuffix(end) ? String(dropLast(end.count)) : nil
    }

    fileprivate func components(between separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// Returns every split in two at a separator, the shortest first part first; last, the whole
    /// text.
    fileprivate func parts(between separator: String) -> [(first: String, rest: String?)] {
        ranges(of: separator).map { place in
            (String(self[..<place.lowerBound]), String(self[place.upperBound...]))
        } + [(self, nil)]
    }
}
