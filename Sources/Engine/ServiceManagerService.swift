import Calendars
import Cases
import Files
import Logging
import Rules
import ServiceLifecycle

/// The service that reports the start, the signs of life and the stop of the watcher to the service
/// manager (systemd).
///
/// A sign of life is sent only while the scheduler takes its steps, so that a watcher that hangs is
/// started again.
package struct ServiceManagerService: Service {
    let runtime: Runtime
    let socket: UnixDatagram
    /// The interval of the signs of life; nil if the manager asks for none.
    let every: Duration?

    /// The longest time between two steps of a scheduler that works.
    static let stepMax = Duration.seconds(150)

    /// Creates the service if the environment names the manager's socket; nil if not.
    package init?(runtime: Runtime, environment: [String: String], process: Int32) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        self.runtime = runtime
        socket = UnixDatagram(path: path)
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(process)" } ?? true
        let asked = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        every = isForUs ? asked.map { .microseconds($0 / 2) } : nil
    }

    package func run() async throws {
        let digest = await runtime.currentRules.rules.current.digest
        tell("READY=1\nSTATUS=watching, rules \(digest.prefix(12))")
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await beat()
                try? await runtime.timekeeper.pause(for: every ?? .seconds(3_600))
            }
        }
        tell("STOPPING=1\nSTATUS=finishing messages in flight")
    }

    /// Sends a sign of life, unless the scheduler takes no steps.
    package func beat() async {
        guard every != nil else { return }
        let last = await runtime.pulse.last ?? .zero
        let span = runtime.timekeeper.elapsed() - last
        guard span <= Self.stepMax else {
            runtime.logger.critical(
                "the scheduler hangs; the service manager is told no sign of life",
                metadata: ["seconds": "\(span.components.seconds)"])
            return
        }
        tell("WATCHDOG=1")
    }

    private func tell(_ state: String) {
        if !socket.send(Array(state.utf8)) {
            runtime.logger.notice("the service manager does not listen")
        }
    }
}
