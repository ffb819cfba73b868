import Calendars
import Cases
import Engine
import Files
import Foundation
import JSON
import Queries
import Rules
import Storage
import Watcher

/// A command that records something: its options, the rules, and the database if there is one.
struct RecordSession {
    let options: RecordOptions
    let settings: Settings
    /// The rules; nil if they cannot be read.
    let rulebook: Rulebook?
    /// The database; nil if no watcher has ever run here.
    let reader: StoreReader?
    let now: Instant
    let language: Language
    let refusals: RefusalPhrases

    init(_ options: RecordOptions) async throws {
        self.options = options
        settings = try options.places.settings()
        reader = try await Self.reader(settings)
        rulebook =
            reader?.rulebook
            ?? RulesReading(folder: settings[.rules], zones: ZoneFiles.system.zone(named:)).rulebook
        now = reader?.now ?? Timekeeper.system.now()
        language =
            TerminalLanguage.current
            ?? rulebook?.settings.language ?? .english
        refusals = RefusalPhrases(language)
        if rulebook == nil { Terminal.complain("duebell: \(refusals.rulesUnread)") }
    }

    var view: RecordView { RecordView(rulebook, at: now, in: language) }

    /// The rules by which an effect is computed; nil if there are none.
    func rules(of incident: Case?) async throws -> PinnedRulebooks? {
        if let reader, let incident { return try await reader.rules(of: incident) }
        return rulebook.map { PinnedRulebooks(current: $0) }
    }

    /// Opens the database; nil if there is none yet.
    private static func reader(_ settings: Settings) async throws -> StoreReader? {
        if case .sqlite(let path) = try settings.location,
            !FileManager.default.fileExists(atPath: path)
        {
            return nil
        }
        return try await StoreReader(settings)
    }

    /// True if a watcher runs on the database.
    var isWatched: Bool {
        get async throws {
            if let shared = reader?.store as? any SharedStore {
                return try await shared.watchers().contains(where: \.isPresent)
            }
            return FileLock.isHeld(path: try settings.database + ".lock")
        }
    }
}

// MARK: What was typed

extension RecordSession {
    /// Returns a time as typed for an option, in the zone of the settings.
    ///
    /// Refuses a time that lies ahead where the past is meant, unless the caller asks for one:
    /// most are typing errors.
    func time(
        _ typed: String?, _ option: String, on side: TypedTime.Side = .past
    ) throws -> RecordTime {
        let zone = rulebook?.settings.zone
        guard let typed else {
            return RecordTime(text: now.rfc3339(in: zone ?? .utc), isAbsolute: false)
        }
        let side = options.inFuture ? .ahead : side
        let at: Instant
        do {
            at = try TypedTime.instant(typed, at: now, in: zone, on: side)
        } catch {
            throw Failure(.usage, refusals.time(option, typed, error, in: zone))
        }
        if side == .past, at > now + TypedTime.skewMax {
            throw Failure(.data, refusals.liesAhead(option, view.time(at)))
        }
        let isAbsolute = (try? Instant(rfc3339: typed)) != nil
        return RecordTime(
            text: isAbsolute ? typed : at.rfc3339(in: zone ?? .utc), isAbsolute: isAbsolute)
    }

    /// Returns the time of the option `--at`, or now.
    func at() throws -> RecordTime { try time(options.at, "--at") }

    /// The person of the option `--by`, or the contact of the user who runs the command; nil if
    /// there is neither.
    var by: String? {
        options.by ?? rulebook?.settings.users[RecordSubmission.user]?.text
    }

    func requiredBy() throws -> String {
        guard let by else { throw Failure(.usage, refusals.noContact(RecordSubmission.user)) }
        return by
    }

    /// Returns a unit by its id, or by its name as people know it.
    func unit(_ typed: String) -> String {
        guard let units = rulebook?.units, units[Unit.ID(typed)] == nil else { return typed }
        let named = units.values.filter { $0.name == typed }
        return named.count == 1 ? named[0].id.text : typed
    }

    /// Returns the names of units as typed; one option may name several, with commas between them.
    func units(_ typed: [String]) -> [String] {
        typed.flatMap { $0.split(whereSeparator: { ",，、".contains($0) }) }
            .map { unit($0.trimmingCharacters(in: .whitespaces)) }.filter { !$0.isEmpty }
    }

    func required(_ value: String?, _ option: String, _ what: String) throws -> String {
        guard let value else { throw Failure(.usage, refusals.required(option, what)) }
        return value
    }
}

extension String {
    /// Returns a name for a record: a letter for its type, the time in a zone, and four random
    /// characters.
    static func recordName(
        _ letter: String, at now: Instant, in zone: Zone,
        by chance: inout some RandomNumberGenerator
    ) -> String {
        // Without characters that are mistaken for one another on the telephone.
        let characters = Array("23456789abcdefghkmnpqrstuvwxyz")
        let random = (0..<4).map { _ in characters.randomElement(using: &chance) ?? "2" }
        let digits = zone.civil(at: now).minuteText.filter(\.isNumber)
        return "\(letter)-\(digits.prefix(8))-\(digits.suffix(4))-\(String(random))"
    }
}
