import ArgumentParser
import Calendars
import Cases
import Deliveries
import DirectoryIntake
import Engine
import Intake
import Messages
import Queries
import Rules
import Storage
import Transports

/// The subject of a preview message: a reason, and a case from the store or from records.
struct SubjectOptions: ParsableArguments {
    @Option(help: "Reason for the message: \(Self.reasons.joined(separator: ", ")).")
    var reason: String?
    @Option(
        help: "Records to use instead of the store: a file or a folder of files.",
        completion: .file())
    var records: String?
    @Option(
        help: "Time of the preview (RFC 3339). Default: now, or the time of the last record.",
        transform: Times.instant)
    var at: Instant?

    /// Previews of several incidents in one message, and of a message with its content left out.
    private static let bundle = "bundle", masked = "masked"
    private static let reasons =
        Notice.Reason.allCases.map(\.rawValue) + Delivery.Operation.Kind.allCases.map(\.rawValue)
        + ["test", bundle, masked]

    /// The matter of a message and the data for its text.
    struct Subject {
        let matter: Delivery.Matter
        /// The incidents; the first is the main one.
        var incidents: [Case] = []
        let rulebook: Rulebook
        let now: Instant
        /// True if the content is left out, whatever the channel may carry.
        var isMasked = false

        /// Returns the message as it would be sent, from the rulebook's templates if any; prints
        /// the faults of those.
        func message(
            to delivery: Delivery, as occasion: Message.Occasion, in language: Language?
        ) throws -> Message {
            let cases = Dictionary(incidents.map { ($0.id, $0) }) { first, _ in first }
            let message = Message(
                [delivery], of: cases, at: now, by: rulebook, as: occasion, in: language,
                masked: isMasked)
            guard let message else {
                throw Failure(.findings, "there is no current content for \(delivery.to)")
            }
            let typesetter = Typesetter(rulebook.templates, stopwatch: Timekeeper.monotonic)
            let outcome = typesetter.set(message)
            // What is wrong with a file was told when it was read.
            let told = Set(typesetter.diagnostics.map(\.description))
            for fault in outcome.faults where !told.contains(fault) {
                Terminal.complain("duebell: \(fault)")
            }
            return outcome.message
        }
    }

    /// Returns the subject of the message.
    ///
    /// With `isTest`, a test message unless a reason, incident or records are given.
    func subject(
        _ incident: String?, isTest: Bool = false, _ settings: Settings
    ) async throws -> Subject {
        let isAsked = reason != nil || incident != nil || records != nil
        if reason == "test" || (isTest && !isAsked) {
            return Subject(
                matter: .test,
                rulebook: try RulesFolder.rulebook(settings[.rules], tellingTemplates: true),
                now: at ?? Timekeeper.system.now())
        }
        if let kind = reason.flatMap(Delivery.Operation.Kind.init(rawValue:)) {
            let now = at ?? Timekeeper.system.now()
            return Subject(
                matter: .operation(.sample(kind, at: now)),
                rulebook: try RulesFolder.rulebook(settings[.rules], tellingTemplates: true),
                now: now)
        }
        let why = try noticeReason()
        let found = try await standing(incident, settings)
        let parts = try found.incidents.compactMap { incident in
            try part(incident, why, at: found.now)
        }
        guard !parts.isEmpty else {
            throw Failure(.findings, "no report is due on any of the incidents")
        }
        let matter: Delivery.Matter =
            reason == Self.bundle
            ? .combined(Delivery.CombinedMessage(parts: parts))
            : .incident(parts[0].incident, parts[0].items)
        return Subject(
            matter: matter, incidents: found.incidents, rulebook: found.rulebook, now: found.now,
            isMasked: reason == Self.masked)
    }

    /// Returns the items of a preview about an incident; nil, in a preview of several, if there is
    /// nothing to say about it.
    ///
    /// A reason that contradicts the incident's state is refused: its text would be untrue.
    private func part(
        _ incident: Case, _ why: Notice.Reason?, at now: Instant
    ) throws -> Delivery.CombinedMessage.Part? {
        if let reason = why ?? incident.likelyReason(at: now) {
            let items = incident.samples(for: reason, at: now)
            if !items.isEmpty {
                return Delivery.CombinedMessage.Part(incident: incident.id, items: items)
            }
        }
        if reason == Self.bundle { return nil }
        let fitting = incident.fittingReasons(at: now).map(\.rawValue)
        throw Failure(
            .findings,
            "\(incident.id): no message is sent for "
                + (why.map { "`\($0.rawValue)`" } ?? "any reason") + " as the incident stands at "
                + now.rfc3339
                + (fitting.isEmpty ? "" : "; possible are \(fitting.joined(separator: " "))"))
    }

    private func noticeReason() throws -> Notice.Reason? {
        guard let reason, reason != Self.bundle, reason != Self.masked else { return nil }
        guard let known = Notice.Reason(rawValue: reason) else {
            let nearest = nearestName(to: reason, among: Self.reasons)
            throw ValidationError(
                "--reason: found `\(reason)`; accepted are \(Self.reasons.joined(separator: " "))"
                    + (nearest.map { "; nearest is `\($0)`" } ?? ""))
        }
        return known
    }

    private struct PreviewSource {
        /// The incidents, at least one; several only for a combined message.
        let incidents: [Case]
        let rulebook: Rulebook
        let now: Instant
    }

    private func standing(_ id: String?, _ settings: Settings) async throws -> PreviewSource {
        guard let records else {
            guard id != nil || reason == Self.bundle else {
                throw ValidationError("an incident is required, or --records with one")
            }
            let archive = try await StoreReader(settings)
            let now = at ?? archive.now
            if let id {
                let known = try await archive.incident(id)
                return PreviewSource(incidents: [known], rulebook: archive.rulebook, now: now)
            }
            let rows = try await archive.cases(phase: .open, limit: Self.bundled)
            var incidents: [Case] = []
            for row in rows {
                if let known = try? await archive.incident(of: row) { incidents.append(known) }
            }
            guard !incidents.isEmpty else { throw Failure(.findings, "no incident is open") }
            return PreviewSource(incidents: incidents, rulebook: archive.rulebook, now: now)
        }
        let rulebook = try RulesFolder.rulebook(settings[.rules], tellingTemplates: true)
        let reading: RecordFiles.Reading
        do {
            reading = try RecordFiles.read(records)
        } catch {
            throw Failure(.noInput, "\(error)")
        }
        for rejection in reading.rejections { Terminal.complain("\(rejection)") }
        let wanted = try wanted(id, in: reading.records)
        let last = reading.records.filter { !$0.incidents.allSatisfy { !wanted.contains($0) } }
            .map(\.arrivedAt).max()
        let now = at ?? last ?? Timekeeper.system.now()
        let simulation = Simulation(rules: PinnedRulebooks(current: rulebook))
        let incidents = wanted.compactMap {
            simulation.standing(of: $0, in: reading.records, at: now)
        }
        guard !incidents.isEmpty else {
            let names = wanted.map { "`\($0)`" }.joined(separator: ", ")
            throw Failure(.findings, "no record of the incident \(names) had arrived by then")
        }
        return PreviewSource(incidents: incidents, rulebook: rulebook, now: now)
    }

    /// The number of incidents in a previewed combined message.
    private static let bundled = 5

    /// Returns the incidents in the records that the message is about.
    private func wanted(_ id: String?, in records: [Record]) throws -> [Incident.ID] {
        if let id { return [Incident.ID(id)] }
        let ids = Set(records.map(\.incident)).sorted()
        if reason == Self.bundle, !ids.isEmpty { return Array(ids.prefix(Self.bundled)) }
        guard ids.count == 1 else {
            let names = ids.map(\.text).prefix(20).joined(separator: " ")
            throw ValidationError("the records cover several incidents; name one of \(names)")
        }
        return ids
    }
}

extension Recipient {
    /// Reads a recipient from the command line: `contact:NAME`, `schedule:NAME`, `NAME` or
    /// `mailto:ADDRESS`.
    init(argument: String) throws {
        if argument.hasPrefix("mailto:") {
            let address = String(argument.dropFirst(7))
            guard MailAddress(address) != nil else {
                throw ValidationError(
                    "found `\(argument)`; accepted is an address such as mailto:duty@city.example")
            }
            self = .mail(address)
        } else if argument.hasPrefix("schedule:") {
            self = .schedule(Schedule.ID(String(argument.dropFirst(9))))
        } else {
            let name = argument.hasPrefix("contact:") ? String(argument.dropFirst(8)) : argument
            self = .contact(Contact.ID(name))
        }
    }
}
