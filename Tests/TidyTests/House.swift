/// The targets of the design by rank; their dependencies are in `Package.swift`.
enum House {
    struct Target {
        let name: String
        /// The rank; a target imports only targets of a lower rank.
        let rank: Int
        /// The system modules the target may import.
        let system: Set<String>
        /// True for a target that only computes: no clock, no files, nothing asynchronous.
        let isPure: Bool
        /// The targets of equal rank this target may import.
        let beside: Set<String>

        init(
            _ name: String, rank: Int, also more: Set<String> = [], isPure: Bool = false,
            beside: Set<String> = []
        ) {
            self.name = name
            self.rank = rank
            self.isPure = isPure
            self.beside = beside
            system = isPure ? [] : more.union(["Foundation", "FoundationEssentials", "Glibc"])
        }
    }

    /// All targets; a line for a target that does not exist yet is harmless.
    static let targets = [
        Target("JSON", rank: 0, isPure: true),
        Target("CSV", rank: 0, isPure: true, beside: ["JSON"]),
        Target("Calendars", rank: 0, isPure: true),
        Target("Files", rank: 0, also: ["Dispatch"], beside: ["Calendars"]),
        Target("Rules", rank: 1, isPure: true),
        Target("Cases", rank: 2, isPure: true),
        Target("Deliveries", rank: 3, isPure: true),
        Target("Messages", rank: 3, isPure: true, beside: ["Deliveries"]),
        Target("Ledgers", rank: 3, isPure: true),
        Target("Storage", rank: 4),
        Target("Intake", rank: 4),
        Target("Transports", rank: 4, also: ["Dispatch"]),
        Target("SQLiteStore", rank: 5),
        Target("PostgreSQLStore", rank: 5, also: ["Synchronization"]),
        Target("DirectoryIntake", rank: 5),
        Target("Engine", rank: 6, also: ["Synchronization"]),
        Target("Queries", rank: 6),
        Target("Watcher", rank: 8),
        Target("duebell", rank: 9),
    ]

    static let pure = Set(targets.filter(\.isPure).map(\.name))

    /// The libraries several targets may import; every other library is imported by one target
    /// only.
    static let shared: Set<String> = [
        "Logging", "ServiceLifecycle", "UnixSignals", "NIOCore", "NIOPosix", "NIOHTTP1",
    ]

    static func target(_ name: String) -> Target? {
        targets.first { $0.name == name }
    }
}
