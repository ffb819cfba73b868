import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// A group robot of WeCom (企业微信): Markdown, or plain text if somebody is mentioned.
///
/// Source: WeCom, "Group robot configuration".
struct WeComForm: WebForm {
    let mentions: [String]
    let say: ChatChannel.Say

    private static let markdownBytesMax = 4_096
    private static let textBytesMax = 2_048

    func posts(
        _ message: Message, to addressee: Message.Addressee, at now: Instant
    ) throws(Unsendable) -> [WebPost] {
        let chat = ChatText(message, say)
        let body: JSON
        if mentions.isEmpty {
            var wide = WideMarkup()
            let title = chat.title.cut(to: 500, .bytes) { wide.write($0) }
            wide = WideMarkup()
            let room = Self.markdownBytesMax - title.utf8.count - 4
            let text = chat.text(
                cutTo: room, .bytes, escape: { wide.write($0) }, unescape: Markup.widened)
            body = [
                "msgtype": "markdown", "markdown": ["content": .string("## \(title)\n\(text)")],
            ]
        } else {
            let names = mentions.map { $0 == "all" ? "@all" : $0 }
            let numbers = names.filter { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
            let content = "\(chat.title)\n\(chat.text)".cut(to: Self.textBytesMax, .bytes)
            body = [
                "msgtype": "text",
                "text": [
                    "content": .string(content),
                    "mentioned_list": .array(
                        names.filter { !numbers.contains($0) }.map(JSON.string)),
                    "mentioned_mobile_list": .array(numbers.map(JSON.string)),
                ],
            ]
        }
        return [WebPost(body: body.bytes())]
    }

    func verdict(on reply: WebReply) -> WebVerdict {
        switch reply.number("errcode") {
        case nil: return reply.verdictWithoutCode(of: "WeCom")
        case 0: return reply.isSuccess ? .delivered : reply.verdictByStatus()
        case -1: return .deferred()
        case 45_009, 45_033: return .deferred("too many messages", after: .seconds(60))
        case 40_058: return reply.tooLarge
        case 93_000: return .refused("the robot of `url` is not known", of: .channel)
        case 93_004: return .refused("the robot was stopped; start it again", of: .channel)
        case 93_008: return .refused("the robot is not in the group any more", of: .channel)
        default: return .refused(of: .unknown)
        }
    }
}
