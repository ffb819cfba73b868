import Calendars
import JSON

/// A reader of the parts of rule documents that collects all mistakes instead of stopping at the
/// first.
struct RuleReader {
    /// A section of a rule document, whose members have names.
    enum Section: String, CaseIterable {
        case units, contacts, schedules, channels, policies, calendars, mutes, digests, rules

        /// The word for one member.
        var noun: String {
            switch self {
            case .units: "unit"
            case .contacts: "contact"
            case .schedules: "schedule"
            case .channels: "channel"
            case .policies: "policy"
            case .calendars: "calendar"
            case .mutes: "mute"
            case .digests: "digest"
            case .rules: "rule"
            }
        }
    }

    /// The place of a value: a document and a pointer in it.
    struct Place: Hashable {
        let document: Int
        let pointer: JSONPointer
    }

    /// A mistake in a document, and the place it conflicts with, if there is one.
    struct Noted {
        let document: Int
        let diagnostic: DraftDiagnostic
        let earlier: Place?
        /// The line and column in a document that is not JSON; otherwise derived from the pointer.
        let place: TextPlace?
    }

    /// A reference to a name that must be defined somewhere.
    struct Reference {
        let section: Section
        let name: String
        let place: Place
    }

    /// The members of an object whose keys are all known.
    struct Fields {
        let pointer: JSONPointer
        let object: JSONObject

        subscript(key: String) -> JSON? { object[key] }

        func at(_ key: String) -> JSONPointer { pointer.appending(key) }
    }

    let zones: (String) -> Zone?
    let attachments: Attachments
    /// The meaning of calendar files.
    let edition: CalendarEdition
    /// True if a calendar imports a file whose meaning depends on the edition.
    var followsEdition = false
    /// The zone in which dates are read: that of the settings once they are read.
    var zone = Zone.utc
    /// The document being read.
    var document = 0
    private(set) var diagnostics: [Noted] = []
    private(set) var references: [Reference] = []
    /// The groups of units that rules name, with their places.
    private(set) var groups: [(group: UnitGroup, place: Place)] = []
    /// The roles that steps name, with their places.
    private(set) var roles: [(role: UnitRole, place: Place)] = []
    /// The places where a recipient is a mail address.
    private(set) var mailPlaces: [Place] = []
    /// The documents of packs, over which other documents take precedence for the same name.
    var packed: Set<Int> = []
    /// The environment variables used by settings.
    private(set) var variables: [(name: String, place: Place)] = []
    /// The documents from which calendars took days, and schedules shifts.
    var imported: Set<Int> = []
    /// The calendars read so far, with their days.
    var listings: [CalendarListing] = []
    /// The documents of each schedule's feeds, in the order of the feeds.
    var feedFiles: [Schedule.ID: [Int]] = [:]

    init(
        zones: @escaping (String) -> Zone?, attachments: Attachments = Attachments(),
        edition: CalendarEdition = .current
    ) {
        self.zones = zones
        self.edition = edition
        self.attachments = attachments
    }

    mutating func note(
        _ diagnostic: DraftDiagnostic, in document: Int? = nil, beside earlier: Place? = nil,
        on place: TextPlace? = nil
    ) {
        diagnostics.append(
            Noted(
                document: document ?? self.document, diagnostic: diagnostic, earlier: earlier,
                place: place))
    }

    mutating func need(variable name: String, at pointer: JSONPointer) {
        variables.append((name, Place(document: document, pointer: pointer)))
    }

    mutating func refer(_ group: UnitGroup, at pointer: JSONPointer) {
        groups.append((group, Place(document: document, pointer: pointer)))
    }

    mutating func refer(_ role: UnitRole, at pointer: JSONPointer) {
        roles.append((role, Place(document: document, pointer: pointer)))
    }

    mutating func refer(_ section: Section, _ name: String, at pointer: JSONPointer) {
        let place = Place(document: document, pointer: pointer)
        references.append(Reference(section: section, name: name, place: place))
    }
}

// MARK: Objects

extension RuleReader {
    /// Returns true for keys Duebell ignores: `$schema` and those that begin with `//`.
    static func isIgnored(_ key: String) -> Bool {
        key == "$schema" || key.hasPrefix("//")
    }

    /// Reads an object whose keys must be known; nil for any other kind of value.
    ///
    /// Keys in `later` are in the manual, but not supported by this version.
    mutating func fields(
        _ value: JSON, at pointer: JSONPointer, keys: [String], later: [String] = []
    ) -> Fields? {
        guard let members = members(value, at: pointer) else { return nil }
        for key in members.map(\.key) where !keys.contains(key) {
            guard !later.contains(key) else {
                noteLater("\"\(key)\"", at: pointer.appending(key))
                continue
            }
            note(
                DraftDiagnostic(
                    "key.unknown", at: pointer.appending(key), "unknown key \"\(key)\"",
                    accepted: "accepted are " + keys.joined(separator: " "),
                    nearest: nearestName(to: key, among: keys), aim: .key))
        }
        return Fields(pointer: pointer, object: JSONObject(distinct: members))
    }

    /// Reads the members of an object without ignored ones; nil for any other kind of value.
    mutating func members(_ value: JSON, at pointer: JSONPointer) -> [JSONObject.Member]? {
        guard case .object(let object) = value else {
            noteKind(value, at: pointer, "an object")
            return nil
        }
        return object.members.filter { !Self.isIgnored($0.key) }
    }

    mutating func noteKind(_ value: JSON, at pointer: JSONPointer, _ accepted: String) {
        note(
            DraftDiagnostic(
                "value.kind", at: pointer, value.kind, accepted: "accepted is \(accepted)"))
    }

    mutating func noteLater(_ what: String, at pointer: JSONPointer) {
        note(
            DraftDiagnostic(
                "not.yet", at: pointer, "\(what) is not read by this version",
                accepted: "remove it until it is", aim: .key))
    }

    /// Reads a required member.
    mutating func required(_ fields: Fields, _ key: String) -> JSON? {
        if let value = fields[key] { return value }
        note(
            DraftDiagnostic(
                "key.missing", at: fields.pointer, "no \"\(key)\"", accepted: "it is required"))
        return nil
    }
}

// MARK: Values

extension RuleReader {
    /// Reads a nonempty text; nil, with a diagnostic, for anything else.
    mutating func text(_ value: JSON, at pointer: JSONPointer, _ accepted: String) -> String? {
        guard case .string(let text) = value else {
            noteKind(value, at: pointer, accepted)
            return nil
        }
        guard !text.isEmpty else {
            note(
                DraftDiagnostic(
                    "value.empty", at: pointer, "an empty string",
                    accepted: "accepted is \(accepted)"))
            return nil
        }
        return text
    }

    /// Reads the text of an optional key.
    mutating func text(_ fields: Fields, _ key: String, _ accepted: String) -> String? {
        fields[key].flatMap { text($0, at: fields.at(key), accepted) }
    }

    /// Reads the text of a required key.
    mutating func requiredText(_ fields: Fields, _ key: String, _ accepted: String) -> String? {
        required(fields, key).flatMap { text($0, at: fields.at(key), accepted) }
    }

    /// Reads a text that satisfies a predicate; `form` names it, as in "accepted is FORM".
    mutating func text(
        _ value: JSON, at pointer: JSONPointer, _ form: String, _ code: String,
        where isGood: (String) -> Bool
    ) -> String? {
        guard let text = text(value, at: pointer, form) else { return nil }
        guard isGood(text) else {
            noteValue(text, code, at: pointer, form)
            return nil
        }
        return text
    }

    mutating func noteValue(
        _ text: String, _ code: String, at pointer: JSONPointer, _ accepted: String,
        nearest: String? = nil
    ) {
        // An address with a user may contain a password, which must not be repeated.
        let holdsLogin = text.contains("://") && text.contains("@")
        let found = holdsLogin ? "an address with a user in it" : "\"\(text.prefix(80))\""
        note(
            DraftDiagnostic(
                code, at: pointer, found, accepted: "accepted is \(accepted)", nearest: nearest)
        )
    }

    /// Reads one of the words of an enumeration.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ fields: Fields, _ key: String, _: Word.Type
    ) -> Word? where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        let accepted = words.joined(separator: " or ")
        guard let text = text(fields, key, accepted) else { return nil }
        if let word = Word(rawValue: text) { return word }
        noteValue(
            text, "value.word", at: fields.at(key), accepted,
            nearest: nearestName(to: text, among: words))
        return nil
    }

    /// Reads a nonempty array of texts.
    mutating func texts(
        _ value: JSON, at pointer: JSONPointer, _ form: String
    ) -> [String]? {
        elements(value, at: pointer, "a list, each \(form)")?.enumerated().compactMap {
            text($1, at: pointer.appending($0), form)
        }
    }

    /// Reads the elements of a nonempty array.
    mutating func elements(_ value: JSON, at pointer: JSONPointer, _ accepted: String) -> [JSON]? {
        guard case .array(let elements) = value else {
            noteKind(value, at: pointer, accepted)
            return nil
        }
        guard !elements.isEmpty else {
            note(
                DraftDiagnostic(
                    "value.empty", at: pointer, "an empty array",
                    accepted: "accepted is \(accepted)"))
            return nil
        }
        return elements
    }

    mutating func period(_ value: JSON, at pointer: JSONPointer, positive: Bool = false) -> Period?
    {
        let form = "a period such as 2h, 1h30m, PT2H or P1D" + (positive ? ", not 0" : "")
        guard let text = text(value, at: pointer, form) else { return nil }
        guard let period = Period(text), !positive || !period.isZero else {
            noteValue(text, "period.form", at: pointer, form)
            return nil
        }
        return period
    }

    /// Reads a period without a civil part: hours, minutes, seconds.
    mutating func exactPeriod(_ value: JSON, at pointer: JSONPointer) -> Duration? {
        guard let period = period(value, at: pointer, positive: true) else { return nil }
        if let duration = period.exactDuration { return duration }
        noteValue(
            value.string ?? "", "period.civil", at: pointer, "an exact period such as 30m or PT2H")
        return nil
    }

    /// Reads a condition, with its mistakes and a warning where it orders times as texts.
    mutating func condition(_ value: JSON, at pointer: JSONPointer) -> Condition? {
        warnOfTextOrder(value, at: pointer)
        warnOfConstant(value, at: pointer)
        let operators = value.object?.members.filter { !Self.isIgnored($0.key) }.count
        if let operators, operators != 1 {
            note(
                DraftDiagnostic(
                    "condition.literal", at: pointer, "an object with \(operators) operators",
                    accepted: "accepted is JsonLogic, an object with one operator such as "
                        + "{\"and\": […]}"))
            return nil
        }
        do throws(RuleErrors) {
            return try Condition(value, at: pointer)
        } catch {
            for diagnostic in error.all { note(diagnostic) }
            return nil
        }
    }

    /// Warns of a literal other than true and false, which is probably a path without its `var`.
    private mutating func warnOfConstant(_ value: JSON, at pointer: JSONPointer) {
        switch value {
        case .bool, .object: return
        case .null, .number, .string, .array: break
        }
        let holds = (try? Condition(value, at: pointer))?.holds(over: .null)
        note(
            DraftDiagnostic(
                "condition.constant", at: pointer,
                "\(value.kind) as a condition, which \(holds == false ? "never" : "always") holds",
                accepted: "write true or false if that is meant, else JsonLogic such as "
                    + "{\"var\": \"incident.severity\"}", severity: .warning))
    }

    private mutating func warnOfTextOrder(_ value: JSON, at pointer: JSONPointer) {
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                warnOfTextOrder(element, at: pointer.appending(index))
            }
        case .object(let object):
            for member in object.members {
                let place = pointer.appending(member.key)
                warnOfTextOrder(member.value, at: place)
                guard ["<", "<=", ">", ">="].contains(member.key),
                    let path = member.value.array?.compactMap({ Self.timePath($0) }).first
                else { continue }
                note(
                    DraftDiagnostic(
                        "condition.text-order", at: place,
                        "\"\(member.key)\" compares \"\(path)\" as text",
                        accepted: "\"before\" and \"after\" compare times", aim: .key,
                        severity: .warning))
            }
        case .null, .bool, .number, .string: break
        }
    }

    /// Returns the path of a `var` with a name like that of a time.
    private static func timePath(_ value: JSON) -> String? {
        guard let path = value["var"]?.string ?? value["var"]?.array?.first?.string else {
            return nil
        }
        let isTime =
            path.hasSuffix("At") || path.hasSuffix("Time") || path.lowercased().hasSuffix("date")
            || path.contains(".times.")
        return isTime ? path : nil
    }

    /// Reads `contact:x`, `schedule:x` or `mailto:a@b`.
    mutating func recipient(_ value: JSON, at pointer: JSONPointer) -> Recipient? {
        let form = "contact:NAME, schedule:NAME or mailto:ADDRESS"
        guard let text = text(value, at: pointer, form) else { return nil }
        return recipient(text, at: pointer, form)
    }

    mutating func recipient(
        _ text: String, at pointer: JSONPointer, _ form: String
    ) -> Recipient? {
        if text.hasPrefix("contact:") {
            let name = String(text.dropFirst(8))
            refer(.contacts, name, at: pointer)
            return .contact(Contact.ID(name))
        }
        if text.hasPrefix("mailto:"), TextForm.isMailAddress(String(text.dropFirst(7))) {
            mailPlaces.append(Place(document: document, pointer: pointer))
            return .mail(String(text.dropFirst(7)))
        }
        if text.hasPrefix("schedule:") {
            let name = String(text.dropFirst(9))
            refer(.schedules, name, at: pointer)
            return .schedule(Schedule.ID(name))
        }
        noteValue(text, "recipient.form", at: pointer, form)
        return nil
    }

    mutating func zone(_ value: JSON, at pointer: JSONPointer) -> Zone? {
        let form = "a zone of the tz database such as Asia/Shanghai"
        guard let name = text(value, at: pointer, form) else { return nil }
        if let zone = zones(name) { return zone }
        noteValue(name, "zone.unknown", at: pointer, form)
        return nil
    }
}
