import Calendars
import Cases
import Deliveries
import JSON
import Queries
import Rules

/// A test message by one contact method, with the reply.
struct ContactTrial {
    /// The result of sending.
    enum Outcome {
        case answered(Receipt)
        /// The channel cannot be used as configured.
        case unopened(String)
    }

    let delivery: Delivery
    let outcome: Outcome
    /// The time until the reply.
    let span: Duration

    var isDelivered: Bool {
        if case .answered(.delivered) = outcome { true } else { false }
    }

    var isUnopened: Bool {
        if case .unopened = outcome { true } else { false }
    }

    /// Returns the trials as a table for people.
    static func table(
        _ trials: [ContactTrial], in rulebook: Rulebook, _ words: DeliveryTablePhrases
    ) -> TextTable {
        var table = TextTable([
            .init(""), .init(words.to, least: 6), .init(words.channel), .init(words.state),
            .init(words.address, least: 10), .init(words.delay, isOptional: true),
            .init(words.answer, least: 16),
        ])
        table.rows = trials.map { $0.cells(in: rulebook, words) }
        return table
    }

    private func cells(
        in rulebook: Rulebook, _ words: DeliveryTablePhrases
    ) -> [TextTable.Cell] {
        let (mark, word, style): (String, String, TextTable.Style) =
            switch outcome {
            case .answered(.delivered): ("✓", words.delivered, .good)
            case .answered(.deferred): ("▲", words.deferred, .warning)
            case .answered(.refused): ("✗", words.refused, .alarm)
            case .unopened: ("✗", words.unopened, .alarm)
            }
        return [
            .init(mark, style), .init(rulebook.name(of: delivery.to)),
            .init(delivery.channel.text), .init(word, style), .init(delivery.address ?? ""),
            .init(ViewPhrases(words.language).delay(span)), .init(answer),
        ]
    }

    private var answer: String {
        switch outcome {
        case .answered(let receipt): "\(receipt.answer.code) \(receipt.answer.text)"
        case .unopened(let why): why
        }
    }

    var json: JSON {
        var json: JSONObject = [
            "to": .string(delivery.to.description), "channel": .string(delivery.channel.text),
            "method": .number(.integer(Int64(delivery.reach + 1))), "span": .string(span.iso8601),
        ]
        json["address"] = delivery.address.map(JSON.string)
        switch outcome {
        case .answered(let receipt):
            json["outcome"] =
                switch receipt {
                case .delivered: "delivered"
                case .deferred: "deferred"
                case .refused: "refused"
                }
            json["code"] = .number(.integer(Int64(receipt.answer.code)))
            json["answer"] = .string(receipt.answer.text)
        case .unopened(let why):
            json["outcome"] = "unopened"
            json["answer"] = .string(why)
        }
        return .object(json)
    }
}
