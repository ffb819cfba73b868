package import Calendars
package import Deliveries
package import Rules

/// The sentences about the history of a delivery, in one language: the reasons for its waits and
/// its end.
///
/// Texts written by people, such as the `why` of a mute, are shown unchanged.
package struct DeliveryPhrases: Sendable, Bilingual {
    package let language: Language
    private let time: @Sendable (Instant) -> String

    /// Creates the phrases of a language; times are in UTC unless `time` writes them otherwise.
    package init(
        _ language: Language, time: @escaping @Sendable (Instant) -> String = { $0.rfc3339 }
    ) {
        self.language = language
        self.time = time
    }

    /// Returns a duration as messages show it.
    package func span(_ duration: Duration) -> String { language.phrases.span(duration) }

    /// Returns the reason for a wait, in words.
    package func hold(_ reason: HoldReason) -> String {
        switch reason {
        case .muted(let mute, let why):
            pick("静默：", "muted by ") + mute.text + (why.map { ": \($0)" } ?? "")
        case .rate(let channel): pick("通道限速：", "rate limit of channel ") + channel.text
        case .circuit(let channel): broken(channel)
        case .endPending: pick("另有一条消息正在发给此人", "another message to this recipient is being sent")
        }
    }

    /// Returns the end of a delivery on a channel, in words.
    package func end(_ reason: EndReason, on channel: Channel.ID) -> String {
        switch reason {
        case .over: pick("发出之前已办结", "settled before it was sent")
        case .neverTold: pick("此人此前未收到过催报", "the recipient was never notified that it was open")
        case .unreadable(nil): pick("无法读取", "unreadable")
        case .unreadable(let id?): "\(id)" + pick(" 无法读取", " is unreadable")
        case .drill(let why): exclusion(why)
        case .rerouted(let other): broken(channel) + pick("；改经 ", "; sent on ") + other.text
        case .circuit(let channel): broken(channel) + pick("，已过时", "; the message expired")
        case .legacy(let words): words
        }
    }

    package func merged(into other: Delivery.ID) -> String {
        pick("并入 ", "merged into ") + other.text
    }

    /// Returns a retry request in words: the person and the time.
    package func request(_ request: ResendRequest) -> String {
        pick("要求重发：", "retry requested by ") + request.by + pick("，", " at ")
            + time(request.at)
    }

    /// Returns the combined message or the end of a delivery, then the reasons for its waits; nil
    /// if there are none of these.
    package func remark(
        carrier: Delivery.ID?, end reason: EndReason?, on channel: Channel.ID,
        holds: [HoldReason], request wish: ResendRequest?
    ) -> String? {
        var reasons: [String] = []
        if let carrier {
            reasons.append(merged(into: carrier))
        } else if let reason {
            reasons.append(end(reason, on: channel))
        }
        reasons += holds.map(hold) + [wish.map(request)].compactMap(\.self)
        return reasons.isEmpty ? nil : list(reasons)
    }

    /// Returns one line for each note; all waits share one line.
    package func lines(_ notes: [AttemptNote]) -> [String] {
        var lines: [String] = []
        var waits: [String] = []
        for note in notes {
            switch note {
            case .waited(let reason): waits.append(hold(reason))
            case .requested(let wish): waits.append(request(wish))
            case .masked, .firstNotice, .leftOut, .text, .composedPlain, .legacy:
                lines.append(line(note))
            }
        }
        guard !waits.isEmpty else { return lines }
        return [pick("曾等待：", "waited: ") + list(waits)] + lines
    }

    /// Returns several reasons as one text.
    package func list(_ reasons: [String]) -> String {
        reasons.joined(separator: pick("；", "; "))
    }

    private func line(_ note: AttemptNote) -> String {
        switch note {
        case .waited(let reason): hold(reason)
        case .requested(let wish): request(wish)
        case .masked(_, let classification, let carries, let channel):
            pick("内容已略去：通道 ", "content omitted: channel ") + channel.text
                + (classification.map { pick(" 不得传送 ", " may not carry ") + "\"\($0)\"" }
                    ?? pick(" 不传送未标密级的事件", " does not carry incidents without a classification"))
                + pick("，只可传送 ", ", only ") + carries.joined(separator: pick("、", ", "))
        case .firstNotice:
            pick("该事件的第一条消息，不受限速", "first notice of the incident, exempt from rate limits")
        case .leftOut(let incidents, let why):
            incidents.map(\.text).joined(separator: pick("、", ", "))
                + pick(" 未列入：", " omitted: ") + exclusion(why)
        case .text(let templates, let language, let zone):
            pick("文本：", "text: ")
                + (templates.isEmpty ? pick("内置", "built-in") : templates.joined(separator: " "))
                + " (\(language.rawValue), \(zone))"
        case .composedPlain:
            pick("编排耗时过长，已改发纯文本", "composing took too long; the plain text was sent")
        case .legacy(let line): line
        }
    }

    private func broken(_ channel: Channel.ID) -> String {
        pick("通道 ", "channel ") + channel.text + pick(" 故障", " is failing")
    }

    private func exclusion(_ why: DrillExclusion) -> String {
        switch why {
        case .outside:
            pick("演练，不发给外部联系人", "a drill, not sent to outside contacts")
        case .notAContact:
            pick("演练，只发给规则中的联系人", "a drill, sent only to contacts in the rules")
        }
    }
}
