import Cases
import Glibc
import Rules

/// Sends each message in one transaction to all its addressees, and tells their answers apart.
struct EmailTransport: Transport {
    private let loop: CurlLoop
    private let limits: TransferLimits
    private let url: String
    private let tls: CurlRequest.TLS
    private let username: Secret?
    private let password: Secret?
    private let authorities: String?
    private let from: MailAddress
    private let composer: MailComposer

    /// Reads what the channel names, once; a changed password needs a new transport.
    init(
        _ channel: EmailChannel, secrets: SecretReader, loop: CurlLoop, limits: TransferLimits
    ) throws(TransportError) {
        url = try Self.url(try secrets.read(channel.server))
        tls =
            switch channel.tls {
            case .required: .required
            case .opportunistic: .opportunistic
            case .none: .none
            }
        from = try Self.address(channel.from, member: "from")
        var replyTo: MailAddress?
        if let text = channel.replyTo { replyTo = try Self.address(text, member: "replyTo") }
        composer = MailComposer(from: from, fromName: channel.fromName, replyTo: replyTo)
        username = try Self.read(channel.username, from: secrets)
        password = try Self.read(channel.password, from: secrets)
        authorities = channel.authorities.map(secrets.path(of:))
        self.loop = loop
        self.limits = limits
    }

    func send(_ message: Message) async -> [Receipt] {
        let addresses = message.addressees.map { $0.address.flatMap { MailAddress($0) } }
        let people = zip(message.addressees, addresses).filter { $0.1 != nil }
        var receipts = people.isEmpty ? [] : await transact(message, with: people)[...]
        return addresses.map { address in
            let unfit = Receipt.Answer(code: 0, text: "not an address that mail can be sent to")
            return address == nil ? .refused(unfit) : receipts.popFirst() ?? .refused(unfit)
        }
    }

    /// A receipt for each of the people, all of whom have an address.
    private func transact(
        _ message: Message, with people: [(Message.Addressee, MailAddress?)]
    ) async -> ArraySlice<Receipt> {
        let recipients = people.map { MailComposer.Recipient(name: $0.0.name, address: $0.1) }
        let addresses = people.compactMap { $0.1?.text }
        var request = CurlRequest(
            url: url,
            payload: .mail(
                sender: from.text, recipients: addresses,
                message: composer.compose(message, to: recipients)),
            tls: tls, username: username?.revealed,
            password: username == nil ? nil : password?.revealed ?? "", authorities: authorities,
            limits: limits)
        var answer = await loop.perform(request)
        // A server may close a kept connection at the moment we use it; nothing was sent yet.
        if case .failed = answer.outcome, answer.isOnKeptConnection, answer.conversationIsOneSided {
            request.needsNewConnection = true
            answer = await loop.perform(request)
        }
        let verdict = MailVerdict(answer)
        return addresses.indices.map { verdict.receipt(forRecipient: $0) }[...]
    }

    /// `smtp://host:port/name-we-greet-with`.
    private static func url(_ server: Secret) throws(TransportError) -> String {
        let expected = "smtp://HOST:PORT or smtps://HOST:PORT"
        var text = server.revealed[...]
        if text.hasSuffix("/") { text.removeLast() }
        let scheme = ["smtp://", "smtps://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme, isHost(text.dropFirst(scheme.count)) else {
            throw .settingInvalid(member: "server", expected: expected)
        }
        return "\(text)/\(greetingName)"
    }

    private static func isHost(_ text: Substring) -> Bool {
        let marks = "0123456789.-:[]_".unicodeScalars
        return !text.isEmpty
            && text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || marks.contains($0) }
    }

    private static let greetingName: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        let bytes = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        let name = String(decoding: bytes, as: UTF8.self)
        return name.utf8.allSatisfy { $0 < 0x80 } && isHost(name[...]) ? name : "localhost"
    }()

    private static func address(
        _ text: String, member: String
    ) throws(TransportError) -> MailAddress {
        guard let address = MailAddress(text) else {
            throw .settingInvalid(member: member, expected: "a bare mail address, like a@b.example")
        }
        return address
    }

    private static func read(
        _ setting: Setting?, from secrets: SecretReader
    ) throws(TransportError) -> Secret? {
        guard let setting else { return nil }
        return try secrets.read(setting)
    }
}

extension CurlAnswer {
    /// Whether the server never spoke.
    fileprivate var conversationIsOneSided: Bool {
        !SMTPConversation(conversation).hasReply
    }
}
