import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// A robot of DingTalk (钉钉).
///
/// Source: DingTalk, "Custom robot access".
struct DingTalkForm: WebForm {
    let secret: Secret?
    let keyword: String?
    let mentions: [String]
    let say: ChatChannel.Say

    /// The room for the text; DingTalk limits the whole body to 20,000 bytes.
    private static let textBytesMax = 15_000
    /// The approximate time for which DingTalk blocks a sender of more than 20 messages a minute.
    private static let ban = Duration.seconds(600)

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        var wide = WideMarkup()
        // The keyword belongs to the bot and must appear unchanged.
        let title = ChatText.led(
            chat.title.cut(to: 500, .jsonBytes) { wide.write($0) }, by: keyword)
        wide = WideMarkup()
        // DingTalk shows a single line end as a space.
        let text = chat.text(
            cutTo: Self.textBytesMax, .jsonBytes,
            escape: { wide.write($0) + ($0.isNewline ? "\n" : "") },
            unescape: Markup.widened, plain: { $0 == "@" ? Markup.widened($0) : String($0) })
        let people = mentions.filter { $0 != "all" }
        let numbers = people.filter { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        let names = people.filter { !numbers.contains($0) }
        // A mentioned person must also be named in the text.
        let called = people.map { "@\($0)" }.joined(separator: " ")
        let body: JSON = [
            "msgtype": "markdown",
            "markdown": [
                "title": .string(title),
                "text": .string(
                    "### \(title)\n\n\(text)" + (people.isEmpty ? "" : "\n\n" + called)),
            ],
            "at": [
                "atMobiles": .array(numbers.map(JSON.string)),
                "atUserIds": .array(names.map(JSON.string)),
                "isAtAll": .bool(people.count < mentions.count),
            ],
        ]
        return [WebPost(query: query(at: now), body: body.bytes())]
    }

    private func query(at now: Instant) -> [(name: String, value: String)] {
        guard let secret else { return [] }
        let sign = ChatSignature.dingTalk(at: now.milliseconds, secret)
        return [("timestamp", String(now.milliseconds)), ("sign", sign)]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        switch reply.number("errcode") {
        case nil: return reply.verdictWithoutCode(of: "DingTalk")
        case 0: return reply.isSuccess ? .delivered : reply.verdictByStatus()
        case -1: return .deferred()
        case 130_101, 410_100: return .deferred("too many messages", after: Self.ban)
        case 90_030: return .refused("the robot's quota of messages is used up", of: .channel)
        case 300_001, 300_005, 400_101:
            return .refused("the robot of `url` is not known", of: .channel)
        case 400_013: return .refused("the group of the robot was dissolved", of: .channel)
        case 400_102: return .refused("the robot was stopped; start it again", of: .channel)
        case 400_106: return .refused("the robot is not in the group any more", of: .channel)
        case 430_101, 430_102, 430_103, 430_104:
            return .refused("DingTalk does not allow what the text says")
        case 310_000:
            return .refused(
                "look at the robot's security settings: `secret` and the clock of this machine, "
                    + "`keyword`, or the address of this machine", of: .channel)
        default: return .refused(of: .unknown)
        }
    }
}
