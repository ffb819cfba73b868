import Calendars
import Cases
import FoundationEssentials
import Rules

/// Posts each message to one web address, as Standard Webhooks has it.
struct WebhookTransport: Transport {
    private let loop: CurlLoop
    private let limits: TransferLimits
    private let url: String
    private let redaction: Redaction
    private let signer: WebhookSigner?
    private let authorities: String?
    private let now: @Sendable () -> Instant

    init(
        _ channel: WebhookChannel, secrets: SecretReader, loop: CurlLoop, limits: TransferLimits,
        now: @escaping @Sendable () -> Instant
    ) throws(TransportError) {
        url = try secrets.read(channel.url).revealed
        guard Self.isWebAddress(url) else {
            throw .settingInvalid(member: "url", expected: "an http: or https: address")
        }
        if let setting = channel.secret {
            guard let signer = WebhookSigner(try secrets.read(setting)) else {
                let expected = "whsec_ and the base64 of 24 to 64 bytes"
                throw .settingInvalid(member: "secret", expected: expected)
            }
            self.signer = signer
        } else {
            signer = nil
        }
        redaction = Redaction(url: url)
        authorities = channel.authorities.map(secrets.path(of:))
        self.loop = loop
        self.limits = limits
        self.now = now
    }

    func send(_ message: Message) async -> [Receipt] {
        let body = Self.body(of: message)
        if message.addressees.count == 1 { return [await post(body, for: message.addressees[0])] }
        return await withTaskGroup(of: (Int, Receipt).self) { group in
            for (index, addressee) in message.addressees.enumerated() {
                group.addTask { (index, await post(body, for: addressee)) }
            }
            var receipts: [(Int, Receipt)] = []
            for await receipt in group { receipts.append(receipt) }
            return receipts.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func post(_ body: [UInt8], for addressee: Message.Addressee) async -> Receipt {
        let id = addressee.delivery.text
        guard id.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
            return .refused(Receipt.Answer(code: 0, text: "an id that no header can carry"))
        }
        let timestamp = now().seconds
        var headers = [
            "Content-Type: application/json", "User-Agent: duebell", "webhook-id: \(id)",
            "webhook-timestamp: \(timestamp)",
        ]
        if let signer {
            let signature = signer.signature(id: id, timestamp: timestamp, body: body)
            headers.append("webhook-signature: \(signature)")
        }
        let answer = await loop.perform(
            CurlRequest(
                url: url, payload: .post(body: body, headers: headers), authorities: authorities,
                limits: limits))
        return receipt(for: answer)
    }

    /// `data` says what happened; who only shows messages finds the wording beside it.
    private static func body(of message: Message) -> [UInt8] {
        var data = message.data
        let wording = [
            ("subject", message.subject), ("text", message.text),
            ("language", message.language.rawValue),
        ]
        for (key, value) in wording where data[key] == nil { data[key] = .string(value) }
        let body: JSON = [
            "type": .string(message.type),
            "timestamp": .string(message.decidedAt.webTimestamp),
            "data": .object(data),
        ]
        return body.bytes()
    }

    private static func isWebAddress(_ text: String) -> Bool {
        let isClean = text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
        guard isClean, let components = URLComponents(string: text) else { return false }
        return ["http", "https"].contains(components.scheme?.lowercased())
            && components.host?.isEmpty == false
    }
}

extension WebhookTransport {
    /// No receiver may hold a message back for longer than this.
    private static let waitMax = Duration.seconds(3_600)

    private func receipt(for answer: CurlAnswer) -> Receipt {
        let words = redaction.apply(to: String(decoding: answer.body.prefix(4_096), as: UTF8.self))
        let reply = Receipt.Answer(code: answer.status, text: words)
        // The status line is the answer; a body that breaks off after it changes nothing.
        switch answer.status {
        case 200..<300:
            return .delivered(reply)
        case 300..<400:
            let text = "a redirection, which is not followed"
            return .refused(Receipt.Answer(code: answer.status, text: text))
        case 408, 425, 429, 500..<600:
            return .deferred(reply, after: answer.retryAfter.map { min($0, Self.waitMax) })
        case 400..<500:
            return .refused(reply)
        default:
            return .deferred(failure(answer), after: nil)
        }
    }

    private func failure(_ answer: CurlAnswer) -> Receipt.Answer {
        switch answer.outcome {
        case .failed(_, let text): Receipt.Answer(code: 0, text: redaction.apply(to: text))
        case .cancelled, .closed: Receipt.Answer(code: 0, text: "the attempt was given up")
        case .done: Receipt.Answer(code: answer.status, text: "an answer without meaning")
        }
    }
}
