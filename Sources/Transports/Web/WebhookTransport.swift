import Calendars
import Cases
import FoundationEssentials
import Rules

/// Posts each message to one web address, in the form its receiver asks for.
struct WebhookTransport: Transport {
    private let loop: CurlLoop
    private let limits: TransferLimits
    private let url: String
    private let form: any WebForm
    private let method: WebhookChannel.Method
    private let headers: [String]
    private let redaction: Redaction
    private let authorities: String?
    private let road: CurlRequest.Road
    private let now: @Sendable () -> Instant

    init(
        _ channel: WebhookChannel, secrets: SecretReader, loop: CurlLoop, limits: TransferLimits,
        now: @escaping @Sendable () -> Instant
    ) throws(TransportError) {
        url = try secrets.read(channel.url).revealed
        guard let host = Self.host(of: url) else {
            throw .settingInvalid(member: "url", expected: "an http: or https: address")
        }
        let (form, hidden) = try WebForms.open(channel, secrets: secrets)
        self.form = form
        method = channel.method
        let values = try Self.values(of: channel.headers, secrets)
        headers = zip(channel.headers, values).map { "\($0.name): \($1)" }
        redaction = Redaction(url: url, secrets: hidden + values)
        authorities = channel.road.authorities.map(secrets.path(of:))
        road = try Self.road(channel.road, to: host, secrets)
        self.loop = loop
        self.limits = limits
        self.now = now
    }

    func send(_ message: Message) async -> [Receipt] {
        if message.addressees.count == 1 { return [await send(message, to: message.addressees[0])] }
        return await withTaskGroup(of: (Int, Receipt).self) { group in
            for (index, addressee) in message.addressees.enumerated() {
                group.addTask { (index, await send(message, to: addressee)) }
            }
            var receipts: [(Int, Receipt)] = []
            for await receipt in group { receipts.append(receipt) }
            return receipts.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func send(
        _ message: Message, to addressee: Message.Addressee, mayMove: Bool = true
    ) async -> Receipt {
        let posts: [WebPost]
        do {
            posts = try form.posts(message, to: addressee, at: now())
        } catch {
            return .refused(Receipt.Answer(code: 0, text: error.text))
        }
        var last = Receipt.refused(Receipt.Answer(code: 0, text: "nothing to send"))
        for post in posts {
            let answer = await perform(post)
            if case .moved(let place) = verdict(on: answer), mayMove {
                let there = Message.Addressee(
                    delivery: addressee.delivery, name: addressee.name, address: place,
                    recipient: addressee.recipient)
                return await send(message, to: there, mayMove: false)
            }
            last = receipt(for: answer)
            guard case .delivered = last else { return last }
        }
        return last
    }

    private func perform(_ post: WebPost) async -> CurlAnswer {
        let lines = ["Content-Type: \(post.type)", "User-Agent: duebell"] + post.headers + headers
        return await loop.perform(
            CurlRequest(
                url: url.adding(post.query),
                payload: .post(body: post.body, headers: lines, method: method),
                authorities: authorities, road: road, limits: limits))
    }
}

// MARK: What came of it

extension WebhookTransport {
    /// No receiver may hold a message back for longer than this.
    private static let waitMax = Duration.seconds(3_600)

    /// The status line is the answer; a body that breaks off after it is judged as far as it came.
    private func verdict(on answer: CurlAnswer) -> WebVerdict? {
        guard answer.status >= 200 else { return nil }
        let reply = WebReply(
            status: answer.status, body: answer.body, retryAfter: answer.retryAfter)
        return form.verdict(on: reply)
    }

    private func receipt(for answer: CurlAnswer) -> Receipt {
        let words = redaction.apply(to: String(decoding: answer.body.prefix(4_096), as: UTF8.self))
        func said(_ advice: String?) -> Receipt.Answer {
            let parts = [advice, words].compactMap(\.self).filter { !$0.isEmpty }
            return Receipt.Answer(code: answer.status, text: parts.joined(separator: ": "))
        }
        switch verdict(on: answer) {
        case .delivered: return .delivered(said(nil))
        case .deferred(let advice, let after):
            return .deferred(said(advice), after: after.map { min($0, Self.waitMax) })
        case .refused(let advice): return .refused(said(advice))
        case .moved(let place): return .refused(said("it moved a second time, to \(place)"))
        case nil: return failure(answer)
        }
    }

    private func failure(_ answer: CurlAnswer) -> Receipt {
        switch answer.outcome {
        case .failed(_, let text):
            return .deferred(
                Receipt.Answer(code: 0, text: redaction.apply(to: text)), after: nil)
        case .forbidden(let address):
            let text =
                "\(road.gate?.host ?? "the host") leads to \(address), which is not public; to "
                + "allow it, write \"allowPrivate\": [\"\(address)\"] or true into the channel"
            return .refused(Receipt.Answer(code: 0, text: text))
        case .cancelled, .closed:
            return .deferred(Receipt.Answer(code: 0, text: "the attempt was given up"), after: nil)
        case .done:
            return .deferred(
                Receipt.Answer(code: answer.status, text: "an answer without meaning"), after: nil)
        }
    }
}

// MARK: Opening

extension WebhookTransport {
    /// The host of a web address without brackets; nil where it is no web address.
    private static func host(of text: String) -> String? {
        let isClean = text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
        guard isClean, let components = URLComponents(string: text),
            ["http", "https"].contains(components.scheme?.lowercased()),
            let host = components.host, !host.isEmpty
        else { return nil }
        return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }

    private static func values(
        of headers: [WebhookChannel.Header], _ secrets: SecretReader
    ) throws(TransportError) -> [String] {
        var values: [String] = []
        for header in headers {
            let value = try secrets.read(header.value).revealed
            guard value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
                throw .settingInvalid(
                    member: "headers/\(header.name)", expected: "of printable characters")
            }
            values.append(value)
        }
        return values
    }

    private static func road(
        _ road: WebRoad, to host: String, _ secrets: SecretReader
    ) throws(TransportError) -> CurlRequest.Road {
        var proxy = ""
        if let setting = road.proxy {
            proxy = try secrets.read(setting).revealed
            let schemes = ["http", "https", "socks4a", "socks5", "socks5h"]
            guard let components = URLComponents(string: proxy),
                schemes.contains(components.scheme?.lowercased() ?? ""),
                components.host?.isEmpty == false
            else {
                throw .settingInvalid(
                    member: "proxy", expected: "http://HOST:PORT or socks5h://HOST:PORT")
            }
        }
        return CurlRequest.Road(
            clientCertificate: road.clientCertificate.map(secrets.path(of:)),
            clientKey: road.clientKey.map(secrets.path(of:)),
            pinnedKeys: road.pinnedKeys.isEmpty ? nil : road.pinnedKeys.joined(separator: ";"),
            proxy: proxy, gate: AddressGate(host: host, reach: road.reach))
    }
}
