import Calendars
import Cases
import Conformance
import Deliveries
import Engine
import JSON
import Logging
import Rules
import Storage
import TestSupport
import Transports

/// The watcher over a store in memory, driven by a seed, which determines the order of steps, the
/// movement of time and the receivers' answers.
final class SeededWatcher {
    /// The services, in the order from which the seed draws.
    enum Part: CaseIterable {
        case intake, scheduler, dispatch, watchdog, expiry
    }

    let store = MemoryStore()
    let log: EventLog
    let answers: ScriptedAnswers
    let incidents: [Incident.ID]
    private let clock: HandClock
    private let source: SeededSource
    private let intake: IntakeService
    private let scheduler: SchedulerService
    private let dispatch: DispatchService
    private let watchdog: WatchdogService
    private let expiry: RulesExpiryService
    private var random: SeededRandom
    /// The instant at which each service asked to be stepped next.
    private var next: [Part: Instant] = [:]
    /// The number of journal lines of each incident that are in the log.
    private var journalled: [Incident.ID: Int] = [:]

    /// The pause before a service retries work it could not do.
    private static let pause = Duration.milliseconds(50)

    init(
        seed: UInt64, rules: JSON, script: [SeededSource.Scripted], at start: Instant
    ) async throws {
        random = SeededRandom(seed: seed)
        let clock = HandClock(start)
        let log = EventLog(clock)
        (self.clock, self.log) = (clock, log)
        let draw = { [random] (salt: UInt64) in
            var random = random
            return SeededRandom(seed: random.next() &+ salt)
        }
        source = try SeededSource(script, random: draw(1), log: log)
        answers = ScriptedAnswers(random: draw(2), log: log)
        incidents = Set(script.compactMap { $0.body["incident"]?.string })
            .map { Incident.ID($0) }.sorted()
        let timekeeper = Timekeeper(
            elapsed: { clock.now - start },
            waiting: { span in
                log.note("a step waited for \(span)")
                clock.now = clock.now + span
            }, reading: { clock.now })
        let rulebook = try await Self.publish(rules, in: store, at: start)
        let runtime = Runtime(
            timekeeper: timekeeper, store: store,
            currentRules: CurrentRules(PinnedRulebooks(current: rulebook)), zones: Self.zones,
            logger: Logger(label: "seeded") { _ in SwiftLogNoOpLogHandler() }, run: "seeded")
        let transports = TransportRegistry()
        _ = await transports.open(rulebook) { [answers] channel throws(TransportError) in
            ScriptedTransport(channel: channel.id, answers: answers)
        }
        intake = IntakeService(runtime: runtime, source: source)
        scheduler = SchedulerService(runtime: runtime)
        dispatch = DispatchService(
            runtime: runtime, transports: transports, owner: "seeded", chance: draw(3))
        watchdog = WatchdogService(runtime: runtime, factory: Self.factory)
        expiry = RulesExpiryService(runtime: runtime)
        for part in Part.allCases { next[part] = start }
        next[.watchdog] = await watchdog.nextStep().at
    }

    private static let zones: @Sendable (String) -> Zone? = { Zone(fixed: 28_800, name: $0) }

    /// A factory that opens nothing: the rules have no heartbeat.
    private static let factory = TransportFactory(
        loop: CurlLoop(), secrets: SecretReader(environment: [:], rulesFolder: ""),
        stateFolder: "", now: { Instant(seconds: 0) })

    private static func publish(
        _ rules: JSON, in store: MemoryStore, at now: Instant
    ) async throws -> Rulebook {
        let document = RuleDocument(path: "rules.json", name: "rules.json", bytes: rules.bytes())
        let outcome = RulebookReader.read(documents: [document], zones: zones)
        guard let rulebook = outcome.rulebook else {
            throw TestFailure("\(outcome.diagnostics)")
        }
        try await store.write { transaction in
            try transaction.saveRulebook(
                rulebook.digest, bytes: RulebookArchive.bytes(of: [document]), at: now)
            _ = try transaction.publishRules(rulebook.digest, after: nil, by: "seeded", at: now)
        }
        return rulebook
    }

    /// Runs until an instant, and then until no work is left at it.
    func run(until end: Instant) async throws {
        while true {
            let times = try await times()
            let ready = Part.allCases.filter { times[$0].map { $0 <= clock.now } ?? false }
            if clock.now >= end, ready.isEmpty { return }
            let isSlow = clock.now < end && random.roll(8) == 0
            if ready.isEmpty || isSlow {
                move(to: ready.isEmpty ? times.values.min() : nil, until: end)
            } else {
                try await step(ready[random.roll(ready.count)])
            }
        }
    }

    /// Moves time to an instant, or by a small amount that may pass it; never past the end.
    private func move(to instant: Instant?, until end: Instant) {
        let little = clock.now + .seconds(1 + random.roll(20))
        let isLittle = random.roll(4) == 0
        let target = isLittle ? little : max(instant ?? little, clock.now)
        clock.now = min(target, end)
    }

    /// Returns the instant at which each service has work; a signal makes it earlier.
    private func times() async throws -> [Part: Instant] {
        var times = next
        let (due, delivery) = try await store.read {
            (try $0.earliestDue(), try $0.earliestDelivery())
        }
        if let due, let at = times[.scheduler] { times[.scheduler] = min(at, due) }
        times[.dispatch] = delivery.map { max($0, next[.dispatch] ?? $0) }
        if let record = source.nextAt, let at = times[.intake], record > clock.now {
            times[.intake] = min(at, record)
        }
        return times
    }

    private func step(_ part: Part) async throws {
        let now = clock.now
        switch part {
        case .intake: next[part] = await intake.step(at: now).at
        case .scheduler: next[part] = await scheduler.step(at: now).at
        case .watchdog: next[part] = await watchdog.step(at: now).at
        case .expiry: next[part] = await expiry.step(at: now).at
        case .dispatch:
            await dispatch.step(at: now)
            next[part] = now + Self.pause
        }
        if part == .intake || part == .scheduler { try await noteVerdicts() }
    }

    /// Logs the verdicts in the journal that are not in the log yet.
    private func noteVerdicts() async throws {
        for incident in incidents {
            let rows = try await store.read { try $0.journal(of: incident) }
            for row in rows.dropFirst(journalled[incident] ?? 0) {
                for line in try JSONReader.read(row.body).array ?? []
                where line["type"] == "verdict" {
                    let words = ["obligation", "verdict", "lateBy"].compactMap { line[$0]?.string }
                    log.note("verdict \(incident) \(words.joined(separator: " "))")
                }
            }
            journalled[incident] = rows.count
        }
    }
}
