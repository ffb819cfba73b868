package import Calendars
import Cases
import Deliveries
import Logging
import Rules
import ServiceLifecycle

/// Tells the operators, at the start and once a day, what the rules will lack before long.
package struct RulesExpiryService: Service {
    let runtime: Runtime
    private let memory = RulesExpiryMemory()

    private static let every = Duration.seconds(24 * 3_600)
    /// Less than a day, so that a restart says nothing twice and the next day does speak.
    private static let silence = Duration.seconds(20 * 3_600)
    /// How often it looks whether a day has passed: a machine may have slept, its clock been set.
    private static let lookEvery = Duration.seconds(3_600)

    package init(runtime: Runtime) {
        self.runtime = runtime
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let next = await step(at: runtime.timekeeper.now())
                await next.wait(by: runtime.timekeeper)
            }
        }
    }

    /// Tells what there is to tell if a day has passed; returns when to look again.
    package func step(at now: Instant) async -> NextStep {
        let toldAt = await memory.toldAt
        if toldAt.map({ now - $0 >= Self.every || now < $0 }) ?? true {
            await tell()
            await forget()
            await memory.tell(at: now)
        }
        return NextStep(at: runtime.timekeeper.now() + Self.lookEvery, isPause: true)
    }

    /// Lets go of what need not be remembered any more.
    private func forget() async {
        do {
            try await runtime.commit { try $0.forgetMarkers() }
        } catch {
            runtime.logger.warning("old markers are kept", metadata: ["error": "\(error)"])
        }
    }

    /// Tells what there is to tell today.
    package func tell() async {
        let rulebook = await runtime.currentRules.rules.current
        for expiries in rulebook.expiries(at: runtime.timekeeper.now()) {
            await runtime.tellOperators(
                expiries.section == "schedules" ? .scheduleGap : .rulesRunOut,
                "\(expiries.what): \(expiries.remedy)", onceIn: Self.silence)
        }
    }
}

/// The time at which the operators were last told what the rules will lack.
private actor RulesExpiryMemory {
    private(set) var toldAt: Instant?

    func tell(at now: Instant) {
        toldAt = now
    }
}
