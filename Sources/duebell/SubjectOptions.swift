import ArgumentParser
import Calendars
import Cases
import Engine
import Intake
import Rules
import Texts
import Transports

/// What a message that is only to be seen is about: a reason, and the case as the store has it, or
/// as some records leave it.
struct SubjectOptions: ParsableArguments {
    @Option(help: "Why it is sent: \(Self.reasons.joined(separator: ", ")).")
    var reason: String?
    @Option(
        help: "Records to look at in place of the store: a file, or a folder of such files.",
        completion: .file())
    var records: String?
    @Option(
        help: "The time at which it is looked at (RFC 3339); else now, or the last record's.",
        transform: Times.instant)
    var at: Instant?

    private static let reasons =
        Notice.Reason.allCases.map(\.rawValue) + Delivery.Operation.Kind.allCases.map(\.rawValue)
        + ["test"]

    /// A matter, and everything its words are taken from.
    struct Subject {
        let matter: Delivery.Matter
        let incident: Case?
        let rulebook: Rulebook
        let now: Instant

        /// What would be sent, in people's own words where they wrote some; what is wrong with
        /// those is complained of.
        func message(
            to delivery: Delivery, as occasion: Message.Occasion, in language: Language?
        ) throws -> Message {
            let cases = incident.map { [$0.id: $0] } ?? [:]
            let message = Message(
                [delivery], of: cases, at: now, by: rulebook, as: occasion, in: language)
            guard let message else {
                throw Failure(.findings, "there is nothing to say to \(delivery.to)")
            }
            let outcome = Typesetter(rulebook.templates).set(message)
            for fault in outcome.faults { Terminal.complain("duebell: \(fault)") }
            return outcome.message
        }
    }

    /// What is to be said; `isTest`: nothing but that it is a test.
    func subject(
        _ incident: String?, isTest: Bool = false, _ settings: Settings
    ) async throws -> Subject {
        if isTest || reason == "test" {
            return Subject(
                matter: .test, incident: nil, rulebook: try RulesFolder.rulebook(settings[.rules]),
                now: at ?? Timekeeper.system.now())
        }
        if let kind = reason.flatMap(Delivery.Operation.Kind.init(rawValue:)) {
            let detail = "rules/units.json:3:5"
            return Subject(
                matter: .operation(Delivery.Operation(kind: kind, detail: detail)), incident: nil,
                rulebook: try RulesFolder.rulebook(settings[.rules]),
                now: at ?? Timekeeper.system.now())
        }
        let found = try await standing(incident, at: at, settings)
        let why = try noticeReason() ?? found.incident.likelyReason(at: found.now)
        return Subject(
            matter: .incident(
                found.incident.id, found.incident.samples(for: why, at: found.now)),
            incident: found.incident, rulebook: found.rulebook, now: found.now)
    }

    private func noticeReason() throws -> Notice.Reason? {
        guard let reason else { return nil }
        guard let known = Notice.Reason(rawValue: reason) else {
            let nearest = nearestName(to: reason, among: Self.reasons)
            throw ValidationError(
                "--reason: found `\(reason)`; accepted are \(Self.reasons.joined(separator: " "))"
                    + (nearest.map { "; nearest is `\($0)`" } ?? ""))
        }
        return known
    }

    private func standing(
        _ id: String?, at time: Instant?, _ settings: Settings
    ) async throws -> (incident: Case, rulebook: Rulebook, now: Instant) {
        guard let records else {
            guard let id else {
                throw ValidationError("an incident is needed, or --records with one")
            }
            let archive = try await Archive(settings)
            return (try await archive.incident(id), archive.rulebook, time ?? archive.now)
        }
        let rulebook = try RulesFolder.rulebook(settings[.rules])
        let reading: RecordFiles.Reading
        do {
            reading = try RecordFiles.read(records)
        } catch {
            throw Failure(.noInput, "\(error)")
        }
        for refusal in reading.refusals { Terminal.complain("\(refusal)") }
        let ids = Set(reading.records.map(\.incident))
        guard let wanted = id.map({ Incident.ID($0) }) ?? (ids.count == 1 ? ids.first : nil) else {
            let names = ids.map(\.text).sorted().prefix(20).joined(separator: " ")
            throw ValidationError("the records are of several incidents; name one of \(names)")
        }
        let last = reading.records.filter { $0.incident == wanted }.map(\.arrivedAt).max()
        let now = time ?? last ?? Timekeeper.system.now()
        let simulation = Simulation(rules: Rulebooks(current: rulebook))
        let incident = simulation.standing(of: wanted, in: reading.records, at: now)
        guard let incident else {
            throw Failure(.findings, "no record of an incident `\(wanted)` has come by then")
        }
        return (incident, rulebook, now)
    }
}

extension Recipient {
    /// Whom somebody means on the command line: `contact:NAME`, `schedule:NAME`, `NAME` or
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
