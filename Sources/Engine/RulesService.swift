package import Calendars
import Cases
import Deliveries
package import Files
import Intake
import JSON
package import Logging
import Messages
import Rules
import ServiceLifecycle
package import Storage
package import Transports
import UnixSignals

/// The service that puts changed rules in force: all steps that can fail come first, then the swap.
///
/// A faulty edit leaves the old rules in force and alerts the operators with the wrong line.
package struct RulesService: Service {
    let runtime: Runtime
    let folder: String
    let transports: TransportRegistry
    let factory: TransportFactory
    /// Notified when a file below the folder may have changed.
    let hint: Signal
    let watch: FolderWatcher
    private let memory: RulesMemory

    /// The wait after a change before reading: editors write in several steps.
    private static let quiet = Duration.milliseconds(200)

    /// Creates the service; `digest` is that of the rules read from the folder at the start.
    package init(
        runtime: Runtime, folder: String, transports: TransportRegistry, factory: TransportFactory,
        hint: Signal, watch: FolderWatcher, digest: String? = nil
    ) {
        memory = RulesMemory(digest)
        self.runtime = runtime
        self.folder = folder
        self.transports = transports
        self.factory = factory
        self.hint = hint
        self.watch = watch
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) {
                        await reopenChannels()
                        hint.notify()
                    }
                }
                group.addTask { await reloadOnChange() }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func reloadOnChange() async {
        _ = watch.renew(folders: FolderTree.folders(of: folder))
        // A file may have changed between the first reading and the start of the watch.
        var next = NextStep(at: runtime.timekeeper.now())
        while true {
            await next.wait(by: runtime.timekeeper, for: hint)
            if Task.isCancelled { return }
            try? await runtime.timekeeper.pause(for: Self.quiet)
            next = await step(at: runtime.timekeeper.now())
        }
    }

    /// Puts the rules of the folder in force if they changed, or reports their faults; returns the
    /// time of the next check, unless a file changes sooner.
    package func step(at now: Instant) async -> NextStep {
        // Before the reading, so that a later change gives a signal again.
        _ = watch.renew(folders: FolderTree.folders(of: folder))
        let reading = RulesReading(folder: folder, zones: runtime.zones)
        if await memory.refused != reading.fingerprint {
            if let rulebook = reading.rulebook {
                let wasRefused = await !memory.refused.isEmpty
                await memory.refuse("")
                let known = await runtime.currentRules.rules.current
                if await isNews(rulebook, beside: known) {
                    await enforce(rulebook, reading, wasRefused: wasRefused)
                } else if wasRefused {
                    runtime.logger.notice(
                        "rules readable again, unchanged", metadata: ["digest": "\(known.digest)"])
                }
            } else {
                await memory.refuse(reading.fingerprint)
                runtime.logger.warning(
                    "rules refused; the older ones stay in force",
                    metadata: ["faults": "\(reading.faults)"])
                await runtime.tellOperators(.rulesRefused, reading.faults)
            }
        }
        await follow(reading)
        return NextStep(at: runtime.timekeeper.instant(after: SchedulerService.waitMax))
    }

    /// Returns true if the rules of the folder are to be put in force.
    ///
    /// Where several watchers share a store, only a folder that changed puts rules in force: an
    /// unchanged one may be older than that of another machine.
    private func isNews(_ rulebook: Rulebook, beside known: Rulebook) async -> Bool {
        let before = await memory.read(rulebook.digest)
        if rulebook.digest == known.digest {
            return rulebook.templatesDigest != known.templatesDigest
        }
        return !runtime.isShared || before != rulebook.digest
    }

    /// Puts rules in force that another watcher has published.
    private func follow(_ reading: RulesReading) async {
        guard runtime.isShared else { return }
        do {
            guard let rulebook = try await reading.publishedElsewhere(in: runtime) else { return }
            await use(rulebook)
            runtime.logger.notice(
                "rules in force, published by another watcher",
                metadata: ["digest": "\(rulebook.digest)"])
        } catch {
            runtime.logger.error("rules cannot be read", metadata: ["error": "\(error)"])
        }
    }

    /// Saves the new rules, opens their channels and puts them in force; if saving fails, the next
    /// check tries again.
    private func enforce(
        _ rulebook: Rulebook, _ reading: RulesReading, wasRefused: Bool
    ) async {
        let change: RulesChange?
        do {
            change = try await reading.keep(rulebook, in: runtime)
        } catch {
            runtime.logger.error("rules cannot be stored", metadata: ["error": "\(error)"])
            return
        }
        await use(rulebook)
        var metadata =
            change?.metadata ?? [
                "digest": "\(rulebook.digest)", "changed": "templates",
            ]
        if wasRefused { metadata["after"] = "refused rules" }
        runtime.logger.notice("rules in force", metadata: metadata)
    }

    /// Uses rules that are saved, and opens their channels.
    private func use(_ rulebook: Rulebook) async {
        await runtime.enforce(rulebook)
        do {
            try await runtime.commit { try $0.tendBulletins() }
            runtime.clock.notify()
        } catch {
            runtime.logger.error("bulletins cannot be updated", metadata: ["error": "\(error)"])
        }
        await reopenChannels()
    }

    /// Reopens every channel, reading the secrets again.
    private func reopenChannels() async {
        let rulebook = await runtime.currentRules.rules.current
        let faults = await transports.open(rulebook, with: factory.open)
        for (channel, fault) in faults.sorted(by: { $0.key < $1.key }) {
            await runtime.tellOperators(
                Delivery.Operation(
                    kind: .deliveryFailed,
                    finding: HealthIssue(.channelUnopened, [channel.text, "\(fault)"])))
        }
        runtime.outbox.notify()
    }
}

extension RulesChange {
    /// The change for the log.
    package var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["digest": "\(digest)"]
        metadata["before"] = before.map { "\($0)" }
        let lists = [("changed", changed), ("added", added), ("removed", removed)]
        for (key, names) in lists where !names.isEmpty {
            let more = names.count > 10 ? " …" : ""
            metadata[key] = "\(names.prefix(10).joined(separator: " "))\(more)"
        }
        return metadata
    }
}

/// The fingerprint of the rules last refused; empty for none.
private actor RulesMemory {
    private(set) var refused = ""
    /// The digest of the rules last read from the folder.
    private var digest: String?

    init(_ digest: String?) {
        self.digest = digest
    }

    /// Remembers the digest of the rules in the folder; returns the one before.
    func read(_ digest: String) -> String? {
        defer { self.digest = digest }
        return self.digest
    }

    func refuse(_ fingerprint: String) {
        refused = fingerprint
    }
}
