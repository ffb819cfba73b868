import Calendars
import Cases
import Deliveries
import Dispatch
import Files
import Glibc
import JSON
import Messages
import Rules

/// Writes each message as a file into a Maildir, one Maildir per address.
///
/// Source: D. J. Bernstein, "Using maildir format"; line ends are those of local files.
struct MaildirTransport: Transport {
    private let folder: String
    private let composer: MailComposer
    /// The queue for disk access: disks block, and the threads that run tasks must not.
    private let queue = DispatchQueue(label: "duebell.maildir")

    init(_ channel: MaildirChannel, stateFolder: String) throws(TransportError) {
        guard let from = MailAddress(channel.from) else {
            throw .settingInvalid(
                member: "from", expected: "a bare mail address, like a@b.example")
        }
        guard !channel.path.isEmpty, !channel.path.utf8.contains(0) else {
            throw .settingInvalid(member: "path", expected: "the path of a folder")
        }
        folder = channel.path.hasPrefix("/") ? channel.path : stateFolder + "/" + channel.path
        composer = MailComposer(from: from)
    }

    func send(_ message: Message) async -> [Receipt] {
        await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: message.addressees.map { write(message, to: $0) })
            }
        }
    }

    private func write(_ message: Message, to addressee: Message.Addressee) -> Receipt {
        let path = folder + "/" + Self.component(addressee.address ?? addressee.name)
        let recipient = MailComposer.Recipient(
            name: addressee.name, address: addressee.address.flatMap { MailAddress($0) })
        let mail = composer.compose(message, to: [recipient]).filter { $0 != UInt8(ascii: "\r") }
        do throws(FileError) {
            let name = Self.fileName(of: message, for: addressee)
            try Maildir.making(path: path).deliver(mail, as: FileName(name))
            return .delivered(Receipt.Answer(code: 0, text: name))
        } catch {
            let text = "cannot \(error.operation): \(error.reason)"
            return .deferred(Receipt.Answer(code: 0, text: text), after: nil)
        }
    }

    /// Returns a file name that is the same for every attempt, so that an earlier file is found.
    private static func fileName(
        of message: Message, for addressee: Message.Addressee
    ) -> String {
        let time = message.decidedAt.milliseconds
        let fingerprint = SHA256.hexadecimal(Array(addressee.delivery.text.utf8)).prefix(32)
        return "\(time / 1_000).M\(time % 1_000)000R\(fingerprint).duebell"
    }

    /// Returns one path component, different for different texts.
    static func component(_ text: String) -> String {
        var name = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            let isUnsafe =
                scalar == "/" || scalar == "%" || scalar.properties.generalCategory == .control
                || (index == 0 && scalar == ".")
            if isUnsafe {
                name += "%" + String(scalar.value, radix: 16, uppercase: true)
            } else {
                name.unicodeScalars.append(scalar)
            }
        }
        if name.isEmpty { return "%" }
        guard name.utf8.count > 200 else { return name }
        let fingerprint = SHA256.hexadecimal(Array(name.utf8)).prefix(32)
        return String(name.unicodeScalars.prefix(40)) + "%" + fingerprint
    }
}
