// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
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

let core: [Target.Dependency] = ["Calendars", "Rules", "Cases"]
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

        rank("Calendars", []),
        rank("Rules", ["Calendars", "CCrypto"]),
        rank("Cases", ["Rules", "Calendars"]),
        rank("Intake", core),
        rank("Storage", core),
        rank("SQLiteStore", core + ["Storage", sqlite, sqliteC]),
        rank("Transports", core + ["CCurl"]),
        .target(
            name: "Texts", dependencies: core + [mustache],
            resources: ["subject", "short", "text", "html", "markdown"].map {
                .embedInCode("Templates/any.\($0).mustache")
            },
            swiftSettings: strict),
        rank(
            "Engine",
            core + ["Intake", "Storage", "SQLiteStore", "Transports", "Texts"]
                + [lifecycle, signals, logging]),
        .executableTarget(
            name: "duebell",
            dependencies: core
                + ["Intake", "Storage", "SQLiteStore", "Transports", "Texts", "Engine"]
                + [arguments, lifecycle, logging]
                + sockets,
            resources: [
                .embedInCode("Schemas/rulebook.schema.json"),
                .embedInCode("Schemas/record.schema.json"),
                .embedInCode("Schemas/test.schema.json"),
            ],
            swiftSettings: strict),

        // Real servers and temporary folders, for tests and benchmarks.
        .target(
            name: "TestSupport", dependencies: ["Rules"], path: "Tests/Support",
            swiftSettings: strict),
        // What every source and every store must do, for the tests of each.
        .target(
            name: "Conformance", dependencies: core + ["Intake", "Storage"],
            path: "Tests/Conformance", swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: core
                + ["Intake", "Storage", "SQLiteStore", "Transports", "Engine", logging] + sockets,
            path: "Tests/Benchmarks", exclude: ["run"], swiftSettings: strict),
        tests("CalendarsTests", ["Calendars", "TestSupport"], exclude: ["Suites"]),
        tests(
            "RulesTests", ["Rules", "Calendars", "TestSupport"], exclude: ["Rulebooks", "Suites"]),
        tests("CasesTests", core + ["TestSupport"]),
        tests("IntakeTests", core + ["Intake", "TestSupport"]),
        tests(
            "StorageTests",
            core + ["Storage", "SQLiteStore", "Engine", "Conformance", sqlite],
            exclude: ["Fixtures"]),
        tests("TransportsTests", core + ["Transports", "TestSupport"], exclude: ["Suites"]),
        tests("TextsTests", core + ["Texts", "TestSupport"]),
        tests(
            "EngineTests",
            core
                + ["Intake", "Storage", "SQLiteStore", "Transports", "Engine", "TestSupport"]
                + [logging]),
        tests(
            "CommandTests", core + ["Storage", "SQLiteStore", "TestSupport"],
            exclude: ["Golden"]),
        tests("TidyTests", []),
    ]
)
