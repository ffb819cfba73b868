// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // Values of one target are copied and hashed in another: without this each is a call.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// A rank of the design: the arrows of this list are the only ones the compiler lets through.
func rank(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
    resources: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude,
        resources: resources.map { .copy($0) }, swiftSettings: strict)
}

let core: [Target.Dependency] = ["JSON", "Calendars", "Rules", "Cases"]
let work: [Target.Dependency] = core + ["Deliveries", "Messages"]
let whole: [Target.Dependency] =
    work
    + ["Files", "Intake", "DirectoryIntake", "Storage", "SQLiteStore", "Transports", "Engine"]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqliteC: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let sockets: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]

let package = Package(
    name: "duebell",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C doors, each imported by one Swift target.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
        // libpq is loaded when a PostgreSQL store is opened: neither building nor running Duebell
        // needs it otherwise.
        .target(name: "CPostgreSQL", linkerSettings: [.linkedLibrary("dl")]),
        // The files below rules/, embedded in the program.
        .target(name: "CPacks"),

        // Rank 0: values and files.
        rank("JSON", ["CCrypto"]),
        rank("CSV", ["JSON"]),
        rank("Calendars", []),
        rank("Files", ["Calendars"]),
        // Rank 1: what people edit.
        rank("Rules", ["JSON", "CSV", "Calendars"]),
        // Rank 2: what is owed.
        rank("Cases", ["JSON", "Calendars", "Rules"]),
        // Rank 3: what is sent, and what is said.
        rank("Deliveries", core),
        .target(
            name: "Messages", dependencies: core + ["Deliveries", mustache],
            resources: ["subject", "short", "text", "html", "markdown"].map {
                .embedInCode("Templates/any.\($0).mustache")
            },
            swiftSettings: strict),
        // Rank 4: seams, and the door to libcurl.
        rank("Intake", core),
        rank("Storage", core + ["Deliveries"]),
        rank("Transports", work + ["Files", "CCurl"]),
        // Rank 5: one target for each kind of store and source.
        rank("SQLiteStore", core + ["Files", "Deliveries", "Storage", sqlite, sqliteC]),
        rank("PostgreSQLStore", core + ["Deliveries", "Storage", "CPostgreSQL"]),
        rank("DirectoryIntake", core + ["Files", "Intake"]),
        // Rank 6: services and views.
        rank(
            "Engine",
            work + ["Files", "Intake", "Storage", "Transports"] + [lifecycle, signals, logging]),
        rank("Queries", work + ["Storage"]),
        // Rank 8: the composition root.
        rank("Watcher", whole + ["PostgreSQLStore", lifecycle, signals, logging]),
        .executableTarget(
            name: "duebell",
            dependencies: whole
                + [
                    "CPacks", "PostgreSQLStore", "Queries", "Watcher", arguments, lifecycle,
                    logging,
                ],
            resources: [
                .embedInCode("Schemas/rulebook.schema.json"),
                .embedInCode("Schemas/record.schema.json"),
                .embedInCode("Schemas/test.schema.json"),
            ],
            swiftSettings: strict),

        // Real servers and temporary folders, for tests and benchmarks.
        .target(
            name: "TestSupport", dependencies: work, path: "Tests/Support",
            swiftSettings: strict),
        // Rules that every source and every store keeps, for the tests of each.
        .target(
            name: "Conformance", dependencies: work + ["Intake", "Storage"],
            path: "Tests/Conformance", swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks", dependencies: whole + ["Watcher", logging] + sockets,
            path: "Tests/Benchmarks", exclude: ["run"], swiftSettings: strict),
        tests("JSONTests", ["JSON", "TestSupport"], exclude: ["Suites"]),
        tests("CSVTests", ["CSV", "JSON"]),
        tests("CalendarsTests", ["Calendars", "TestSupport"], exclude: ["Suites"]),
        tests("FilesTests", ["Calendars", "Files", "TestSupport"]),
        tests(
            "RulesTests", ["JSON", "Rules", "Calendars", "TestSupport"],
            exclude: ["Rulebooks", "Suites"]),
        tests("CasesTests", work + ["Queries", "TestSupport"]),
        tests("DeliveriesTests", work + ["TestSupport"]),
        tests("MessagesTests", work + ["TestSupport"]),
        tests("IntakeTests", core + ["Intake", "Conformance", "TestSupport"]),
        tests(
            "DirectoryIntakeTests",
            core + ["Files", "Intake", "DirectoryIntake", "Conformance", "TestSupport"]),
        tests(
            "StorageTests",
            whole + ["Queries", "Conformance", "TestSupport", sqlite],
            exclude: ["Fixtures"]),
        tests(
            "PostgreSQLStoreTests",
            work + ["Storage", "PostgreSQLStore", "Conformance", "TestSupport"]),
        tests(
            "TransportsTests", work + ["Files", "Transports", "TestSupport"],
            exclude: ["Suites"]),
        tests(
            "EngineTests",
            whole + ["PostgreSQLStore", "Watcher", "Conformance", "TestSupport", logging]),
        tests(
            "CommandTests", work + ["Files", "Storage", "SQLiteStore", "Queries", "TestSupport"],
            exclude: ["Golden", "Book/office.json"]),
        tests("TidyTests", ["TestSupport"], exclude: ["Baselines"]),
    ]
)
