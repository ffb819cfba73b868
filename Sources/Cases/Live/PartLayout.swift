import JSON
import Rules

/// The division of a case into a head and parts.
struct PartLayout: Sendable {
    /// The kinds of content that are stored apart.
    private(set) var kinds: Set<PartKind> = []
    /// The slot of each fault, by its subject.
    private var faultSlots: [String: Int] = [:]
    private var nextFaultSlot = 0

    /// The number of elements above which a kind of content is stored apart, and then always is.
    var inlineMax = 64

    init(inlineMax: Int) {
        self.inlineMax = inlineMax
    }

    /// Creates the layout of a stored case.
    init(_ kinds: Set<PartKind>, faultSlots: [String: Int]) {
        self.kinds = kinds
        self.faultSlots = faultSlots
        nextFaultSlot = (faultSlots.values.max() ?? -1) + 1
    }

    /// Returns what must be stored for a case with a difference from its stored state.
    mutating func stored(_ incident: Case, _ difference: CaseDifference) -> StoredCase {
        let known = kinds
        for kind in PartKind.allCases where incident.count(of: kind) > inlineMax {
            kinds.insert(kind)
        }
        var stored = StoredCase(
            head: kinds.isEmpty ? incident.encoded() : incident.head(without: kinds),
            hasParts: !kinds.isEmpty)
        for kind in PartKind.allCases where kinds.contains(kind) {
            let isNew = !known.contains(kind)
            switch difference {
            case .all: add(kind, of: incident, before: nil, to: &stored)
            case .from(let before):
                add(kind, of: incident, before: isNew ? nil : before, to: &stored)
            case .some(let changes):
                if isNew {
                    add(kind, of: incident, before: nil, to: &stored)
                } else {
                    add(kind, of: incident, changes, to: &stored)
                }
            }
        }
        return stored
    }

    /// Adds the few parts of a kind that changed.
    private mutating func add(
        _ kind: PartKind, of incident: Case, _ changes: CaseChanges, to stored: inout StoredCase
    ) {
        switch kind {
        case .reports:
            stored.saved += changes.reports.compactMap { record in
                incident.report(record).flatMap { incident.reports.part($0, kind, \.json) }
            }
        case .obligations:
            for place in changes.places(in: incident)
            where changes.obligations[place] != incident.obligations[place] {
                stored.saved.append(incident.obligations.part(place))
            }
        case .faults:
            for about in changes.faults {
                guard let fault = incident.faults[about] else { continue }
                stored.saved.append(part(of: fault, about))
            }
        default: break
        }
    }

    /// Adds the parts of a kind that differ from those of a stored case; all without one.
    private mutating func add(
        _ kind: PartKind, of now: Case, before: Case?, to stored: inout StoredCase
    ) {
        func add<S: Statement>(_ path: KeyPath<Case, Statements<S>>, _ json: (S) -> JSON) {
            let old = before?[keyPath: path]
            now[keyPath: path].addParts(kind, since: old, to: &stored, json)
        }
        switch kind {
        case .reports: add(\.reports, \.json)
        case .acknowledgements: add(\.acknowledgements, \.json)
        case .closures: add(\.closures, \.json)
        case .retractions: add(\.retractions, \.json)
        case .sightings: add(\.sightings, \.json)
        case .instructions: add(\.instructions, \.json)
        case .reliefs: add(\.reliefs, \.json)
        case .findings: add(\.findings, \.json)
        case .obligations: now.obligations.addParts(since: before?.obligations, to: &stored)
        case .faults: addFaults(of: now, before: before, to: &stored)
        }
    }

    private mutating func addFaults(of now: Case, before: Case?, to stored: inout StoredCase) {
        for about in (before?.faults ?? [:]).keys.sorted() where now.faults[about] == nil {
            guard let slot = faultSlots.removeValue(forKey: about) else { continue }
            stored.removed.append(PartKind.faults.number(slot))
        }
        for (about, fault) in now.faults.sorted(by: { $0.key < $1.key })
        where before?.faults[about] != fault {
            stored.saved.append(part(of: fault, about))
        }
    }

    private mutating func part(of fault: Fault, _ about: String) -> CasePart {
        let slot = faultSlots[about] ?? nextFaultSlot
        nextFaultSlot = max(nextFaultSlot, slot + 1)
        faultSlots[about] = slot
        return CasePart(
            number: PartKind.faults.number(slot),
            body: JSON.array([.string(about), fault.json]).bytes())
    }
}

extension Statements {
    /// Returns the part of a statement.
    fileprivate func part(
        _ statement: Element, _ kind: PartKind, _ json: (Element) -> JSON
    ) -> CasePart? {
        slot(of: statement.record).map {
            CasePart(number: kind.number($0), body: json(statement).bytes())
        }
    }

    /// Adds the parts that differ from those of stored statements.
    fileprivate func addParts(
        _ kind: PartKind, since before: Self?, to stored: inout StoredCase,
        _ json: (Element) -> JSON
    ) {
        if let before {
            if isIdentical(to: before) { return }
            for old in before {
                guard let slot = before.slot(of: old.record), self.slot(of: old.record) != slot
                else { continue }
                stored.removed.append(kind.number(slot))
            }
        }
        for statement in self
        where before?[statement.record] != statement
            || before?.slot(of: statement.record) != slot(of: statement.record)
        {
            if let part = part(statement, kind, json) { stored.saved.append(part) }
        }
    }
}

extension Obligations {
    /// Returns the part of the obligation at a place.
    fileprivate func part(_ place: Int) -> CasePart {
        CasePart(number: PartKind.obligations.number(place), body: self[place].json.bytes())
    }

    /// Adds the parts that differ from those of stored obligations.
    fileprivate func addParts(since before: Self?, to stored: inout StoredCase) {
        for place in indices {
            if let before, place < before.count, before[place] == self[place] { continue }
            stored.saved.append(part(place))
        }
        for place in endIndex..<Swift.max(endIndex, before?.endIndex ?? 0) {
            stored.removed.append(PartKind.obligations.number(place))
        }
    }
}
