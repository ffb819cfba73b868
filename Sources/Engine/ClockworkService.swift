import Calendars
import Cases
import Logging
import ServiceLifecycle
package import Storage

/// Advances each case when its next instant comes: one sleeper, whatever is open.
package struct ClockworkService: Service {
    let office: Office

    /// No wait is longer, so that a stepped wall clock is noticed.
    package static let waitMax = Duration.seconds(30)
    /// How many cases one transaction advances.
    package static let batchMax = 500

    package init(office: Office) {
        self.office = office
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await advanceDue() < Self.batchMax { try await waitForNext() }
                } catch {
                    await pause(after: error)
                }
            }
        }
    }

    /// Advances what is due, at most a batch; returns how many there were.
    package func advanceDue() async throws(StoreError) -> Int {
        try await office.keep { try $0.advanceDue(limit: Self.batchMax) }
    }

    private func waitForNext() async throws(StoreError) {
        let next = try await office.store.read { try $0.earliestDue() }
        let now = office.timekeeper.now()
        let ahead = next.map { $0 - now } ?? Self.waitMax
        guard ahead > .zero else { return }
        await office.clock.wait(atMost: office.timekeeper.wait(for: min(ahead, Self.waitMax)))
    }

    private func pause(after error: any Error) async {
        office.logger.error("cases cannot be advanced", metadata: ["error": "\(error)"])
        await office.clock.wait(atMost: .seconds(1))
    }
}
