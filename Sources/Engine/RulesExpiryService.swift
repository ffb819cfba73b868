package import Calendars
import Cases
import Deliveries
import Logging
import Rules
import ServiceLifecycle

/// The service that alerts the operators, at the start and once a day, to parts of the rules that
/// expire soon.
package struct RulesExpiryService: SteppingService {
    let runtime: Runtime
    private let memory = RulesExpiryMemory()

    private static let every = Duration.seconds(24 * 3_600)
    /// The time without repetition: less than a day, so that a restart repeats nothing and the next
    /// day does.
    private static let silence = Duration.seconds(20 * 3_600)
    /// The interval of the check for a new day: a machine may have slept, or its clock been set.
    private static let lookEvery = Duration.seconds(3_600)

    package init(runtime: Runtime) {
        self.runtime = runtime
    }

    package func run() async throws {
        await makeSteps()
    }

    /// Sends the alerts if a day has passed; returns the time of the next check.
    package func step(at now: Instant) async -> NextStep {
        let toldAt = await memory.toldAt
        if toldAt.map({ now - $0 >= Self.every || now < $0 }) ?? true {
            await tell()
            await forget()
            await memory.tell(at: now)
        }
        return NextStep(at: runtime.timekeeper.now() + Self.lookEvery, isPause: true)
    }

    /// Deletes markers that are no longer needed.
    private func forget() async {
        do {
            try await runtime.commit { try $0.forgetMarkers() }
        } catch {
            runtime.logger.warning("old markers cannot be removed", metadata: ["error": "\(error)"])
        }
    }

    /// Sends today's alerts.
    package func tell() async {
        let rulebook = await runtime.currentRules.rules.current
        for expiries in rulebook.expiries(at: runtime.timekeeper.now()) {
            let kind: Delivery.Operation.Kind =
                switch expiries.event {
                case .calendarEnds: .rulesRunOut
                case .gaps: .scheduleGap
                }
            await runtime.tellOperators(
                Delivery.Operation(kind: kind, findings: HealthIssue.issues(of: expiries)),
                onceIn: Self.silence, formerly: "\(expiries.what): \(expiries.remedy)")
        }
    }
}

/// The time of the last alerts about expiring rules.
private actor RulesExpiryMemory {
    private(set) var toldAt: Instant?

    func tell(at now: Instant) {
        toldAt = now
    }
}
