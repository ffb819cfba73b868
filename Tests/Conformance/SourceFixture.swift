package import Calendars
import Cases
package import Intake
import Rules

/// The place that a source under test reads from, seen by its producers and its operators.
package protocol SourceFixture: Sendable {
    /// Opens a reader of the place, as a process does that has just started.
    func open(_ limits: IntakeLimits) async throws -> any Source

    /// Hands in a message, whole and at rest.
    func send(_ message: [UInt8], named name: String) async throws

    /// Returns what lies in the place for rejected messages, causes and all.
    func rejected() async throws -> String

    /// The time by which the source is read.
    var now: Instant { get async }

    /// Moves the time on.
    func pass(_ span: Duration) async

    /// Makes `accept` and `reject` fail until it is mended; false where they cannot fail.
    func breakAccepting() async throws -> Bool

    /// Undoes `breakAccepting`.
    func mend() async throws
}

extension SourceFixture {
    func open() async throws -> any Source {
        try await open(IntakeLimits())
    }

    func send(_ message: String, named name: String) async throws {
        try await send(Array(message.utf8), named: name)
    }

    /// Hands in a record that is right.
    func send(record id: String, named name: String? = nil) async throws {
        try await send(
            #"{"type":"closure","id":"\#(id)","incident":"i-1","at":"2026-05-12T08:00:00Z"}"#,
            named: name ?? id)
    }

    /// Returns all batches up to the last, none of them accepted.
    func batches(of source: any Source) async -> [Batch] {
        var batches = [await source.next(at: now)]
        while batches.last?.isLast == false, batches.count < 100 {
            batches.append(await source.next(at: now))
        }
        return batches
    }

    /// Returns the ids of what comes now, in order, none of it accepted.
    func ids(from source: any Source) async -> [String] {
        await batches(of: source).flatMap { $0.records.map(\.id.text) }
    }
}
