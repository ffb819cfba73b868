package import Calendars
import Cases
import Deliveries
import Files
import Intake
import Logging
import Rules
import ServiceLifecycle
import Storage
import Transports

/// The service that reads bounce reports: mails that a server accepted and could not deliver.
///
/// A report turns a delivered delivery into a refused one, and the next contact method of the
/// person is tried. A report may be read twice; the second reading finds nothing to settle.
package struct BounceService: Service {
    let runtime: Runtime
    /// The folder to which relative paths of the rulebook refer.
    let stateFolder: String
    let scanEvery: Duration

    /// The number of mails handled in one transaction.
    private static let batchMax = 100

    package init(runtime: Runtime, stateFolder: String, scanEvery: Duration = .seconds(30)) {
        self.runtime = runtime
        self.stateFolder = stateFolder
        self.scanEvery = scanEvery
    }

    /// Runs until told to stop; switches to other folders when the rules change.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            let signal = Signal(by: runtime.timekeeper)
            var watched: [String] = []
            var watch: FolderWatcher?
            while !Task.isCancelled {
                let folders = await boxes().map(\.folder)
                if folders != watched {
                    watched = folders
                    watch =
                        folders.isEmpty ? nil : FolderWatcher(folders: folders) { signal.notify() }
                }
                for error in watch?.renew() ?? [] {
                    runtime.logger.notice(
                        "change notifications unavailable; scanning only",
                        metadata: ["why": "\(error)"])
                }
                let next = await step(at: runtime.timekeeper.now())
                await next.wait(by: runtime.timekeeper, for: signal)
            }
        }
    }

    /// Handles all waiting reports; returns the time of the next scan, unless a folder changes
    /// sooner.
    package func step(at now: Instant) async -> NextStep {
        for box in await boxes() {
            while true {
                let post = await box.box.post(atMost: Self.batchMax)
                await tell(post.unreadable, .bounceUnreadable, of: box)
                let letters = post.letters
                guard !letters.isEmpty, let done = await keep(letters, of: box, at: now)
                else { break }
                let failures = await box.box.setAside(done)
                await tell(failures, .bounceStays, of: box)
                // A mail that stays would be read again at once, in an endless loop.
                if letters.count < Self.batchMax || done.count - failures.count < letters.count {
                    break
                }
            }
        }
        return NextStep(at: runtime.timekeeper.instant(after: scanEvery))
    }

    /// Alerts the operators to unreadable mails, each possibly a bounce report; the mails stay in
    /// place.
    private func tell(
        _ mails: [(name: FileName, why: String)], _ kind: HealthIssue.Kind, of box: ChannelBox
    ) async {
        guard let first = mails.first else { return }
        let others = mails.count > 1 ? " (+\(mails.count - 1))" : ""
        await runtime.tellOperators(
            Delivery.Operation(
                kind: .intakeFailed,
                finding: HealthIssue(
                    kind, ["\(box.folder)/new/\(first.name)\(others)", first.why])),
            onceIn: Self.silence, about: "bounces \(box.folder) \(kind.rawValue)")
    }

    /// The time after which an unchanged failure is reported again.
    private static let silence = Duration.seconds(6 * 3_600)

    /// The folder of one channel.
    private struct ChannelBox {
        let channel: Channel.ID
        let folder: String
        let box: BounceBox
    }

    /// A delivery that a mail is about.
    private struct Named {
        let entry: OutboxEntry
        /// The server's answer; nil if the mail reports no failure.
        let answer: Receipt.Answer?
    }

    private func boxes() async -> [ChannelBox] {
        let channels = await runtime.currentRules.rules.current.channels.values
        return channels.compactMap { channel in
            guard case .email(let email) = channel.kind, let bounces = email.bounces else {
                return nil
            }
            let isAbsolute = bounces.maildir.hasPrefix("/")
            let folder = isAbsolute ? bounces.maildir : stateFolder + "/" + bounces.maildir
            return ChannelBox(
                channel: channel.id, folder: folder,
                box: BounceBox(path: folder, verp: bounces.verp))
        }.sorted { $0.channel.text < $1.channel.text }
    }

    /// Settles the deliveries that mails report; returns the handled mails, or nil if the store
    /// fails.
    ///
    /// A mail about a delivery with a current lease waits until the attempt is settled; otherwise
    /// the success of the attempt would hide the failure.
    private func keep(
        _ letters: [BounceBox.Letter], of box: ChannelBox, at now: Instant
    ) async -> [BounceBox.Letter]? {
        let logger = runtime.logger
        do {
            // Read beside the writer, which is busy enough.
            let found = try await runtime.store.read { snapshot in
                try letters.map { letter in
                    (letter, try Self.named(by: letter.report, on: box.channel, in: snapshot))
                }
            }
            let done = found.filter { _, named in
                !named.contains { ($0.entry.lease?.until ?? now) > now }
            }
            for (letter, named) in done
            where named.isEmpty && letter.report.verdict != .unchanged {
                logger.notice(
                    "bounce does not belong to any message",
                    metadata: ["folder": "\(box.folder)", "name": "\(letter.name)"])
            }
            // A mail that could not be moved is read again, and a second report may arrive.
            var seen = Set<Delivery.ID>()
            let returned = done.flatMap(\.1).filter {
                $0.answer != nil && $0.entry.state != .refused
                    && seen.insert($0.entry.id).inserted
            }
            let unclear = done.filter { $0.0.report.verdict == .unclear && !$0.1.isEmpty }
            if !returned.isEmpty || !unclear.isEmpty {
                try await runtime.commit { transaction in
                    for one in returned {
                        guard let answer = one.answer else { continue }
                        try transaction.bounce(one.entry, answer, logger)
                    }
                    for (letter, named) in unclear {
                        try transaction.tellUnclear(named[0].entry, at: box.box.place(of: letter))
                    }
                }
            }
            return done.map(\.0)
        } catch {
            logger.error("bounce cannot be stored", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Returns the deliveries that a mail is about: the failed ones with the server's answer, or
    /// all that an unclear mail may be about.
    private static func named(
        by report: BounceReport, on channel: Channel.ID, in snapshot: any StoreSnapshot
    ) throws -> [Named] {
        guard report.verdict != .unchanged else { return [] }
        if let id = report.delivery, let entry = try snapshot.delivery(id)?.entry,
            entry.channel == channel
        {
            return [Named(entry: entry, answer: report.failures.first?.answer)]
        }
        guard let group = report.message else { return [] }
        let entries = try snapshot.entries(in: group).filter { $0.channel == channel }
        if report.verdict == .unclear { return entries.map { Named(entry: $0, answer: nil) } }
        let named = report.failures.compactMap { failure in
            entries.first { $0.address?.lowercased() == failure.recipient?.lowercased() }
                .map { Named(entry: $0, answer: failure.answer) }
        }
        // A forwarded address differs from ours; with a single recipient the match is clear.
        guard named.isEmpty, entries.count == 1 else { return named }
        return [Named(entry: entries[0], answer: report.failures.first?.answer)]
    }
}

extension CaseTransaction {
    /// Settles a bounced delivery as refused and passes its content on; once.
    fileprivate mutating func bounce(
        _ entry: OutboxEntry, _ answer: Receipt.Answer, _ logger: Logger
    ) throws {
        let attempt = AttemptRow(
            startedAt: now, endedAt: now, code: answer.code, text: answer.text)
        let settled = try settle([
            Settlement(delivery: entry.id, fence: .none, outcome: .refused, attempt: attempt)
        ])
        guard settled == [.settled], let delivery = try? entry.delivery() else { return }
        try passOn(delivery, after: answer, logger: logger)
    }

    /// Alerts the operators to a mail of a mail system that cannot be read as a failure or a delay;
    /// once for each mail.
    fileprivate mutating func tellUnclear(_ entry: OutboxEntry, at place: String) throws {
        let recipient = entry.address ?? entry.recipient
        let finding = HealthIssue(
            .bounceUnclear, [entry.id.text, recipient, entry.channel.text, place])
        try tell(
            Delivery.Operation(kind: .deliveryFailed, finding: finding), onceIn: Self.memory,
            about: place)
    }

    /// The time within which the same mail is not reported again; it may be read twice.
    private static let memory = Duration.seconds(24 * 3_600)
}
