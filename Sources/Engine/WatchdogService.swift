package import Calendars
import Cases
import Deliveries
import Logging
package import Rules
import ServiceLifecycle
import Storage
package import Transports

/// The service that checks the others, and sends a heartbeat outside only while all is well.
///
/// The watchdog shares nothing with the scheduler but the store. It checks for overdue work, and
/// first writes to the store, since a store that can only be read is of no use. The receiver of the
/// heartbeat raises the alarm when it stops, whatever the reason.
package struct WatchdogService: Service {
    let runtime: Runtime
    let factory: TransportFactory

    /// The interval of checks without a configured heartbeat.
    private static let every = Duration.seconds(60)
    private static let tolerance = Duration.seconds(120)
    /// The time within which the same alert is not repeated.
    private static let silence = Duration.seconds(3_600)
    /// The time within which a lasting alert is not repeated: less than a day, so that it is
    /// repeated the next day.
    private static let daily = Duration.seconds(20 * 3_600)
    /// The number of consecutive unanswered heartbeats before the operators are alerted.
    private static let missesMax = 3
    private static let missesSilence = Duration.seconds(6 * 3_600)

    private let memory = WatchdogMemory()

    package init(runtime: Runtime, factory: TransportFactory) {
        self.runtime = runtime
        self.factory = factory
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            // The other services have only just started.
            var next = await nextStep()
            while true {
                await next.wait(by: runtime.timekeeper)
                if Task.isCancelled { return }
                next = await step(at: runtime.timekeeper.now())
            }
        }
    }

    /// Checks once; returns the time of the next check.
    package func step(at now: Instant) async -> NextStep {
        await beat()
        return await nextStep()
    }

    /// Returns the time of the check after one that ends now.
    package func nextStep() async -> NextStep {
        let every = every(await runtime.currentRules.rules.current.settings)
        return NextStep(at: runtime.timekeeper.now() + every, isPause: true)
    }

    /// Checks once; sends the heartbeat if all is well, and alerts the operators if not.
    package func beat() async {
        let rulebook = await runtime.currentRules.rules.current
        let findings: [WatchdogAlert]
        do {
            // Late work is judged at the next check: the other services have only just woken as
            // well.
            guard try await sign(rulebook.settings) else { return }
            // One of several watchers judges, and sends the heartbeat.
            guard await runtime.holds(.watchdog) else { return }
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

    /// Records the check and reports a gap since the previous one; returns false if the process ran
    /// through a gap that has only just ended.
    private func sign(_ settings: Rulebook.Settings) async throws(StoreError) -> Bool {
        let reading = runtime.timekeeper.reading()
        let isFirst = await memory.begin(at: reading.wall)
        let span = every(settings) + late(settings)
        let gap = try await runtime.commit { transaction in
            let gap = try transaction.noteAudit(reading)
            if let gap, gap.span > span {
                try transaction.tellGap(since: gap.until - gap.span, within: span)
            }
            return gap
        }
        guard let gap else { return true }
        await memory.saw(gap.from)
        // After a step of the clock, too, much is due that nobody could have seen to before.
        guard max(gap.span, gap.until - gap.from) > span else { return true }
        runtime.logger.warning(
            "health checks were interrupted", metadata: ["since": "\(gap.from.rfc3339)"])
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
        runtime.logger.warning("heartbeat not acknowledged", metadata: ["answer": "\(answer)"])
        let misses = await memory.miss()
        guard misses >= Self.missesMax else { return }
        let finding = HealthIssue(.heartbeatUnheard, ["\(misses)", answer])
        await runtime.tellOperators(
            Delivery.Operation(kind: .heartbeatUnheard, finding: finding),
            onceIn: Self.missesSilence, about: "the heartbeat")
    }

    /// Returns the alerts of one check.
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
                    try WatchdogView(
                        of: snapshot, at: now, late: late, from: place,
                        in: rulebook.settings.language),
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

    /// Returns the interval of checks, with a minimum so that a demonstration's fast clock does not
    /// cause constant writes.
    private func every(_ settings: Rulebook.Settings) -> Duration {
        max(settings.heartbeat?.every ?? Self.every, .milliseconds(200) * runtime.timekeeper.pace)
    }

    /// Returns the tolerated delay in real time, which a demonstration's fast clock must not
    /// outrun.
    private func late(_ settings: Rulebook.Settings) -> Duration {
        (settings.heartbeat?.tolerance ?? Self.tolerance) * runtime.timekeeper.pace
    }

    /// The range of any correct clock.
    private static let sane = Instant(seconds: 1_700_000_000)..<Instant(seconds: 7_000_000_000)
}

/// The state of the watchdog from one check to the next.
private actor WatchdogMemory {
    /// The position of the round over cases without a next instant; each check continues there.
    private(set) var place: IdleCaseCursor?
    /// The time of the first check.
    private(set) var begun: Instant?
    /// The time of the previous check, as stored.
    private(set) var lastSeen: Instant?
    private var misses = 0

    /// Records a check; returns true for the first.
    func begin(at now: Instant) -> Bool {
        let isFirst = begun == nil
        // After a step back of the clock, begin anew.
        begun = min(begun ?? now, now)
        return isFirst
    }

    func saw(_ last: Instant) {
        lastSeen = last
    }

    func go(on next: IdleCaseCursor?) {
        place = next
    }

    func hear() {
        misses = 0
    }

    /// Records an unanswered heartbeat; returns the number of consecutive ones.
    func miss() -> Int {
        misses += 1
        return misses
    }
}
