package import Calendars
import Cases
import Deliveries
import Files
import Intake
import JSON
import Logging
import Messages
package import Rules
import ServiceLifecycle
package import Storage
import Transports
import UnixSignals

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
    /// The calendars that could be read, each with its days.
    package let calendars: [CalendarListing]

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
        calendars = outcome.calendars
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
    /// as the rules in force; returns the change, or nil if these rules are in force already.
    ///
    /// Rules that the store knows and that other rules have replaced are not published at a start
    /// with `isStart`: the folder of this machine is older than that of another.
    @discardableResult
    package func keep(
        _ rulebook: Rulebook, in runtime: Runtime, isStart: Bool = false
    ) async throws(StoreError) -> RulesChange? {
        let mayBeOld = isStart && runtime.isShared
        let bytes = RulebookArchive.bytes(of: used)
        let (now, run) = (runtime.timekeeper.now(), runtime.run)
        return try await runtime.store.write { [used] transaction in
            let isKnown = mayBeOld ? try transaction.rulebook(rulebook.digest) != nil : false
            try transaction.saveRulebook(rulebook.digest, bytes: bytes, at: now)
            let inForce = try transaction.rulesInForce()
            guard inForce?.digest != rulebook.digest, !isKnown || inForce == nil else {
                return nil
            }
            let previous = try inForce.flatMap { try transaction.rulebook($0.digest) }
            let change = RulesChange(
                at: now, digest: rulebook.digest, documents: used, before: inForce?.digest,
                previous: previous.map(RulebookArchive.documents(in:)) ?? [])
            // With one watcher on the store the folder decides; with several, the first to publish
            // does.
            let isPublished = try transaction.publishRules(
                rulebook.digest, after: inForce?.generation, by: run, at: now)
            guard isPublished else { return nil }
            try transaction.append([
                JournalRow(incident: nil, at: now, body: JSON.array([change.json]).bytes())
            ])
            return change
        }
    }

    /// Returns the rules that another watcher put in force, with the templates of this folder; nil
    /// if they are this watcher's already, or this version of Duebell does not understand them.
    package func publishedElsewhere(
        in runtime: Runtime
    ) async throws(StoreError) -> Rulebook? {
        let current = await runtime.currentRules.rules.current.digest
        let found = try await runtime.store.read { snapshot in
            let inForce = try snapshot.rulesInForce()
            let isOther = inForce.map { $0.digest != current } ?? false
            let bytes =
                isOther ? try inForce.flatMap { try snapshot.rulebook($0.digest) } : nil
            return (inForce: inForce, bytes: bytes)
        }
        await runtime.currentRules.note(generation: found.inForce?.generation)
        guard let digest = found.inForce?.digest, let bytes = found.bytes else { return nil }
        let templates = documents.filter { RulebookReader.isTemplate(path: $0.name) }
        let documents = RulebookArchive.documents(in: bytes) + templates
        for edition in [CalendarEdition.current, .wholeDays] {
            let read = RulebookReader.read(
                documents: documents, zones: runtime.zones, isKept: true, edition: edition)
            if read.rulebook?.digest == digest { return read.rulebook }
        }
        runtime.logger.error(
            "rules of another watcher are not understood", metadata: ["digest": "\(digest)"])
        return nil
    }
}
