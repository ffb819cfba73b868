package import JSON
package import Rules

/// The reason this person in particular is notified, in addition to the reason for the notice.
package enum Because: Hashable, Sendable {
    /// A step of the policy names the person, by an address as written in rules: `owing.leader`,
    /// `contact:x`. `onCallOf` is the schedule that has the person on call, if the step names a
    /// schedule.
    case step(String, onCallOf: Recipient? = nil)
    /// The person is an operator.
    case operators
    /// The person was notified of the open obligation and now learns of its end.
    case toldBefore
    /// The person is the duty or leader of the reporting unit, to whom a report is sent back.
    case owingUnit
    /// The person is on duty for a unit that awaits the report or was passed over.
    case awaitingUnit
    /// The person is named as the author of a record that must be corrected.
    case author
}

extension Because {
    init(_ target: EscalationStep.Target, onCallOf schedule: Recipient?) {
        self = target == .operators ? .operators : .step("\(target)", onCallOf: schedule)
    }

    /// The text for programs and logs: `owing.leader`, `operators`, `was told before`.
    package var text: String {
        switch self {
        case .step(let address, let schedule):
            address + (schedule.map { ", on call by \($0)" } ?? "")
        case .operators: "operators"
        case .toldBefore: "was told before"
        case .owingUnit: "the duty or leader of the owing unit"
        case .awaitingUnit: "the duty of the awaiting unit"
        case .author: "the author of the record"
        }
    }

    package var json: JSON {
        switch self {
        case .step(let address, nil): .array(["step", .string(address)])
        case .step(let address, let schedule?):
            .array(["step", .string(address), .string(schedule.description)])
        case .operators: .array(["operators"])
        case .toldBefore: .array(["told-before"])
        case .owingUnit: .array(["owing-unit"])
        case .awaitingUnit: .array(["awaiting-unit"])
        case .author: .array(["author"])
        }
    }

    package init?(coded json: JSON) {
        guard let list = json.array else {
            self.init(before: json.string ?? "")
            return
        }
        switch list.first?.string {
        case "step" where list.count > 1:
            self = .step(
                list[1].string ?? "",
                onCallOf: list.count > 2 ? list[2].string.flatMap { Recipient($0) } : nil)
        case "operators": self = .operators
        case "told-before": self = .toldBefore
        case "owing-unit": self = .owingUnit
        case "awaiting-unit": self = .awaitingUnit
        case "author": self = .author
        default: return nil
        }
    }

    /// Reads the text form in which older versions stored the reason.
    private init?(before text: String) {
        switch text {
        case "": return nil
        case "operators": self = .operators
        case "was told before": self = .toldBefore
        case "the duty or leader of the owing unit": self = .owingUnit
        default:
            let parts = text.split(separator: ", on call by ", maxSplits: 1).map(String.init)
            let schedule = parts.count > 1 ? Recipient(parts[1]) : nil
            self = schedule == nil ? .step(text) : .step(parts[0], onCallOf: schedule)
        }
    }
}
