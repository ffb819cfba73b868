package import Calendars
import Cases
import Deliveries
package import Files
import Intake
import JSON
import Logging
import Messages
package import Rules
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
    private let memory = RulesMemory()

    /// The wait after a change before reading: editors write in several steps.
    private static let quiet = Duration.milliseconds(200)

    package init(
        runtime: Runtime, folder: String, transports: TransportRegistry, factory: TransportFactory,
        hint: Signal, watch: FolderWatcher
    ) {
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
                await memory.refuse("")
                let known = await runtime.currentRules.rules.current
                if rulebook.digest != known.digest
                    || rulebook.templatesDigest != known.templatesDigest
                {
                    await enforce(rulebook, reading)
                }
            } else {
                await memory.refuse(reading.fingerprint)
                await runtime.tellOperators(.rulesRefused, reading.faults)
            }
        }
        return NextStep(at: runtime.timekeeper.instant(after: SchedulerService.waitMax))
    }

    /// Saves the new rules, opens their channels and puts them in force; if saving fails, the next
    /// check tries again.
    private func enforce(_ rulebook: Rulebook, _ reading: RulesReading) async {
        do {
            try await reading.keep(rulebook, in: runtime)
        } catch {
            runtime.logger.error("rules cannot be kept", metadata: ["error": "\(error)"])
            return
        }
        await runtime.enforce(rulebook)
        runtime.logger.notice("rules in force", metadata: ["digest": "\(rulebook.digest)"])
        do {
            try await runtime.commit { try $0.tendBulletins() }
            runtime.clock.notify()
        } catch {
            runtime.logger.error("bulletins are not tended", metadata: ["error": "\(error)"])
        }
        await reopenChannels()
    }

    /// Reopens every channel, reading the secrets again.
    private func reopenChannels() async {
        let rulebook = await runtime.currentRules.rules.current
        let faults = await transports.open(rulebook, with: factory.open)
        for (channel, fault) in faults.sorted(by: { $0.key < $1.key }) {
            await runtime.tellOperators(.deliveryFailed, "channel \(channel): \(fault)")
        }
        runtime.outbox.notify()
    }
}

/// The fingerprint of the rules last refused; empty for none.
private actor RulesMemory {
    private(set) var refused = ""

    func refuse(_ fingerprint: String) {
        refused = fingerprint
    }
}

/// The rules found in their folder at one moment.
package struct RulesReading: Sendable {
    /// All documents, including those of packs that nobody uses.
    package let documents: [RuleDocument]
    /// The documents from which the rulebook was read.
    package let used: [RuleDocument]
    package let rulebook: Rulebook?
    /// The diagnostics in order of place, including warnings.
    package let diagnostics: [Diagnostic]
    /// The files that could not be read.
    package let troubles: [String]

    /// Reads a folder; an unreadable file is added to `troubles`, and then there is no rulebook.
    ///
    /// With `now`, the diagnostics include parts of the rules that expire soon; with `isSet`, the
    /// environment variables that are not set.
    package init(
        folder: String, zones: @escaping @Sendable (String) -> Zone?, at now: Instant? = nil,
        isSet: ((String) -> Bool)? = nil
    ) {
        var documents: [RuleDocument] = []
        var troubles: [String] = []
        var unread: [Diagnostic] = []
        for document in FolderTree.read(folder, where: Self.isRead) {
            switch document.content {
            case .success(let bytes):
                documents.append(
                    RuleDocument(path: document.path, name: document.name, bytes: bytes))
            case .failure where RulebookReader.isAttachment(path: document.name):
                // A rule that imports the file gets its own diagnostic; otherwise the file does not
                // matter.
                break
            case .failure(let error) where RulebookReader.isTemplate(path: document.name):
                unread.append(Self.warning(document.path, "\(error)"))
            case .failure(let error):
                troubles.append("\(error)")
            }
        }
        if troubles.isEmpty,
            documents.allSatisfy({ !RulebookReader.isRuleDocument(path: $0.name) })
        {
            troubles.append("\(folder): no rule documents; accepted are *.json files")
        }
        let outcome = RulebookReader.read(
            documents: documents, zones: zones, at: now, isSet: isSet)
        self.documents = documents
        self.troubles = troubles
        used = outcome.documents
        diagnostics =
            outcome.diagnostics + unread
            + Typesetter(outcome.templates, stopwatch: Timekeeper.monotonic).diagnostics
        rulebook = troubles.isEmpty ? outcome.rulebook : nil
    }

    /// Returns true if a file's name marks it as rules, or as a file that rules can import.
    private static func isRead(_ name: String) -> Bool {
        RulebookReader.isRuleDocument(path: name) || RulebookReader.isAttachment(path: name)
            || RulebookReader.isTemplate(path: name)
    }

    /// Returns a warning for an unreadable template, which does not invalidate the rules: the
    /// built-in text is sent instead.
    private static func warning(_ path: String, _ what: String) -> Diagnostic {
        Diagnostic(
            path: path, place: TextPlace(line: 1, column: 1),
            diagnostic: DraftDiagnostic(
                "template.unreadable", at: JSONPointer(), what, severity: .warning))
    }

    /// The first faults, as reported to the operators.
    package var faults: String {
        let all = troubles + diagnostics.filter { $0.severity == .error }.map(\.description)
        let more = all.count > 5 ? " (and \(all.count - 5) more)" : ""
        return all.prefix(5).joined(separator: "; ") + more
    }

    /// A fingerprint of the folder's content, whether it can be parsed or not.
    package var fingerprint: String {
        SHA256.hexadecimal(RulebookArchive.bytes(of: documents)) + troubles.joined()
    }

    /// Saves the documents under their digest, for obligations pinned to them, and publishes them
    /// as the rules in force.
    package func keep(_ rulebook: Rulebook, in runtime: Runtime) async throws(StoreError) {
        let bytes = RulebookArchive.bytes(of: used)
        let (now, run) = (runtime.timekeeper.now(), runtime.run)
        try await runtime.store.write { transaction in
            try transaction.saveRulebook(rulebook.digest, bytes: bytes, at: now)
            let inForce = try transaction.rulesInForce()
            guard inForce?.digest != rulebook.digest else { return }
            // With one watcher on the store the folder decides; with several, the first to publish
            // does.
            _ = try transaction.publishRules(
                rulebook.digest, after: inForce?.generation, by: run, at: now)
        }
    }
}
