import Calendars
import ServiceLifecycle

/// A service that works in steps, each of which returns the time of the next.
protocol SteppingService: Service {
    var runtime: Runtime { get }

    /// Does the work that is due; returns the time of the next step.
    func step(at now: Instant) async -> NextStep
}

extension SteppingService {
    /// Makes steps until the watcher stops; the signal brings the next one forward.
    func makeSteps(until signal: Signal? = nil) async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let next = await step(at: runtime.timekeeper.now())
                await next.wait(by: runtime.timekeeper, for: signal)
            }
        }
    }
}
