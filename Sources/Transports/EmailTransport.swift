import Cases
import Deliveries
import Glibc
import Messages
import Rules

/// Sends each message in one transaction to all its addressees and reports the answer for each.
///
/// With an envelope sender per delivery (`verp`), sends one transaction per addressee. People
/// outside of the organisation get a mail that names them alone, and so does everybody with `each`.
struct EmailTransport: Transport {
    private let line: CurlLine
    private let limits: TransferLimits
    /// The servers, in the order they are tried.
    private let urls: [String]
    private let tls: CurlRequest.TLS
    private let username: Secret?
    private let password: Secret?
    private let token: SecretReference?
    private let secrets: SecretReader
    private let authorities: String?
    private let from: MailAddress
    private let verp: String?
    private let addressing: EmailChannel.Addressing
    private let composer: MailComposer

    /// Reads the settings and secrets of the channel once; a changed password needs a new
    /// transport.
    init(
        _ channel: EmailChannel, secrets: SecretReader, loop: CurlLoop, limits: TransferLimits
    ) throws(TransportError) {
        var urls: [String] = []
        for server in channel.servers { urls.append(try Self.url(try secrets.read(server))) }
        self.urls = urls
        tls =
            switch channel.tls {
            case .required: .required
            case .opportunistic: .opportunistic
            case .none: .none
            }
        from = try Self.address(channel.from, member: "from")
        var replyTo: MailAddress?
        if let text = channel.replyTo { replyTo = try Self.address(text, member: "replyTo") }
        if replyTo?.isASCII == false {
            // The address appears in the head of every mail, and not every server accepts it there.
            throw .settingInvalid(
                member: "replyTo", expected: "an address whose name before the @ is ASCII")
        }
        composer = MailComposer(from: from, fromName: channel.fromName, replyTo: replyTo)
        username = try Self.read(channel.username, from: secrets)
        password = try Self.read(channel.password, from: secrets)
        token = channel.token
        _ = try Self.read(channel.token, from: secrets)
        self.secrets = secrets
        authorities = channel.authorities.map(secrets.path(of:))
        verp = channel.bounces?.verp
        addressing = channel.addressing
        line = CurlLine(before: loop)
        self.limits = limits.shared(by: urls.count)
    }

    func send(_ message: Message) async -> [Receipt] {
        let addresses = message.addressees.map { $0.address.flatMap { MailAddress($0) } }
        let people = zip(message.addressees, addresses).compactMap { addressee, address in
            address.map {
                Person(
                    delivery: addressee.delivery, name: addressee.name, address: $0,
                    isAlone: addressee.isOutside || addressing == .each)
            }
        }
        var receipts = people.isEmpty ? [] : await transact(message, with: people)[...]
        return addresses.map { address in
            let unfit = Receipt.Answer(code: 0, text: "not an address that mail can be sent to")
            return address == nil ? .refused(unfit) : receipts.popFirst() ?? .refused(unfit)
        }
    }

    private struct Person: Sendable {
        let delivery: Delivery.ID
        let name: String
        let address: MailAddress
        /// True if the mail names nobody else.
        let isAlone: Bool
    }

    /// A mail, its envelope sender, and the people of one transaction by their places.
    private struct Transaction: Sendable {
        let mail: [UInt8]
        let sender: MailAddress
        let places: [Int]
    }

    /// Returns a receipt for each of the people, in their order.
    private func transact(_ message: Message, with people: [Person]) async -> [Receipt] {
        let transactions = transactions(of: message, with: people)
        let isOperational = message.isOperational
        return await withTaskGroup(of: [(Int, Receipt)].self) { group in
            for one in transactions {
                group.addTask {
                    let receipts = await transact(
                        one.mail, from: one.sender, to: one.places.map { people[$0] },
                        isOperational: isOperational)
                    return Array(zip(one.places, receipts))
                }
            }
            var receipts: [(Int, Receipt)] = []
            for await some in group { receipts += some }
            return receipts.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Divides people into mails by whom each may see, and mails into transactions by sender.
    private func transactions(of message: Message, with people: [Person]) -> [Transaction] {
        let together = people.indices.filter { !people[$0].isAlone }
        let alone = people.indices.filter { people[$0].isAlone }.map { [$0] }
        return ([together] + alone).filter { !$0.isEmpty }.flatMap { places in
            let recipients = places.map {
                MailComposer.Recipient(name: people[$0].name, address: people[$0].address)
            }
            // The same bytes for all, so that copies are recognised as such.
            let mail = composer.compose(message, to: recipients)
            guard let verp else { return [Transaction(mail: mail, sender: from, places: places)] }
            return places.map { place in
                let written = verp.replacing("{id}", with: people[place].delivery.text)
                return Transaction(
                    mail: mail, sender: MailAddress(written) ?? from, places: [place])
            }
        }
    }

    /// Performs one transaction with the first server that accepts it.
    private func transact(
        _ mail: [UInt8], from sender: MailAddress, to people: [Person], isOperational: Bool
    ) async -> [Receipt] {
        var request = CurlRequest(
            url: "",
            payload: .mail(
                OutgoingMail(sender: sender, recipients: people.map(\.address), text: mail)),
            tls: tls, username: username?.revealed,
            password: username == nil ? nil : password?.revealed ?? "", authorities: authorities,
            limits: limits)
        do {
            request.bearer = try Self.read(token, from: secrets)?.revealed
        } catch {
            let answer = Receipt.Answer(code: 0, text: error.description)
            return people.map { _ in .deferred(answer, after: nil) }
        }
        if request.bearer != nil { request.password = nil }
        var receipts: [Receipt] = []
        var surplus: [Int] = []
        let redaction = Redaction(
            secrets: Redaction.secrets(
                ofLogin: request.username ?? "", password: request.password,
                token: request.bearer))
        for url in urls {
            request.url = url
            let verdict = MailVerdict(
                await line.perform(request, isOperational: isOperational), hiding: redaction)
            receipts = people.indices.map { verdict.receipt(forRecipient: $0) }
            surplus = people.indices.filter { verdict.isSurplus($0) }
            if !verdict.isForAnotherServer { break }
        }
        guard !surplus.isEmpty else { return receipts }
        // At least one recipient fewer each time: the server accepted somebody.
        let others = await transact(
            mail, from: sender, to: surplus.map { people[$0] }, isOperational: isOperational)
        for (place, receipt) in zip(surplus, others) { receipts[place] = receipt }
        return receipts
    }

    /// Returns `smtp://host:port/greeting-name`.
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
        _ setting: SecretReference?, from secrets: SecretReader
    ) throws(TransportError) -> Secret? {
        guard let setting else { return nil }
        return try secrets.read(setting)
    }
}
