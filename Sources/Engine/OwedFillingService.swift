import Cases
import Logging
import ServiceLifecycle
package import Storage

/// Gives the cases of a database from before the table of what is owed their rows in it, a few at
/// a time, beside everything else.
package struct OwedFillingService: Service {
    let runtime: Runtime

    /// The number of cases that one transaction looks at.
    private static let batchMax = 200
    /// The pause after each, so that the others find the store free.
    private static let pause = Duration.milliseconds(20)

    package init(runtime: Runtime) {
        self.runtime = runtime
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await step() == 0 { break }
                    try? await ContinuousClock().sleep(for: Self.pause)
                } catch {
                    runtime.logger.warning("lists are not filled", metadata: ["error": "\(error)"])
                    try? await ContinuousClock().sleep(for: .seconds(10))
                }
            }
            // A service that ends would end the others.
            try? await gracefulShutdown()
        }
    }

    /// Fills in what some cases owe; returns how many it looked at.
    package func step() async throws(StoreError) -> Int {
        try await runtime.commit { try $0.fillOwed(limit: Self.batchMax) }
    }
}
