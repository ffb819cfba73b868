import Calendars
import Engine
import Files
import JSON
import Queries
import Rules
import Storage

/// The state of a watcher: what its store shows, and what this machine shows.
struct StatusReport {
    let status: WatcherStatus
    /// The process that holds the lock of the database.
    let holder: FileLock.Holder
    /// The rules in their folder, which may differ from those in force.
    let folder: RulesReading
    let disk: DiskSpace?
    let rulebook: Rulebook
    /// The watchers on a store that several share; empty for any other.
    var watchers: [WatcherRow] = []

    /// A finding of the store or of this machine.
    enum Finding: Hashable {
        case notRunning(lastSeen: Instant?)
        /// The watcher's process runs, but its scheduler was last active at this instant.
        case idle(since: Instant)
        /// The rules in the folder have errors; the older ones stay in force.
        case rulesRefused(String)
        /// The rules in the folder are not in force.
        case rulesDiffer
        case diskShort(DiskSpace)
        case stored(WatcherStatus.Finding)

        var isProblem: Bool {
            if case .stored(let finding) = self { finding.isProblem } else { true }
        }
    }

    /// The longest span between two signs of life of a watcher.
    private static var aliveMax: Duration { SchedulerService.awayMin }

    /// True if a watcher works on the database.
    var isRunning: Bool { holder != .nobody }

    private var isAlive: Bool {
        status.aliveAt.map { status.now - $0 <= Self.aliveMax } ?? false
    }

    /// All findings, in order of importance.
    var findings: [Finding] {
        var findings: [Finding] = []
        if !isRunning {
            findings.append(.notRunning(lastSeen: status.aliveAt))
        } else if let aliveAt = status.aliveAt, !isAlive {
            findings.append(.idle(since: aliveAt))
        }
        if folder.rulebook == nil {
            findings.append(.rulesRefused(folder.faults))
        } else if isRunning, folder.rulebook?.digest != status.rules?.digest {
            findings.append(.rulesDiffer)
        }
        if let disk, disk.isShort { findings.append(.diskShort(disk)) }
        return findings + status.findings(in: rulebook.settings.zone).map { .stored($0) }
    }
}

extension StatusReport {
    var json: JSON {
        func number(_ value: Int) -> JSON { .number(.integer(Int64(value))) }
        var json: JSONObject = [
            "running": .bool(isRunning), "at": .string(status.now.rfc3339),
            "openObligations": number(status.openCount), "overdue": number(status.overdueCount),
            "questions": number(status.questionsCount),
            "setAside": .array(status.setAside.map { .string($0.text) }),
            "messagesWaiting": number(status.waitingCount),
            "failingChannels": .array(
                status.failing.map {
                    ["channel": .string($0.channel.text), "since": .string($0.since.rfc3339)]
                }),
            "findings": .array(findings.map(\.json)),
            "ok": .bool(findings.allSatisfy { !$0.isProblem }),
        ]
        if case .process(let id) = holder { json["process"] = number(Int(id)) }
        let times = [
            ("startedAt", isRunning ? status.startedAt : nil), ("aliveAt", status.aliveAt),
            ("oldestWaitingDueAt", status.oldestWaiting), ("nextAt", status.nextAt),
        ]
        for (key, time) in times { json[key] = time.map { .string($0.rfc3339) } }
        if let rules = status.rules {
            var change = status.change?.json.object ?? JSONObject()
            change["type"] = nil
            change["digest"] = .string(rules.digest)
            change["at"] = .string(rules.at.rfc3339)
            json["rules"] = .object(change)
        }
        if !watchers.isEmpty { json["watchers"] = .array(watchers.map(\.json)) }
        json["lastRecord"] = status.lastRecord.map {
            [
                "record": .string($0.id.text), "incident": .string($0.incident.text),
                "arrivedAt": .string($0.arrivedAt.rfc3339),
            ]
        }
        json["disk"] = disk.map {
            ["free": number(Int(clamping: $0.free)), "total": number(Int(clamping: $0.total))]
        }
        return .object(json)
    }
}

extension WatcherRow {
    fileprivate var json: JSON {
        var json: JSONObject = [
            "name": .string(signature.name), "version": .string(signature.version),
            "run": .string(signature.run), "startedAt": .string(startedAt.rfc3339),
            "seenAt": .string(seenAt.rfc3339), "present": .bool(isPresent),
        ]
        json["rulesGeneration"] = signature.generation.map { .number(.integer(Int64($0))) }
        return .object(json)
    }
}

extension StatusReport.Finding {
    fileprivate var json: JSON {
        var json: JSONObject = ["problem": .bool(isProblem)]
        func add(_ kind: String, _ name: String? = nil, _ at: Instant? = nil) {
            json["finding"] = .string(kind)
            json["name"] = name.map(JSON.string)
            json["at"] = at.map { .string($0.rfc3339) }
        }
        switch self {
        case .notRunning(let last): add("not-running", nil, last)
        case .idle(let since): add("scheduler-idle", nil, since)
        case .rulesRefused(let faults): add("rules-refused", faults)
        case .rulesDiffer: add("rules-not-in-force")
        case .diskShort: add("disk-short")
        case .stored(.late(let since)): add("work-late", nil, since)
        case .stored(.stuck(let id, let since)): add("message-stuck", id.text, since)
        case .stored(.failing(let id, let since)): add("channel-failing", id.text, since)
        case .stored(.setAside(let count)): add("incidents-set-aside", "\(count)")
        case .stored(.gaps(let name, let gaps)):
            add("schedule-gap", name, gaps.first?.lowerBound)
        case .stored(.calendarEnds(let name, let last, _)):
            add("calendar-ends", name)
            json["on"] = .string("\(last)")
        }
        return .object(json)
    }
}
