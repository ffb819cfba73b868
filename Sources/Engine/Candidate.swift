import Cases
import Deliveries
import Rules
import Storage

/// A claimed delivery on its way to be sent, with the cases it is about.
package struct Candidate: Sendable {
    let entry: OutboxEntry
    var delivery: Delivery
    let cases: [Incident.ID: Case]
    /// What the stages decided about it, for those who ask later.
    var remarks: [String] = []

    /// Those that one person gets at one address by one channel.
    struct Lane: Hashable, Sendable {
        let channel: Channel.ID
        let recipient: String
        let address: String?
    }

    /// Those of a lane that can be put together.
    struct Kind: Hashable, Sendable {
        let via: [Channel.ID]?
        let reach: Int
        /// A drill is never put together with what is real.
        let isDrill: Bool
    }

    var lane: Lane {
        Lane(
            channel: delivery.channel, recipient: delivery.to.description,
            address: delivery.address)
    }

    var kind: Kind {
        Kind(
            via: delivery.via, reach: delivery.reach,
            isDrill: cases.values.contains(where: \.isDrill))
    }

    /// Whether anything of it must not be repeated where nobody has looked at who may read it.
    var isClassified: Bool { cases.values.contains { $0.classification != nil } }
}

// Why it waited: the latest first, all of it kept until it is sent.
extension Candidate {
    /// What is said of one that a rate holds, before the channel's name.
    static let rateMark = "the rate of the channel "
    /// What is said of one whose channel is broken, behind the channel's name.
    static let failingMark = " does not work"
    /// What is said of those that wait for something the rules say.
    static let marksOfRules = [Mute.mark, rateMark]
    /// The same of those that wait for something a start makes new: rules may have changed before
    /// it, buckets are full and circuits closed.
    package static let marksOfStart = marksOfRules + [failingMark]
    private static let separator = "; "

    /// Its remark with one more.
    func noting(_ why: String) -> String {
        guard let remark = entry.remark, !remark.isEmpty else { return why }
        if remark.hasPrefix(why) { return remark }
        let others = remark.components(separatedBy: Self.separator).filter { $0 != why }
        return ([why] + others).joined(separator: Self.separator)
    }

    /// Whether it has waited for a reason.
    func hasWaited(_ why: String) -> Bool {
        entry.remark?.contains(why) ?? false
    }

    /// Whether it waited for the end of a mute.
    var wasMuted: Bool { entry.wasMuted }
}

extension OutboxEntry {
    /// Whether it may go out with others: what the far side may have already, and what somebody
    /// asked for again, goes by itself under the id it has.
    var mayBeMerged: Bool { !isUncertain && !isAskedFor }

    /// Whether somebody asked for it once more, and it was not tried since.
    var isAskedFor: Bool { remark?.contains(Self.againMark) ?? false }

    var wasMuted: Bool {
        remark?.components(separatedBy: "; ").contains { $0.hasPrefix(Mute.mark) } ?? false
    }
}

extension Mute {
    static let mark = "muted by "
    var remark: String { "\(Self.mark)\(id)\(why.map { ": \($0)" } ?? "")" }
}

extension String {
    /// Its parts between a separator.
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator).map(String.init)
    }
}
