import Calendars
import Cases
import DirectoryIntake
import Engine
import Foundation
import Intake
import JSON
import Rules
import Storage

/// The speed of record intake, each record durable before its file leaves the inbox.
enum IntakeRows {
    static func bulk(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        var figures: [Figure] = []
        for (severity, what) in [("major", "each opens a case"), ("minor", "obliging nobody")] {
            let laps = try await laps(sizes.repeats, folder) { inbox in
                try fill(inbox, sizes.bulk, perFile: 5_000, severity)
                // A file of lines must be unchanged for a while before it counts as complete.
                try await ContinuousClock().sleep(for: .milliseconds(1_100))
                return sizes.bulk
            }
            figures.append(figure("records/s, bulk NDJSON, \(what)", laps, sizes.bulk, 40_000))
        }
        return figures
    }

    static func files(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        let laps = try await laps(sizes.repeats, folder) { inbox in
            try fill(inbox, sizes.files, perFile: 1, "major")
            return sizes.files
        }
        return [figure("records/s, single files", laps, sizes.files, 8_000)]
    }

    private static func figure(_ name: String, _ laps: [Lap], _ count: Int, _ wish: Int) -> Figure {
        let lap = Lap.median(laps)
        return Figure(
            name: name, value: lap.perSecond(count).spaced, wish: "≥ \(wish.spaced)",
            remarks: "\(count.spaced) records, \(lap.cost(count)), \(laps.spread(count))")
    }

    private static func laps(
        _ repeats: Int, _ folder: String, fill: (String) async throws -> Int
    ) async throws -> [Lap] {
        var laps: [Lap] = []
        for _ in 0..<repeats {
            let workshop = try await Workshop(in: folder)
            let inbox = workshop.folder + "/inbox"
            let state = workshop.folder + "/state"
            let count = try await fill(inbox)
            let source = DirectorySource(
                inbox: inbox, state: state,
                settings: FolderSettings(clock: Timekeeper.system.now))
            let service = IntakeService(runtime: workshop.runtime, source: source)
            laps.append(
                await Lap.of { _ = await service.step(at: workshop.runtime.timekeeper.now()) })
            let kept = try await workshop.runtime.store.read { try $0.counts().records }
            guard kept == count else { throw Failure("\(kept) of \(count) records were kept") }
        }
        return laps
    }

    private static func fill(
        _ inbox: String, _ count: Int, perFile: Int, _ severity: String
    ) throws {
        let now = Timekeeper.system.now()
        for start in stride(from: 0, to: count, by: perFile) {
            var lines = JSONWriter()
            for number in start..<min(count, start + perFile) {
                lines.writeLine(Samples.incident("i\(number)", occurredAt: now, severity: severity))
            }
            let name = "\(inbox)/\(start).\(perFile == 1 ? "json" : "ndjson")"
            try Data(lines.bytes).write(to: URL(filePath: name))
        }
    }
}
