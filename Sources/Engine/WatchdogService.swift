package import Calendars
import Cases
import Deliveries
import Logging
package import Rules
import ServiceLifecycle
import Storage
package import Transports

/// Sees to it that the others do their work, and says so outside only while they do.
///
/// It shares nothing with the scheduler but the store: it looks at what should have been done, and
/// first of all writes something down, since a store that only shows what was is of no use. The
/// address it calls raises the alarm when it calls no more, whatever the reason.
package struct WatchdogService: Service {
    let runtime: Runtime
    let factory: TransportFactory

    /// How often it looks where no heartbeat is asked for.
    private static let every = Duration.seconds(60)
    private static let tolerance = Duration.seconds(120)
    /// How long the same finding is not told again.
    private static let silence = Duration.seconds(3_600)
    /// The same of what lasts: less than a day, so that the next day does speak.
    private static let daily = Duration.seconds(20 * 3_600)
    /// So often in a row nobody may answer the heartbeat before the operators hear of it.
    private static let missesMax = 3
    private static let missesSilence = Duration.seconds(6 * 3_600)

    private let memory = WatchdogMemory()

    package init(runtime: Runtime, factory: TransportFactory) {
        self.runtime = runtime
        self.factory = factory
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            // The others have only just begun.
            var next = await nextStep()
            while true {
                await next.wait(by: runtime.timekeeper)
                if Task.isCancelled { return }
                next = await step(at: runtime.timekeeper.now())
            }
        }
    }

    /// Looks once; returns when to look again.
    package func step(at now: Instant) async -> NextStep {
        await beat()
        return await nextStep()
    }

    /// Returns the time of the look after one that ends now.
    package func nextStep() async -> NextStep {
        let every = every(await runtime.currentRules.rules.current.settings)
        return NextStep(at: runtime.timekeeper.now() + every, isPause: true)
    }

    /// Looks once; calls outside if all is well, and tells the operators if not.
    package func beat() async {
        let rulebook = await runtime.currentRules.rules.current
        let findings: [WatchdogAlert]
        do {
            // What is late is seen at the next look: the others have only just woken as well.
            guard try await sign(rulebook.settings) else { return }
            findings = await self.findings(rulebook)
        } catch {
            let closed = WatchdogAlert("the store", .storeClosed, ["\(error)"])
            findings = await [closed] + self.findings(rulebook)
        }
        for finding in findings {
            let isLasting = finding.weight == .lasting
            await runtime.tellOperators(
                Delivery.Operation(
                    kind: isLasting ? .caseSetAside : .auditFailed, finding: finding.finding),
                onceIn: isLasting ? Self.daily : Self.silence, about: finding.about)
        }
        guard !findings.contains(where: { $0.weight == .alarming }) else { return }
        if let heartbeat = rulebook.settings.heartbeat { await call(heartbeat) }
    }

    /// Writes down that it looks, and tells of the time in which it did not; false where that time
    /// has only just ended, though it ran.
    private func sign(_ settings: Rulebook.Settings) async throws(StoreError) -> Bool {
        let now = runtime.timekeeper.now()
        let isFirst = await memory.begin(at: now)
        let span = every(settings) + late(settings)
        let last = try await runtime.commit { transaction in
            let last = try transaction.noteAudit()
            if let last, transaction.now - last > span {
                try transaction.tellGap(since: last, within: span)
            }
            return last
        }
        guard let last else { return true }
        await memory.saw(last)
        guard now - last > span else { return true }
        runtime.logger.warning("nobody looked", metadata: ["since": "\(last.rfc3339)"])
        return isFirst
    }

    private func call(_ heartbeat: Rulebook.Heartbeat) async {
        let answer: String
        do {
            let receipt = try await factory.heartbeat(heartbeat).beat()
            if case .delivered = receipt { return await memory.hear() }
            answer = "\(receipt.answer.code) \(receipt.answer.text)"
        } catch {
            answer = "\(error)"
        }
        runtime.logger.warning("the heartbeat is not heard", metadata: ["answer": "\(answer)"])
        let misses = await memory.miss()
        guard misses >= Self.missesMax else { return }
        let finding = HealthIssue(.heartbeatUnheard, ["\(misses)", answer])
        await runtime.tellOperators(
            Delivery.Operation(kind: .heartbeatUnheard, finding: finding),
            onceIn: Self.missesSilence, about: "the heartbeat")
    }

    /// What is not as it should be.
    package func findings(_ rulebook: Rulebook) async -> [WatchdogAlert] {
        let now = runtime.timekeeper.now()
        let late = late(rulebook.settings)
        var findings: [WatchdogAlert] = []
        if !Self.sane.contains(now) {
            findings.append(WatchdogAlert("the clock", .clockWrong, at: [now]))
        } else if let last = await memory.lastSeen, last > now + late {
            findings.append(WatchdogAlert("the clock", .clockBack, at: [last]))
        }
        for name in rulebook.zoneNames where runtime.zones(name) == nil {
            findings.append(WatchdogAlert("the zone \(name)", .zoneMissing, [name]))
        }
        do {
            let (place, begun) = await (memory.place, memory.begun ?? now)
            let idle = SchedulerService.aliveEvery + SchedulerService.waitMax + late
            let (seen, alive) = try await runtime.store.read { snapshot in
                (
                    try WatchdogView(of: snapshot, at: now, late: late, from: place),
                    try snapshot.marker(CaseTransaction.alive)
                )
            }
            await memory.go(on: seen.next)
            let since = max(alive ?? begun, begun)
            if now - since > idle {
                findings.append(
                    WatchdogAlert("the scheduler", .schedulerIdle, at: [alive ?? since]))
            }
            findings += seen.findings
        } catch {
            findings.append(WatchdogAlert("the store", .storeUnreadable, ["\(error)"]))
        }
        return findings
    }

    /// How often it looks; a demonstration's fast clock does not make it write all the time.
    private func every(_ settings: Rulebook.Settings) -> Duration {
        max(settings.heartbeat?.every ?? Self.every, .milliseconds(200) * runtime.timekeeper.pace)
    }

    /// How late anything may be: real time, which a demonstration's fast clock must not outrun.
    private func late(_ settings: Rulebook.Settings) -> Duration {
        (settings.heartbeat?.tolerance ?? Self.tolerance) * runtime.timekeeper.pace
    }

    /// No clock that is right says anything else.
    private static let sane = Instant(seconds: 1_700_000_000)..<Instant(seconds: 7_000_000_000)
}

/// What the auditor remembers from one look to the next.
private actor WatchdogMemory {
    /// How far the round over the cases that wait for nothing has come: each look goes on there.
    private(set) var place: QuietPlace?
    /// When it looked for the first time.
    private(set) var begun: Instant?
    /// The time of the look before, as the store has it.
    private(set) var lastSeen: Instant?
    private var misses = 0

    /// Whether this is the first look.
    func begin(at now: Instant) -> Bool {
        let isFirst = begun == nil
        // A clock that was stepped back begins anew.
        begun = min(begun ?? now, now)
        return isFirst
    }

    func saw(_ last: Instant) {
        lastSeen = last
    }

    func go(on next: QuietPlace?) {
        place = next
    }

    func hear() {
        misses = 0
    }

    /// How often in a row nobody answered.
    func miss() -> Int {
        misses += 1
        return misses
    }
}
