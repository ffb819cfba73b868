import Foundation

/// Measures the targets of design chapter 11 and prints them in one table.
///
/// `--only ROW` runs the rows whose name has this prefix, `--quick` runs all with small sizes, and
/// `--folder` sets the place of temporary folders. The roles `receive` and `watch` are processes of
/// its own.
@main
struct Benchmarks {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "receive": try await Receiver.serve()
        case "watch": try await ChildWatcher.serve(in: arguments[1])
        default: try await measure(arguments)
        }
    }

    private static func measure(_ arguments: [String]) async throws {
        func value(of flag: String) -> String? {
            arguments.firstIndex(of: flag).flatMap { place in
                place + 1 < arguments.count ? arguments[place + 1] : nil
            }
        }
        let only = value(of: "--only") ?? ""
        let sizes = arguments.contains("--quick") ? Sizes.quick : Sizes.full
        let folder = value(of: "--folder") ?? FileManager.default.temporaryDirectory.path
        let chosen = rows.filter { $0.name.hasPrefix(only) }
        guard !chosen.isEmpty else {
            let names = rows.map(\.name).joined(separator: ", ")
            print("--only: found `\(only)`; accepted are \(names)")
            exit(64)
        }
        print(Machine.headline)
        print(Figure.heading)
        for row in chosen {
            do {
                for figure in try await row.measure(sizes, folder) { print(figure.line) }
            } catch {
                print("\(row.name): \(error)")
            }
        }
    }

    private typealias Measure = @Sendable (Sizes, String) async throws -> [Figure]

    /// The rows, each with its name for `--only`.
    private static let rows: [(name: String, measure: Measure)] = [
        ("bulk", IntakeRows.bulk), ("files", IntakeRows.files),
        ("due", DeliveryRows.due), ("webhooks", DeliveryRows.webhooks),
        ("mails", DeliveryRows.mails), ("groups", DeliveryRows.groups),
        ("channels", InterferenceRows.channels), ("flood", InterferenceRows.flood),
        ("minute", InterferenceRows.minute),
        ("memory", StandingRows.memory),
        ("restart", StandingRows.restart), ("year", YearRows.year),
        ("growth of reports", GrowthRows.reports), ("growth of repeats", GrowthRows.repeats),
        ("growth of obligations", GrowthRows.obligations),
    ]
}

/// The amounts that are measured.
struct Sizes {
    let bulk: Int
    let files: Int
    let messages: Int
    let dueSeconds: Int
    let open: [Int]
    let restart: Int
    /// The messages on each channel, where channels are measured beside one another.
    let perChannel: Int
    let repeats: Int
    /// The units that owe a bulletin at the same minute.
    let bulletins: Int
    /// The incidents of a year.
    let year: Int
    /// The items of one case, a small and a large number of each kind.
    let growth: Growth

    /// The items of one case.
    struct Growth {
        let reports: [Int]
        let occurrences: [Int]
        let obligations: [Int]
    }

    static let full = Sizes(
        bulk: 100_000, files: 20_000, messages: 10_000, dueSeconds: 10,
        open: [100_000, 1_000_000], restart: 100_000, perChannel: 100, repeats: 3,
        bulletins: 3_000, year: 100_000,
        growth: Growth(
            reports: [1_000, 3_000, 10_000], occurrences: [1_440, 10_080],
            obligations: [100, 300, 1_000]))
    static let quick = Sizes(
        bulk: 20_000, files: 4_000, messages: 2_000, dueSeconds: 3, open: [20_000],
        restart: 20_000, perChannel: 100, repeats: 1, bulletins: 3_000, year: 2_000,
        growth: Growth(
            reports: [300, 1_000], occurrences: [360, 1_440], obligations: [30, 100, 300]))
}
