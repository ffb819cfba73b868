import Calendars
import Cases
import Deliveries
import FoundationEssentials
import Messages
import Rules

/// Posts each message to one web address, in the form its receiver expects.
struct WebhookTransport: Transport {
    private let line: CurlLine
    private let limits: TransferLimits
    private let url: String
    private let form: any WebForm
    private let method: WebhookChannel.Method
    private let headers: [String]
    private let redaction: Redaction
    private let authorities: String?
    private let connection: CurlRequest.Connection
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
        authorities = channel.connection.authorities.map(secrets.path(of:))
        let proxy = try channel.connection.proxy.map { setting throws(TransportError) in
            try ProxyAddress(secrets.read(setting))
        }
        connection = Self.connection(channel.connection, to: host, by: proxy, secrets)
        let secret = zip(channel.headers, values).filter { !$0.0.value.isLiteral }.map(\.1)
        let written = zip(channel.headers, values).filter(\.0.value.isLiteral).map(\.1)
        redaction = Redaction(
            url: url,
            secrets: hidden + secret.flatMap(Redaction.secrets(inHeader:))
                + (proxy?.secrets ?? []),
            words: written.flatMap(Redaction.secrets(inHeader:)))
        line = CurlLine(before: loop)
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
            let answer = await perform(post, isOperational: message.isOperational)
            let verdict = verdict(on: answer, post.body.count, to: addressee)
            if case .moved(let place) = verdict, mayMove {
                let there = Message.Addressee(
                    delivery: addressee.delivery, name: addressee.name, address: place,
                    recipient: addressee.recipient, isOutside: addressee.isOutside)
                let place = addressee.address == nil ? "`chat`" : "the address in `reach`"
                return await send(message, to: there, mayMove: false).led(
                    by: "it has moved to \(there.address ?? ""), write that into \(place)")
            }
            last = receipt(for: answer, verdict)
            guard case .delivered = last else { return last }
        }
        return last
    }

    private func perform(_ post: WebPost, isOperational: Bool) async -> CurlAnswer {
        // The address a proxy connects to is not checked again on the way.
        if !connection.proxy.isEmpty, let address = connection.gate?.refusalOfHost {
            return CurlAnswer(outcome: .forbidden(address: address))
        }
        let lines = ["Content-Type: \(post.type)", "User-Agent: duebell"] + post.headers + headers
        return await line.perform(
            CurlRequest(
                url: url.adding(post.query),
                payload: .post(body: post.body, headers: lines, method: method),
                authorities: authorities, connection: connection, limits: limits),
            isOperational: isOperational)
    }
}

// MARK: Outcome

extension WebhookTransport {
    /// The longest time for which a receiver may delay a message.
    private static let waitMax = Duration.seconds(3_600)

    /// Returns the verdict by the status line; a truncated body is judged as far as it was
    /// received.
    private func verdict(
        on answer: CurlAnswer, _ requestSize: Int, to addressee: Message.Addressee
    ) -> WebVerdict? {
        guard answer.status >= 200 else { return nil }
        let reply = WebReply(
            status: answer.status, body: answer.body, retryAfter: answer.retryAfter,
            isOfAddress: addressee.address != nil, requestSize: requestSize)
        return form.verdict(on: reply)
    }

    private func receipt(for answer: CurlAnswer, _ verdict: WebVerdict?) -> Receipt {
        let words = redaction.apply(to: String(decoding: answer.body.prefix(4_096), as: UTF8.self))
        func said(
            _ advice: String?, of scope: Receipt.Answer.Scope = .message,
            mayHaveArrived: Bool = false
        ) -> Receipt.Answer {
            let parts = [advice, words].compactMap(\.self).filter { !$0.isEmpty }
            return Receipt.Answer(
                code: answer.status, text: parts.joined(separator: ": "), scope: scope,
                mayHaveArrived: mayHaveArrived)
        }
        switch verdict {
        case .delivered: return .delivered(said(nil))
        case .deferred(let advice, let after, let mayHaveArrived):
            return .deferred(
                said(advice, mayHaveArrived: mayHaveArrived),
                after: after.map { min($0, Self.waitMax) })
        case .refused(let advice, let scope): return .refused(said(advice, of: scope))
        case .moved(let place): return .refused(said("it moved a second time, to \(place)"))
        case nil: return failure(answer)
        }
    }

    private func failure(_ answer: CurlAnswer) -> Receipt {
        func deferred(_ code: Int, _ text: String) -> Receipt {
            .deferred(
                Receipt.Answer(
                    code: code, text: redaction.apply(to: text),
                    mayHaveArrived: answer.isRequestGiven), after: nil)
        }
        switch answer.outcome {
        case .failed(_, let text): return deferred(0, text)
        case .forbidden(let address):
            let text =
                "\(connection.gate?.host ?? "the host") leads to \(address), which is not public; to "
                + "allow it, write \"allowPrivate\": [\"\(address)\"] or true into the channel"
            return .refused(Receipt.Answer(code: 0, text: text, scope: .channel))
        case .cancelled, .closed: return deferred(0, "the attempt was given up")
        case .done: return deferred(answer.status, "an answer without meaning")
        }
    }
}

extension Receipt {
    /// Returns the receipt with a text of ours before the answer of the remote side.
    fileprivate func led(by words: String) -> Receipt {
        let text = answer.text.isEmpty ? words : "\(words): \(answer.text)"
        let answer = Receipt.Answer(
            code: answer.code, text: text, scope: answer.scope,
            mayHaveArrived: answer.mayHaveArrived)
        return switch self {
        case .delivered: .delivered(answer)
        case .deferred(_, let after): .deferred(answer, after: after)
        case .refused: .refused(answer)
        }
    }
}

// MARK: Opening

extension WebhookTransport {
    /// Returns the host of a web address without brackets; nil if the text is no web address.
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

    private static func connection(
        _ connection: WebConnection, to host: String, by proxy: ProxyAddress?,
        _ secrets: SecretReader
    ) -> CurlRequest.Connection {
        CurlRequest.Connection(
            clientCertificate: connection.clientCertificate.map(secrets.path(of:)),
            clientKey: connection.clientKey.map(secrets.path(of:)),
            pinnedKeys: connection.pinnedKeys.isEmpty
                ? nil : connection.pinnedKeys.joined(separator: ";"),
            proxy: proxy?.text ?? "", gate: AddressGate(host: host, reach: connection.reach))
    }
}
