package import Calendars
import Cases
import Deliveries
import Logging
import Rules
import ServiceLifecycle
import Storage

/// The service that sends the digests at the times of their schedules.
///
/// A time passed while no watcher ran is made up for at the start, once: of several times, only the
/// latest is sent.
package struct DigestService: SteppingService {
    let runtime: Runtime

    /// The longest wait, so that a change of the rules or of the clock is noticed.
    private static let waitMax = Duration.seconds(60)

    /// The time within which a recipient who cannot be reached is not reported again.
    private static let silence = Duration.seconds(20 * 3_600)

    package init(runtime: Runtime) {
        self.runtime = runtime
    }

    package func run() async throws {
        await makeSteps()
    }

    /// Sends the digests whose time has come; returns the time of the next one.
    package func step(at now: Instant) async -> NextStep {
        var next = now + Self.waitMax
        let rulebook = await runtime.currentRules.rules.current
        for digest in rulebook.digests {
            do {
                if let due = try await send(digest, at: now, by: rulebook) { next = min(next, due) }
            } catch {
                runtime.logger.error(
                    "a digest cannot be sent",
                    metadata: ["digest": "\(digest.id)", "error": "\(error)"])
            }
        }
        return NextStep(at: max(next, now))
    }

    /// Sends a digest if its time has come; returns its next time.
    private func send(
        _ digest: Digest, at now: Instant, by rulebook: Rulebook
    ) async throws -> Instant? {
        guard let next = digest.cron.next(after: now, in: digest.zone) else { return nil }
        let (due, told) = try await runtime.store.read { snapshot in
            (try snapshot.marker(digest.nextKey), try snapshot.marker(digest.toldKey))
        }
        guard let due else {
            try await runtime.commit { try $0.begin(digest, next: next) }
            return next
        }
        guard due <= now else { return min(due, next) }
        let at = digest.latestTime(from: due, until: now)
        let lists = try await runtime.store.read { snapshot in
            try DigestReader(digest, since: told ?? due, at: at, now: now, by: rulebook)
                .lists(in: snapshot)
        }
        let deliveries = lists.compactMap { rulebook.delivery(of: $0.list, to: $0.person, at: now) }
        try await runtime.commit { try $0.send(digest, deliveries, at: at, next: next) }
        runtime.logger.info(
            "digest sent",
            metadata: ["digest": "\(digest.id)", "messages": "\(deliveries.count)"])
        for list in lists where rulebook.reaches(of: list.person, via: nil).isEmpty {
            let names = [digest.id.text, "\(list.person)"]
            await runtime.tellOperators(
                Delivery.Operation(
                    kind: .deliveryFailed, finding: HealthIssue(.digestUnaddressed, names)),
                onceIn: Self.silence)
        }
        return next
    }
}
