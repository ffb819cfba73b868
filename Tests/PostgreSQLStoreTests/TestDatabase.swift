import PostgreSQLStore
import Storage
import TestSupport
import Testing

/// Databases of the tests on a real server.
enum TestDatabase {
    /// The database from which others are copied: one with all tables and no rows.
    private static let template = Task { () async throws -> String in
        let server = try PostgreSQLServer.shared.get()
        try server.sql("CREATE DATABASE empty_tables")
        _ = try await open(server.uri(of: "empty_tables"))
        return "empty_tables"
    }

    /// Makes a database with all tables and no rows; returns its URI.
    static func make() async throws -> String {
        let template = try await template.value
        // The template's connections end with its store, a moment later.
        var uri: String?
        try await eventually("the template is free") {
            uri = try? PostgreSQLServer.shared.get().database(copying: template)
            return uri != nil
        }
        return try #require(uri)
    }

    /// Opens a store.
    static func open(
        _ uri: String, for purpose: PostgreSQLStore.Purpose = .watching,
        _ limits: PostgreSQLStore.Limits = PostgreSQLStore.Limits()
    ) async throws -> PostgreSQLStore {
        try await PostgreSQLStore(
            PostgreSQLAddress(uri: uri), for: purpose, limits: limits, elapsed: elapsed)
    }

    /// Returns monotonic time.
    static let elapsed: @Sendable () -> Duration = {
        let origin = ContinuousClock.now
        return { origin.duration(to: .now) }
    }()
}
