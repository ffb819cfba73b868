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

/// The service that reads what mail servers report of mails they could not deliver after all.
///
/// A report makes the delivery refused, though it was delivered before, and the next way to the
/// person is taken. It may be read twice; the second time nothing is left to settle.
package struct BounceService: Service {
    let runtime: Runtime
    /// The folder in which relative paths of the rulebook begin.
    let stateFolder: String
    let scanEvery: Duration

    /// The most mails that are looked at in one transaction.
    private static let batchMax = 100

    package init(runtime: Runtime, stateFolder: String, scanEvery: Duration = .seconds(30)) {
        self.runtime = runtime
        self.stateFolder = stateFolder
        self.scanEvery = scanEvery
    }

    /// Runs until told to stop; follows the rules in force to other folders.
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
                    runtime.logger.notice("scanning only", metadata: ["why": "\(error)"])
                }
                let next = await step(at: runtime.timekeeper.now())
                await next.wait(by: runtime.timekeeper, for: signal)
            }
        }
    }

    /// Reads everything that waits and settles what it says; returns when to look again, unless a
    /// folder changes sooner.
    package func step(at now: Instant) async -> NextStep {
        for box in await boxes() {
            while true {
                let post = await box.box.post(atMost: Self.batchMax)
                await tell(post.unreadable, "cannot be read", of: box)
                let letters = post.letters
                guard !letters.isEmpty, let done = await keep(letters, of: box, at: now)
                else { break }
                let failures = await box.box.setAside(done)
                await tell(failures, "cannot be put away", of: box)
                // What stays would be read again at once, and for ever.
                if letters.count < Self.batchMax || done.count - failures.count < letters.count {
                    break
                }
            }
        }
        return NextStep(at: runtime.timekeeper.instant(after: scanEvery))
    }

    /// Each such mail may be one that came back, so operators are told; it stays where it is.
    private func tell(
        _ mails: [(name: FileName, why: String)], _ what: String, of box: ChannelBox
    ) async {
        guard let first = mails.first else { return }
        let others = mails.count > 1 ? " (+\(mails.count - 1))" : ""
        await runtime.tellOperators(
            .intakeFailed, "\(box.folder)/new/\(first.name)\(others) \(what): \(first.why)",
            onceIn: Self.silence, about: "bounces \(box.folder) \(what)")
    }

    /// The span after which an unchanged failure is told again.
    private static let silence = Duration.seconds(6 * 3_600)

    /// The folder of one channel.
    private struct ChannelBox {
        let channel: Channel.ID
        let folder: String
        let box: BounceBox
    }

    /// A delivery that came back, and what the server said.
    private struct Returned {
        let entry: OutboxEntry
        let answer: Receipt.Answer
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

    /// Keeps what letters report; those that are done with, or nil where nothing can be kept.
    ///
    /// What is being sent at this moment is settled first, or its success would hide its failure.
    private func keep(
        _ letters: [BounceBox.Letter], of box: ChannelBox, at now: Instant
    ) async -> [BounceBox.Letter]? {
        let logger = runtime.logger
        do {
            // Beside the writer, which has enough to do.
            let found = try await runtime.store.read { snapshot in
                try letters.map { letter in
                    let returned = try letter.report.map {
                        try Self.returned(by: $0, on: box.channel, in: snapshot)
                    }
                    return (letter, returned ?? [])
                }
            }
            let done = found.filter { _, returned in
                !returned.contains { ($0.entry.lease?.until ?? now) > now }
            }
            for (letter, returned) in done
            where returned.isEmpty && (letter.report != nil || letter.isOfNobody) {
                logger.notice(
                    "a report of undelivered mail is of none of ours",
                    metadata: ["folder": "\(box.folder)", "name": "\(letter.name)"])
            }
            // A mail that stays in its place is read again, and so may a second report be.
            var seen = Set<Delivery.ID>()
            let returned = done.flatMap(\.1).filter {
                $0.entry.state != .refused && seen.insert($0.entry.id).inserted
            }
            if !returned.isEmpty {
                try await runtime.commit { transaction in
                    for one in returned { try transaction.bounce(one.entry, one.answer, logger) }
                }
            }
            return done.map(\.0)
        } catch {
            logger.error("a bounce cannot be kept", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// The deliveries that a report is about, each with what the server said.
    private static func returned(
        by report: BounceReport, on channel: Channel.ID, in snapshot: any StoreSnapshot
    ) throws -> [Returned] {
        if let id = report.delivery, let entry = try snapshot.delivery(id)?.entry,
            entry.channel == channel
        {
            return report.failures.prefix(1).map { Returned(entry: entry, answer: $0.answer) }
        }
        guard let group = report.message else { return [] }
        let entries = try snapshot.entries(in: group).filter { $0.channel == channel }
        return report.failures.compactMap { failure in
            let named = entries.first {
                $0.address?.lowercased() == failure.recipient?.lowercased()
            }
            // A forwarded address is another one; where there was only one, it is plain.
            let only = entries.count == 1 && report.failures.count == 1 ? entries.first : nil
            return (named ?? only).map { Returned(entry: $0, answer: failure.answer) }
        }
    }
}

extension CaseTransaction {
    /// Settles a delivery that came back, and does what follows from that; once.
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
}
