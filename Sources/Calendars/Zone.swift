/// A time zone: the offset of a place's clocks from UTC, and its changes.
///
/// The rules are those of the tz database; reading its files is left to other modules. Source: RFC
/// 8536 (TZif).
package struct Zone: Sendable {
    /// The name in the tz database, `Asia/Shanghai`.
    package let name: String
    /// The seconds since the epoch at which `offsets[i + 1]` replaces `offsets[i]`.
    let transitions: [Int64]
    /// The offsets in seconds east of UTC, one more than the transitions.
    let offsets: [Int32]
    /// The rule after the last transition; nil if the last offset remains.
    let tail: PosixZone?

    /// Creates a zone with a fixed offset in seconds east of UTC.
    package init(fixed seconds: Int, name: String) {
        self.init(name: name, transitions: [], offsets: [Int32(seconds)], tail: nil)
    }

    /// Creates a zone from a table of changes, each with its new offset.
    package init(name: String, before: Int, changes: [(at: Instant, seconds: Int)]) {
        self.init(
            name: name, transitions: changes.map(\.at.seconds),
            offsets: [Int32(before)] + changes.map { Int32($0.seconds) }, tail: nil)
    }

    init(name: String, transitions: [Int64], offsets: [Int32], tail: PosixZone?) {
        precondition(offsets.count == transitions.count + 1, "an offset before and after each")
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.tail = tail
    }

    /// Coordinated Universal Time.
    package static let utc = Zone(fixed: 0, name: "UTC")

    /// Returns the offset at an instant, in seconds east of UTC.
    package func offset(at instant: Instant) -> Int {
        offset(atSecond: instant.seconds)
    }

    /// Returns the civil time at an instant.
    package func civil(at instant: Instant) -> CivilTime {
        CivilTime(
            millisecondsSinceEpoch: instant.milliseconds + Int64(offset(at: instant)) * 1_000)
    }

    /// Returns the instant at which clocks show a civil time.
    ///
    /// A repeated time means the first. A skipped time means the instant equally far after the
    /// change, following RFC 5545 section 3.3.5.
    package func instant(of civil: CivilTime) -> Instant {
        let local = civil.millisecondsSinceEpoch
        // A skipped or repeated time is read with the offset before a change within a day.
        let day: Int64 = 86_400
        let before = offset(atSecond: local / 1_000 - day)
        let after = offset(atSecond: local / 1_000 + day)
        let early = Instant(milliseconds: local - Int64(before) * 1_000)
        if offset(at: early) == before { return early }
        let late = Instant(milliseconds: local - Int64(after) * 1_000)
        return offset(at: late) == after ? late : early
    }

    private func offset(atSecond second: Int64) -> Int {
        if let tail, transitions.last.map({ second >= $0 }) ?? true {
            return tail.offset(atSecond: second)
        }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return Int(offsets[low])
    }
}

extension Zone: Hashable {
    package static func == (left: Zone, right: Zone) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
