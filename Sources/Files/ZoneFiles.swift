package import Calendars
internal import Foundation

/// A cache of time zones from the system's tz database.
///
/// Upgrading `tzdata` is enough for deadlines to follow a government's change. Without a system
/// database the toolchain's copy is used, which is as old as the toolchain.
package final class ZoneFiles: @unchecked Sendable {
    private let folder: String
    private let lock = NSLock()
    private var zones: [String: Zone?] = [:]
    /// True if the system has no tz database, so that zones are as old as the program.
    package let isBuiltIn: Bool

    package init(folder: String = "/usr/share/zoneinfo") {
        self.folder = folder
        isBuiltIn = !FileManager.default.fileExists(atPath: folder + "/Etc/UTC")
    }

    /// Returns the zone of a tz database name such as `Asia/Shanghai`; nil if there is none.
    package func zone(named name: String) -> Zone? {
        lock.withLock {
            if let known = zones[name] { return known }
            let zone = isAcceptable(name) ? load(name) : nil
            zones[name] = zone
            return zone
        }
    }

    /// Returns true for names of places and `UTC`, false for ambiguous names.
    ///
    /// `CST` means three zones, and `Etc/GMT+5` is five hours *behind* UTC.
    private func isAcceptable(_ name: String) -> Bool {
        if name == "UTC" { return true }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPath = parts.count > 1 && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        let isOffset = name.hasPrefix("Etc/GMT") && name != "Etc/GMT"
        return isPath && isPlain && !isOffset && name.utf8.count <= 64
            && !["posix", "right"].contains(parts[0])
    }

    private func load(_ name: String) -> Zone? {
        guard !isBuiltIn else { return Self.builtIn(name) }
        guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
            return nil
        }
        return Zone(name: name, tzif: Array(data))
    }

    /// Returns a zone sampled from the toolchain's copy of the database, for the years 1970 to
    /// 2100.
    private static func builtIn(_ name: String) -> Zone? {
        guard let zone = TimeZone(identifier: name) else { return nil }
        let start = Date(timeIntervalSince1970: 0)
        let end = Date(timeIntervalSince1970: 4_133_980_800)
        var changes: [(at: Instant, seconds: Int)] = []
        var date = start
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next < end {
            changes.append((instant(next), zone.secondsFromGMT(for: next)))
            date = next
        }
        return Zone(name: name, before: zone.secondsFromGMT(for: start), changes: changes)
    }

    private static func instant(_ date: Date) -> Instant {
        Instant(seconds: Int64(date.timeIntervalSince1970.rounded()))
    }
}
