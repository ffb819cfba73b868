import Cases
import Deliveries
import Rules

/// The actions for the reader of a message about several matters, the reader's own reports first.
struct MatterActions {
    /// The matters with the same action.
    fileprivate struct Kind: Hashable {
        let reason: Notice.Reason
        let role: ReaderRole
        let isVerbalFirst: Bool
        /// True for a bulletin that never came.
        let isMissedBulletin: Bool
    }

    private let scope: IncidentScope
    private var kinds: [Kind] = []
    private var matters: [Kind: [SaidItem]] = [:]

    /// The maximum number of sentences; nobody follows more.
    private static let sentencesMax = 3

    init(_ all: [SaidItem], in scope: IncidentScope) {
        self.scope = scope
        // What has ended asks for nothing, unless there is nothing else.
        let open = all.filter { !$0.item.reason.isEnd }
        for matter in open.isEmpty ? Array(all.prefix(1)) : open {
            let kind = Kind(matter, in: scope)
            if matters[kind] == nil { kinds.append(kind) }
            matters[kind, default: []].append(matter)
        }
        // What can still be done comes before what is past.
        let past = kinds.filter(\.isMissedBulletin)
        let rest = kinds.filter { !$0.isMissedBulletin }
        kinds = rest.filter { $0.role == .owing } + rest.filter { $0.role != .owing } + past
    }

    /// The sentences, each action once.
    var sentences: [String] {
        var said: [String] = []
        for kind in kinds {
            let sentence = sentence(kind)
            if !said.contains(sentence) { said.append(sentence) }
        }
        return Array(said.prefix(Self.sentencesMax))
    }

    private func sentence(_ kind: Kind) -> String {
        if kind.isMissedBulletin { return scope.phrases.missedBulletin() }
        let own = matters[kind] ?? []
        var owing: [String] = []
        var awaiting: [String] = []
        for matter in own {
            let name = matter.obligation.map { scope.name(of: $0.owing) }
            if let name, !owing.contains(name) { owing.append(name) }
            if let name = matter.awaiting, !awaiting.contains(name) { awaiting.append(name) }
        }
        let namesAwaiting = kinds.count(where: { !$0.isMissedBulletin }) > 1 && !awaiting.isEmpty
        let parties = ActionParties(
            owing: owing, awaiting: namesAwaiting ? scope.phrases.allOf(awaiting) : nil)
        let action = scope.phrases.action(
            kind.reason, kind.role, parties, isVerbalFirst: kind.isVerbalFirst)
        return scope.withNumbers(action, about: own.first?.obligation)
    }
}

extension MatterActions.Kind {
    fileprivate init(_ matter: SaidItem, in scope: IncidentScope) {
        let obligation = matter.obligation
        reason = matter.item.reason.acting(isLate: matter.left == nil, in: obligation)
        role = obligation.map(scope.role(in:)) ?? .other
        isVerbalFirst = obligation.map(scope.isVerbalFirst) ?? false
        isMissedBulletin = reason == .missed && scope.incident.subject.bulletin != nil
    }
}

extension Notice.Reason {
    /// Returns the reason that stands for all with the same action.
    fileprivate func acting(isLate: Bool, in obligation: Obligation?) -> Notice.Reason {
        switch self {
        case .overdue, .stillOverdue: .overdue
        case .opened, .approaching: .approaching
        case .catchUp: isLate && obligation?.dueAt != nil ? .overdue : .approaching
        // A late report counts although it lacks what is required of late ones.
        case .insufficient: obligation?.isOpen == false ? .incomplete : .insufficient
        default: self
        }
    }
}
