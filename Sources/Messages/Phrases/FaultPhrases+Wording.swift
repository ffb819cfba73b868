package import Cases
import Rules

extension FaultPhrases: FaultWording {
    package func text(_ detail: FaultDetail) -> String {
        switch detail {
        case .about(let subject, .unfit(let route, let reason)):
            language == .chinese
                ? "\(text(subject))（\(text(route))）：\(text(reason))"
                : "\(text(subject)) \(text(route)): \(text(reason))"
        case .about(let subject, let detail): text(subject) + colon + text(detail)
        case .several(let details): details.map(text).joined(separator: semicolon)
        case .legacy(let sentence): sentence
        default: record(detail) ?? report(detail) ?? knowledge(detail) ?? rules(detail) ?? ""
        }
    }
}

extension FaultPhrases {
    /// Returns the name of a kind of fault; in English the name that programs use.
    package func text(_ kind: Fault.Kind) -> String {
        guard language == .chinese else { return kind.rawValue }
        return switch kind {
        case .bypassed: "越级"
        case .insufficient: "不合要求"
        case .incomplete: "要素不全"
        case .unmatched: "未能对应"
        case .implausible: "时间存疑"
        case .wrong: "误报"
        case .knownElsewhere: "外界先知"
        case .suspectedConcealment: "疑似瞒报"
        case .feedLate: "记录晚到"
        case .undecidable: "无法判定"
        case .nobody: "无人可通知"
        case .premature: "报送过早"
        case .watcherDown: "值守中断"
        case .limit: "已达上限"
        }
    }

    /// Returns the kind and the facts of a fault.
    package func text(_ fault: Fault) -> String { text(fault.kind) + colon + text(fault.detail) }

    /// Returns the subject of a fault; a record by its type and id.
    package func text(_ subject: FaultSubject) -> String {
        guard case .record(let type, let id) = subject else { return subject.key }
        return "\(text(type)) \(id)"
    }

    /// Returns the word for a type of record; in English the name that records use.
    package func text(_ type: FaultSubject.RecordType) -> String {
        pick(Self.types[type] ?? type.rawValue, type.rawValue)
    }

    private static let types: [FaultSubject.RecordType: String] = [
        .incident: "事件", .report: "报告", .acknowledgement: "接办", .closure: "办结",
        .reopening: "重新打开", .retraction: "撤回", .sighting: "外部线索", .instruction: "批示",
        .extension: "延期", .waiver: "免报", .finding: "认定", .merge: "并案",
        .replan: "改用规则", .retry: "重发", .record: "记录",
    ]
}
