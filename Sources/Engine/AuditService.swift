import Calendars
import Cases
import Logging
package import Rules
import ServiceLifecycle
import Storage
package import Transports

/// Sees to it that the others do their work, and says so outside only while they do.
///
/// It shares nothing with the scheduler but the store: it looks at what should have been done. The
/// address it calls raises the alarm when it calls no more, whatever the reason.
package struct AuditService: Service {
    let office: Office
    let factory: TransportFactory

    /// How often it looks where no heartbeat is asked for.
    private static let every = Duration.seconds(60)
    private static let tolerance = Duration.seconds(120)
    /// How long the same finding is not told again.
    private static let silence = Duration.seconds(3_600)

    private let round = AuditRound()

    package init(office: Office, factory: TransportFactory) {
        self.office = office
        self.factory = factory
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let heartbeat = await office.desk.rules.current.settings.heartbeat
                try? await office.timekeeper.sleep(for: heartbeat?.every ?? Self.every)
                if !Task.isCancelled { await beat() }
            }
        }
    }

    /// Looks once; calls outside if all is well, and tells the operators if not.
    package func beat() async {
        let settings = await office.desk.rules.current.settings
        let findings = await findings(settings)
        guard findings.isEmpty else {
            for finding in findings {
                await office.tellOperators(
                    .auditFailed, finding.text, onceIn: Self.silence, about: finding.about)
            }
            return
        }
        guard let heartbeat = settings.heartbeat else { return }
        do {
            let receipt = try await factory.heartbeat(heartbeat).beat()
            guard case .delivered = receipt else {
                let answer = receipt.answer
                office.logger.warning(
                    "the heartbeat is not heard",
                    metadata: ["answer": "\(answer.code) \(answer.text)"])
                return
            }
        } catch {
            await office.tellOperators(.auditFailed, "heartbeat: \(error)", onceIn: Self.silence)
        }
    }

    /// What is not as it should be.
    package func findings(_ settings: Rulebook.Settings) async -> [AuditFinding] {
        let now = office.timekeeper.now()
        let late = settings.heartbeat?.tolerance ?? Self.tolerance
        var findings: [AuditFinding] = []
        if !Self.sane.contains(now) {
            findings.append(AuditFinding("the clock", "the clock says \(now.rfc3339)"))
        }
        if office.zones(settings.zone.name) == nil {
            findings.append(AuditFinding("the tz database has no zone \(settings.zone.name)"))
        }
        do {
            let place = await round.place
            let seen = try await office.store.read { snapshot in
                try AuditView(of: snapshot, at: now, late: late, from: place)
            }
            await round.go(on: seen.next)
            findings += seen.findings
        } catch {
            findings.append(AuditFinding("the store", "the store cannot be read: \(error)"))
        }
        return findings
    }

    /// No clock that is right says anything else.
    private static let sane = Instant(seconds: 1_700_000_000)..<Instant(seconds: 7_000_000_000)
}

/// How far the round over the cases that wait for nothing has come: each look goes on from there.
private actor AuditRound {
    private(set) var place: QuietPlace?

    func go(on next: QuietPlace?) {
        place = next
    }
}
