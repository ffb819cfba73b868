package import Calendars
import Cases
package import Intake
import Rules

/// The place that a source under test reads from, as seen by its producers and operators.
package protocol SourceFixture: Sendable {
    /// Opens a reader of the place, like a newly started process.
    func open(_ limits: IntakeLimits) async throws -> any Source

    /// Submits a message, complete and no longer being written.
    func send(_ message: [UInt8], named name: String) async throws

    /// Returns the content of the place for rejected messages, including the causes.
    func rejected() async throws -> String

    /// The time by which the source is read.
    var now: Instant { get async }

    /// Moves the time on.
    func pass(_ span: Duration) async

    /// Makes `accept` and `reject` fail until `mend` is called; returns false if they cannot fail.
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

    /// Submits a valid record.
    func send(record id: String, named name: String? = nil) async throws {
        try await send(
            #"{"type":"closure","id":"\#(id)","incident":"i-1","at":"2026-05-12T08:00:00Z"}"#,
            named: name ?? id)
    }

    /// Returns all batches up to the last, without accepting any.
    func batches(of source: any Source) async -> [Batch] {
        var batches = [await source.next(at: now)]
        while batches.last?.isLast == false, batches.count < 100 {
            batches.append(await source.next(at: now))
        }
        return batches
    }

    /// Returns the ids of the records delivered now, in order, without accepting any.
    func ids(from source: any Source) async -> [String] {
        await batches(of: source).flatMap { $0.records.map(\.id.text) }
    }
}
