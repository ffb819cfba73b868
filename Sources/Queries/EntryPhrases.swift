import Cases
import Messages
package import Rules

/// The words for records of an incident, in one language.
package struct EntryPhrases: Bilingual {
    package let language: Language

    package init(_ language: Language) {
        self.language = language
    }

    package var heading: String { pick("收到的记录：", "Records:") }
    package var upcoming: String { pick("如无新的记录，接下来：", "Next, unless records arrive:") }
    package var superseded: String { pick("（已被新版本取代）", "(replaced by a later version)") }
    package func received(_ time: String) -> String {
        pick("（\(time) 收到）", "(received \(time))")
    }
    package func deadline(_ obligation: String, _ owing: String) -> String {
        pick("时限：\(owing)  \(obligation)", "deadline: \(owing)  \(obligation)")
    }
    package func step(_ number: Int?, _ obligation: String, _ people: [String]) -> String {
        let whom = people.isEmpty ? pick("无人可通知", "nobody") : people.joined(separator: ", ")
        let name =
            number.map { pick("第 \($0) 步", "step \($0)") }
            ?? pick("另一联系方式", "further contact method")
        return "\(name) → \(whom)  \(obligation)"
    }
    package var unlessAcknowledged: String { pick("（已接办则不发）", "(not if acknowledged)") }
    package var noStep: String {
        pick("升级步骤已全部执行", "every escalation step has run")
    }

    /// Returns the word for a type of record; in English the name that records use.
    package func type(_ type: String) -> String {
        FaultSubject.RecordType(rawValue: type).map(FaultPhrases.program(in: language).text) ?? type
    }

    /// Returns the label of a member of a record.
    package func member(_ key: String) -> String {
        RecordPhrases(language).label(key)
    }
}
