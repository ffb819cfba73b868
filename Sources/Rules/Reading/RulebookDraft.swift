import Calendars
import JSON

/// The content of a rulebook's documents, each part read, but not yet checked against the others.
struct RulebookDraft {
    typealias Place = RuleReader.Place
    typealias Section = RuleReader.Section

    /// A value read, and its place.
    struct Entry<Value> {
        let value: Value
        let place: Place
    }

    private(set) var settings: Entry<Rulebook.Settings>?
    private(set) var units: [Entry<Unit>] = []
    private(set) var contacts: [Entry<Contact>] = []
    var schedules: [Entry<Schedule>] = []
    private(set) var channels: [Entry<Channel>] = []
    private(set) var policies: [Entry<EscalationPolicy>] = []
    private(set) var calendars: [Entry<WorkCalendar>] = []
    private(set) var mutes: [Entry<Mute>] = []
    private(set) var digests: [Entry<Digest>] = []
    private(set) var rules: [Entry<Rule>] = []
    /// All names defined, including those of members that could not be read.
    private(set) var names: [Section: [String: Place]] = [:]
    var reader: RuleReader

    /// True if every document could be read; otherwise missing names may be in another document.
    let isComplete: Bool

    /// Reads the roots of documents; `isComplete` is true if these are all documents.
    init(_ roots: [(document: Int, root: JSON)], isComplete: Bool, reader: RuleReader) {
        self.reader = reader
        self.isComplete = isComplete
        let first = readSettings(roots)
        // The rulebook's own members take precedence over those of packs under the same name.
        let own = roots.filter { !reader.packed.contains($0.document) }
        let packed = roots.filter { reader.packed.contains($0.document) }
        for (document, root) in own + packed {
            self.reader.document = document
            let keys = ["settings", "use", "pack"] + Section.allCases.map(\.rawValue)
            guard
                let fields = self.reader.fields(root, at: JSONPointer(), keys: keys)
            else { continue }
            if let pack = fields["pack"] { self.reader.pack(pack, at: fields.at("pack")) }
            for section in Section.allCases { read(section, of: fields) }
        }
        if isComplete, first == nil, let document = roots.first?.document {
            let diagnostic = DraftDiagnostic(
                "settings.missing", at: JSONPointer(), "no \"settings\" in any document",
                accepted: "\"zone\" and \"operators\" are required")
            self.reader.note(diagnostic, in: document)
        }
    }

    /// Reads the settings; returns the first document that contains settings.
    private mutating func readSettings(
        _ roots: [(document: Int, root: JSON)]
    ) -> Int? {
        var first: Int?
        let pointer = JSONPointer(["settings"])
        for (document, root) in roots {
            guard let value = root["settings"] else { continue }
            reader.document = document
            if let first {
                reader.note(
                    DraftDiagnostic(
                        "settings.twice", at: pointer, "settings a second time",
                        aim: .key), beside: Place(document: first, pointer: pointer))
                continue
            }
            first = document
            guard let read = reader.settings(value, at: pointer) else { continue }
            reader.zone = read.zone
            let place = Place(document: document, pointer: pointer)
            settings = Entry(value: read, place: place)
        }
        return first
    }

    private mutating func read(
        _ section: Section, of fields: RuleReader.Fields
    ) {
        let pointer = fields.at(section.rawValue)
        guard let value = fields[section.rawValue],
            let members = reader.members(value, at: pointer)
        else { return }
        for member in members {
            let place = Place(
                document: reader.document, pointer: pointer.appending(member.key))
            reader.checkName(member.key, "a \(section.noun)", at: place.pointer)
            if let earlier = names[section]?[member.key] {
                let isOwn = reader.packed.contains(earlier.document)
                if reader.packed.contains(place.document), !isOwn { continue }
                reader.note(
                    DraftDiagnostic(
                        "name.twice", at: place.pointer,
                        "the \(section.noun) \"\(member.key.prefix(80))\" a second time",
                        aim: .key), beside: earlier)
                continue
            }
            names[section, default: [:]][member.key] = place
            add(member, to: section, place)
        }
    }

    private mutating func add(_ member: JSONObject.Member, to section: Section, _ place: Place) {
        let (name, value, pointer) = (member.key, member.value, place.pointer)
        func entry<Value>(_ value: Value) -> Entry<Value> { Entry(value: value, place: place) }
        switch section {
        case .units:
            units += reader.unit(Unit.ID(name), value, at: pointer).map { [entry($0)] } ?? []
        case .contacts:
            let contact = reader.contact(Contact.ID(name), value, at: pointer)
            contacts += contact.map { [entry($0)] } ?? []
        case .schedules:
            let schedule = reader.schedule(Schedule.ID(name), value, at: pointer)
            schedules += schedule.map { [entry($0)] } ?? []
        case .channels:
            let channel = reader.channel(Channel.ID(name), value, at: pointer)
            channels += channel.map { [entry($0)] } ?? []
        case .mutes:
            mutes += reader.mute(Mute.ID(name), value, at: pointer).map { [entry($0)] } ?? []
        case .digests:
            digests += reader.digest(Digest.ID(name), value, at: pointer).map { [entry($0)] } ?? []
        case .policies:
            let policy = reader.policy(EscalationPolicy.ID(name), value, at: pointer)
            policies += policy.map { [entry($0)] } ?? []
        case .calendars:
            let calendar = reader.calendar(WorkCalendar.ID(name), value, at: pointer)
            calendars += calendar.map { [entry($0)] } ?? []
        case .rules:
            rules += reader.rule(Rule.ID(name), value, at: pointer).map { [entry($0)] } ?? []
        }
    }
}
