package import Calendars
import Cases
import Logging
import ServiceLifecycle
import Storage

/// Writes obligation rows for cases of a database older than their table, a few cases at a time.
package struct OwedFillingService: Service {
    let runtime: Runtime

    /// The number of cases in one transaction.
    private static let batchMax = 200
    /// The pause after each transaction, which leaves the store to others.
    private static let pause = Duration.milliseconds(20)
    /// The pause after a transaction that failed.
    private static let failurePause = Duration.seconds(10)

    package init(runtime: Runtime) {
        self.runtime = runtime
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                guard let next = await step(at: runtime.timekeeper.now()) else { break }
                await next.wait(by: runtime.timekeeper)
            }
            // A service that ends would end the others.
            try? await gracefulShutdown()
        }
    }

    /// Writes the obligation rows of some cases; returns the time to continue, nil if none is left.
    package func step(at now: Instant) async -> NextStep? {
        var pause = Self.pause
        do {
            let count = try await runtime.commit { try $0.fillOwed(limit: Self.batchMax) }
            if count == 0 { return nil }
        } catch {
            runtime.logger.warning("lists cannot be rebuilt", metadata: ["error": "\(error)"])
            pause = Self.failurePause
        }
        return NextStep(at: runtime.timekeeper.instant(after: pause), isPause: true)
    }
}
