import CSV
package import Calendars
import JSON

/// A reader that turns the documents of `rules/` into a rulebook, or into all their mistakes.
package enum RulebookReader {
    /// The result of reading a rulebook.
    package struct Outcome: Sendable {
        /// The rulebook; nil if there is any error, since nothing is loaded in part.
        package let rulebook: Rulebook?
        /// The errors and warnings, by path and place.
        package let diagnostics: [Diagnostic]
        /// The documents read, in order: all except those of unused packs.
        package let documents: [RuleDocument]
        /// The message templates, unparsed: the rulebook's own, then those of the packs in use.
        package let templates: [RuleDocument]
        /// The calendars that could be read, each with its days.
        package let calendars: [CalendarListing]
    }

    /// The maximum number of diagnostics of one reading.
    private static let diagnosticsMax = 1_000

    /// Returns true for a rule document: `*.json`, but no schema, test, hidden or backup file, and
    /// the tables `units.csv` and `contacts.csv`.
    ///
    /// The path is relative to the folder of the rulebook.
    package static func isRuleDocument(path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let name = parts.last, !parts.contains(where: { $0.hasPrefix(".") }) else {
            return false
        }
        if RuleTableKind(path: path) != nil { return true }
        return name.hasSuffix(".json") && !name.contains(".dpkg-")
            && !name.hasSuffix(".schema.json")
            && !name.hasSuffix(".test.json")
    }

    /// Returns true for an importable file that is never a rule document: `*.ics` and `*.txt`.
    package static func isAttachment(path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let name = parts.last, name.hasSuffix(".ics") || name.hasSuffix(".txt") else {
            return false
        }
        return !parts.contains { $0.hasPrefix(".") }
    }

    /// Returns true for a template of message texts: `*.mustache`.
    package static func isTemplate(path: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.last?.hasSuffix(".mustache") == true && !parts.contains { $0.hasPrefix(".") }
    }

    /// Reads documents in byte order of their names; `zones` looks up tz database names.
    ///
    /// Attachments, templates and JSON imported by a calendar may be among them. If `now` is given,
    /// the result warns of everything that expires soon; if `isSet` is given, of each environment
    /// variable that is not set. `isKept` is true for a stored rulebook that was valid when it was
    /// put in force: checks that came later do not invalidate it, and its `edition` is that of its
    /// time.
    package static func read(
        documents: [RuleDocument], zones: @escaping (String) -> Zone?, at now: Instant? = nil,
        isSet: ((String) -> Bool)? = nil, isKept: Bool = false,
        edition: CalendarEdition = .current
    ) -> Outcome {
        let sorted = documents.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let templates = sorted.filter { isTemplate(path: $0.name) }
        let rules = sorted.filter {
            !isAttachment(path: $0.name) && !isTemplate(path: $0.name)
        }
        // Rule documents come first, so that their numbers do not depend on other files.
        let documents = rules + sorted.filter { isAttachment(path: $0.name) }
        guard !rules.isEmpty else { return nothing }
        let attachments = Attachments(documents)
        var shelf = PackSelection(rules.map(\.name))
        var reader = RuleReader(zones: zones, attachments: attachments, edition: edition)
        reader.packed = shelf.packed
        let parsed = parse(documents, of: &shelf, by: &reader)
        let (roots, tables) = (parsed.roots, parsed.tables)
        var diagnostics = parsed.diagnostics
        let days = attachments.days(imported: roots)
        var draft = RulebookDraft(
            roots.filter { !days.contains($0.document) }, isComplete: diagnostics.isEmpty,
            reader: reader)
        if !isKept { draft.refuseNulls(in: roots) }
        check(&draft, at: now, isSet: isSet, isKept: isKept)
        diagnostics += placed(draft.reader.diagnostics, documents, tables)
        diagnostics = Self.sorted(diagnostics)
        let used = draft.reader.imported.union(shelf.used).sorted().map { documents[$0] }
        let hasErrors = diagnostics.contains(where: \.isError)
        let texts = shelf.atHand(templates)
        let digest = Self.digest(of: used, draft.reader.followsEdition ? edition : .wholeDays)
        let rulebook = hasErrors ? nil : rulebook(of: draft, digest: digest, templates: texts)
        return Outcome(
            rulebook: rulebook, diagnostics: diagnostics, documents: used, templates: texts,
            calendars: draft.reader.listings)
    }

    /// The documents as parsed, with the mistakes of those that cannot be.
    private struct Parsed {
        /// The roots in the order of the documents.
        var roots: [(document: Int, root: JSON)] = []
        var tables: [Int: RuleTable] = [:]
        var diagnostics: [Diagnostic] = []
    }

    /// Parses the documents of a selection, which grows by the packs they use.
    private static func parse(
        _ documents: [RuleDocument], of shelf: inout PackSelection, by reader: inout RuleReader
    ) -> Parsed {
        var parsed = Parsed()
        while let index = shelf.next() {
            if let kind = RuleTableKind(path: documents[index].name) {
                let (table, mistakes) = self.table(documents[index], of: kind)
                parsed.diagnostics += mistakes
                parsed.tables[index] = table
                if let table { parsed.roots.append((index, table.root)) }
                continue
            }
            do throws(JSONError) {
                let root = try JSONReader.read(documents[index].bytes, limits: .rules)
                parsed.roots.append((index, root))
                reader.document = index
                shelf.open(reader.uses(root, of: shelf))
            } catch {
                parsed.diagnostics.append(diagnostic(of: error, in: documents[index]))
            }
        }
        parsed.roots.sort { $0.document < $1.document }
        return parsed
    }

    /// Checks a draft as far as is asked for.
    private static func check(
        _ draft: inout RulebookDraft, at now: Instant?, isSet: ((String) -> Bool)?, isKept: Bool
    ) {
        draft.check()
        if !isKept { draft.checkLastSteps() }
        if let now { draft.foresee(from: now) }
        if let isSet {
            draft.warnOfUnset(isSet)
            draft.warnOfClassification()
        }
    }

    private static var nothing: Outcome {
        let diagnostic = DraftDiagnostic(
            "rules.none", at: JSONPointer(), "no rule documents", accepted: "*.json files")
        let place = TextPlace(line: 1, column: 1)
        return Outcome(
            rulebook: nil,
            diagnostics: [Diagnostic(path: "rules", place: place, diagnostic: diagnostic)],
            documents: [], templates: [], calendars: [])
    }

    private static func rulebook(
        of draft: RulebookDraft, digest: String, templates: [RuleDocument]
    ) -> Rulebook? {
        draft.settings.map {
            Rulebook(
                digest: digest, settings: $0.value, units: draft.units.map(\.value),
                contacts: draft.contacts.map(\.value), schedules: draft.schedules.map(\.value),
                channels: draft.channels.map(\.value),
                policies: draft.policies.map(\.value),
                calendars: draft.calendars.map(\.value), mutes: draft.mutes.map(\.value),
                digests: draft.digests.map(\.value), rules: draft.rules.map(\.value),
                templates: templates,
                templatesDigest: templates.isEmpty ? "" : Self.digest(of: templates))
        }
    }

    private static func diagnostic(of fault: JSONError, in document: RuleDocument) -> Diagnostic {
        let code = if case .duplicateKey = fault.reason { "json.key-twice" } else { "json.syntax" }
        return Diagnostic(
            path: document.path, place: fault.place(in: document.bytes),
            diagnostic: DraftDiagnostic(
                code, at: JSONPointer(), fault.description(in: document.bytes)))
    }

    /// Reads a table of units or contacts; the table is nil if it cannot be divided into rows.
    private static func table(
        _ document: RuleDocument, of kind: RuleTableKind
    ) -> (RuleTable?, [Diagnostic]) {
        do throws(CSVError) {
            let table = try RuleTable(document.bytes, of: kind)
            return (
                table,
                table.mistakes.map {
                    Diagnostic(path: document.path, place: $0.place, diagnostic: $0.diagnostic)
                }
            )
        } catch {
            let diagnostic = Diagnostic(
                path: document.path, place: error.place,
                diagnostic: RuleTable.diagnostic(of: error))
            return (nil, [diagnostic])
        }
    }

    private static func placed(
        _ noted: [RuleReader.Noted], _ documents: [RuleDocument], _ tables: [Int: RuleTable]
    ) -> [Diagnostic] {
        let errors = noted.filter { $0.diagnostic.severity == .error }
        let warnings = noted.filter { $0.diagnostic.severity == .warning }
        var known: [Int: JSONPositions] = [:]
        func place(_ document: Int, _ pointer: JSONPointer, _ aim: DraftDiagnostic.Aim) -> TextPlace
        {
            if let table = tables[document] { return table.place(of: pointer) }
            let bytes = documents[document].bytes
            if known[document] == nil, let root = try? JSONReader.read(bytes, limits: .rules) {
                known[document] = JSONPositions(of: root, in: bytes)
            }
            let positions = known[document]
            let found = aim == .key ? positions?.key(at: pointer) : positions?.value(at: pointer)
            return found ?? TextPlace(line: 1, column: 1)
        }
        return (errors + warnings).prefix(diagnosticsMax).map { noted in
            var diagnostic = noted.diagnostic
            if let earlier = noted.earlier {
                let first = place(earlier.document, earlier.pointer, .key)
                let path = documents[earlier.document].path
                diagnostic = diagnostic.accepting(
                    "the first is at \(path):\(first.line):\(first.column)")
            }
            return Diagnostic(
                path: documents[noted.document].path,
                place: noted.place ?? place(noted.document, diagnostic.pointer, diagnostic.aim),
                diagnostic: diagnostic)
        }
    }

    private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        Set(diagnostics).sorted { left, right in
            guard left.path == right.path else {
                return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
            }
            return (left.place, left.description) < (right.place, right.description)
        }
    }

    /// Returns the SHA-256 over names and bytes, each preceded by its length, in reading order, and
    /// over the edition of the calendar files after the first.
    ///
    /// A digest stands for one meaning: the same files read by another edition have another digest.
    private static func digest(
        of documents: [RuleDocument], _ edition: CalendarEdition = .wholeDays
    ) -> String {
        func counted(_ bytes: [UInt8]) -> [UInt8] {
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { [UInt8]($0) } + bytes
        }
        let mark =
            switch edition {
            case .wholeDays: [UInt8]()
            case .current: counted(Array("calendars".utf8)) + counted([2])
            }
        return SHA256.hexadecimal(
            documents.flatMap { counted([UInt8]($0.name.utf8)) + counted($0.bytes) } + mark)
    }
}
