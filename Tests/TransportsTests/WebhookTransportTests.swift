import Calendars
import Cases
import Deliveries
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import Transports

@Suite(.serialized) struct WebhookTransportTests {
    private static let server = Result { try TestServer("http_server.py") }

    private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private func open(
        _ path: String, secret: String? = nil, limits: TransferLimits = TransferLimits(),
        loop: CurlLoop = CurlLoop()
    ) throws -> any Transport {
        let url = "http://127.0.0.1:\(try Self.server.get().port)\(path)"
        let channel = WebhookChannel(
            url: .literal(url), secrets: secret.map { [.literal($0)] } ?? [])
        return try openTransport(.webhook(channel), loop: loop, limits: limits)
    }

    private func send(
        _ path: String, id: String = "m", limits: TransferLimits = TransferLimits()
    ) async throws -> Receipt {
        let receipts = try await open(path, limits: limits).send(sampleMessage(id: id, to: [nil]))
        return try #require(receipts.first)
    }

    private func requests(of id: String) throws -> [JSON] {
        try Self.server.get().log().filter { $0["headers"]?["webhook-id"]?.string == id }
    }

    @Test func `a request says what happened and when, and is signed`() async throws {
        let message = sampleMessage(id: "signed", to: [nil], text: "迟到", data: ["a": 1])
        let receipts = try await open("/status/200?say=ok", secret: secret).send(message)
        #expect(receipts == [.delivered(Receipt.Answer(code: 200, text: "ok"))])
        let request = try #require(try requests(of: "signed_0").first)
        let body = """
            {"type":"incident.report_overdue","timestamp":"2026-05-12T08:05:00Z",\
            "data":{"a":1,"subject":"i-1: report overdue","text":"迟到","language":"en"}}
            """
        #expect(request["body"]?.string == body)
        let headers = try #require(request["headers"])
        #expect(headers["content-type"]?.string == "application/json")
        #expect(headers["webhook-timestamp"]?.string == "1778573160")
        let signer = try #require(WebhookSigner(Secret(secret)))
        let signature = signer.signature(
            id: "signed_0", timestamp: 1_778_573_160, body: Array(body.utf8))
        #expect(headers["webhook-signature"]?.string == signature)
        #expect(headers["expect"] == nil)
    }

    @Test func `without a secret nothing is signed`() async throws {
        _ = try await send("/status/200", id: "unsigned")
        let request = try #require(try requests(of: "unsigned_0").first)
        #expect(request["headers"]?["webhook-signature"] == nil)
    }

    @Test func `each addressee has a receipt and an id of its own, in order`() async throws {
        let message = sampleMessage(id: "many", to: [nil, nil, nil])
        let receipts = try await open("/status/204").send(message)
        #expect(receipts.map(\.delivery?.code) == [204, 204, 204])
        for index in 0..<3 { #expect(try requests(of: "many_\(index)").count == 1) }
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func `any answer of two hundred and some is a delivery`(status: Int) async throws {
        #expect(try await send("/status/\(status)").delivery?.code == status)
    }

    @Test(arguments: [400, 401, 403, 404, 409, 410, 413, 422])
    func `a fault found in the request is refused for good`(status: Int) async throws {
        #expect(try await send("/status/\(status)").refusal?.code == status)
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504])
    func `a fault that passes is deferred`(status: Int) async throws {
        #expect(try await send("/status/\(status)").deferral?.code == status)
    }

    @Test(arguments: [("7", Duration.seconds(7)), ("86400", .seconds(3_600))])
    func `a receiver may ask for time, an hour at most`(
        wait: String, expected: Duration
    ) async throws {
        let receipt = try await send("/status/429?retry-after=\(wait)&say=slow")
        #expect(receipt == .deferred(Receipt.Answer(code: 429, text: "slow"), after: expected))
    }

    @Test func `a receiver may ask for time by naming its end`() async throws {
        let receipt = try await send("/status/503?retry-date=90&say=later")
        guard case .deferred(let answer, let after) = receipt else {
            Issue.record("\(receipt)")
            return
        }
        #expect(answer == Receipt.Answer(code: 503, text: "later"))
        let asked = try #require(after)
        // A date has whole seconds, and some time has passed since the server wrote it.
        #expect(asked > .seconds(60) && asked <= .seconds(90), "\(asked)")
    }

    @Test func `a redirection is refused, not followed`() async throws {
        #expect(try await send("/redirect", id: "redirected").refusal?.code == 302)
        #expect(try requests(of: "redirected_0").count == 1)
    }

    @Test func `an endless reply is cut off, its status holds`() async throws {
        #expect(try await send("/endless/200").delivery?.code == 200)
        let receipt = try await send("/endless/500")
        #expect(receipt.deferral?.code == 500)
        #expect(receipt.answer.text.count == 500)
    }

    @Test func `a reply that breaks off after its status is that status`() async throws {
        #expect(try await send("/broken/200").delivery?.code == 200)
        #expect(try await send("/broken/404").refusal?.code == 404)
    }

    @Test func `a connection closed without an answer is deferred`() async throws {
        #expect(try await send("/close").deferral?.code == 0)
    }

    @Test func `a receiver that never answers is deferred in time`() async throws {
        #expect(try await send("/silence", limits: shortLimits).deferral?.code == 0)
    }

    @Test func `a port nobody listens on is deferred`() async throws {
        let channel = WebhookChannel(url: .literal("http://127.0.0.1:1/"))
        let receipts = try await openTransport(.webhook(channel)).send(sampleMessage(to: [nil]))
        #expect(receipts.map(\.deferral?.code) == [0])
    }

    @Test func `a kept connection that died is replaced`() async throws {
        let transport = try open("/once")
        for number in 0..<3 {
            let receipts = await transport.send(sampleMessage(id: "once\(number)", to: [nil]))
            #expect(receipts.map(\.delivery?.code) == [200])
        }
    }

    @Test func `connections are kept from one message to the next`() async throws {
        let transport = try open("/status/200")
        for number in 0..<3 { _ = await transport.send(sampleMessage(id: "k\(number)", to: [nil])) }
        let peers = try (0..<3).map { try requests(of: "k\($0)_0").first?["peer"]?.integer }
        #expect(peers[0] != nil)
        #expect(Set(peers).count == 1)
    }

    @Test func `what a reply repeats of a secret address is taken out`() async throws {
        let receipt = try await send("/hooks/T024-s3cr3t/B77?token=p%40ssw0rd")
        #expect(receipt.refusal?.text == "Cannot POST /hooks/***/B77?token=***")
    }

    @Test func `a proxy in the environment is not asked`() async throws {
        let server = try TestServer("http_server.py")
        let folder = try TestFolder().with("rules")
        try folder.write(
            """
            { "settings": { "zone": "UTC", "operators": ["contact:x"] },
              "contacts": { "x": { "name": "X", "reach": [{ "channel": "room" }] } },
              "channels": { "room": { "kind": "webhook",
                "url": "http://127.0.0.1:\(server.port)/status/200" } } }
            """, to: "rules/rules.json")
        // A separate process: the environment belongs to all threads.
        let outcome = try await Program.run(
            ["send-test", "contact:x"], in: folder.path,
            environment: ["http_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try server.log().count == 1)
    }

    @Test func `a server is trusted by the authorities the channel names alone`() async throws {
        let folder = try TestFolder()
        let (certificate, key) = try makeCertificate(in: folder)
        let server = try TestServer("http_server.py", [certificate, key])
        let url = SecretReference.literal("https://localhost:\(server.port)/status/200")
        let message = sampleMessage(to: [nil])
        let stranger = try openTransport(.webhook(WebhookChannel(url: url)))
        #expect(await stranger.send(message).map(\.deferral?.code) == [0])
        let trusted = WebhookChannel(
            url: url, connection: WebConnection(authorities: "certificate.pem"))
        let known = try openTransport(.webhook(trusted), rulesFolder: folder.path)
        #expect(await known.send(message).map(\.delivery?.code) == [200])
    }

    @Test(arguments: ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2L"])
    func `a secret that cannot sign is found when the channel opens`(secret: String) throws {
        #expect(throws: TransportError.self) { try open("/status/200", secret: secret) }
    }

    @Test(arguments: ["", "ftp://a.example/", "file:///etc/passwd", "http://", "http://a b/", "x"])
    func `an address that is not of the web is found when the channel opens`(url: String) throws {
        let channel = WebhookChannel(url: .literal(url))
        let error = #expect(throws: TransportError.self) { try openTransport(.webhook(channel)) }
        if url.count > 1 { #expect(error?.description.contains(url) == false) }
    }
}

// MARK: Scope and possible arrival

extension WebhookTransportTests {
    private func answer(
        to path: String, form: WebhookChannel.Form = .standard, address: String? = nil,
        limits: TransferLimits = TransferLimits()
    ) async throws -> Receipt {
        let server = try Self.answering.get()
        let url = SecretReference.literal("http://127.0.0.1:\(server.port)\(path)")
        let transport = try openTransport(
            .webhook(WebhookChannel(url: url, form: form)), limits: limits)
        return try #require(await transport.send(sampleMessage(to: [address])).first)
    }

    private static let answering = Result { try TestServer("http_server.py") }

    @Test(arguments: [
        (401, true), (402, true), (403, true), (404, true), (405, true), (407, true), (410, true),
        (302, true), (400, false), (413, false), (422, false), (409, false),
    ])
    func `a refusal of every message is about the channel`(
        status: Int, isOfChannel: Bool
    ) async throws {
        let receipt = try await answer(to: "/status/\(status)")
        #expect(receipt.refusal?.code == status)
        let scope = status == 413 ? Receipt.Answer.Scope.message : .unknown
        #expect(receipt.answer.scope == (isOfChannel ? .channel : scope))
        // A gateway may mean the number it was given.
        let body = WebhookChannel.Form.own(
            OwnBody(template: try BodyTemplate(["to": "{{to.address}}"])))
        let sms = try await answer(to: "/status/\(status)", form: body, address: "139")
        let isOfItself = [401, 405, 407, 302].contains(status)
        let isOfNumber = [402, 403, 404, 410].contains(status)
        #expect(sms.answer.scope == (isOfItself ? .channel : isOfNumber ? .message : scope))
    }

    @Test func `an address that may not be reached is about the channel`() async throws {
        let channel = WebhookChannel(url: .literal("http://10.255.255.1/"))
        let receipts = await (try openTransport(.webhook(channel))).send(
            sampleMessage(to: [nil]))
        #expect(receipts.first?.refusal?.scope == .channel)
    }

    @Test(arguments: [
        ("/reset", true), ("/close", true), ("/silence", true), ("/status/502", true),
        ("/status/504", true), ("/status/503", false), ("/status/500", false),
        ("/status/429", false),
    ])
    func `what was sent and not answered may have arrived`(
        path: String, mayHave: Bool
    ) async throws {
        let limits = path == "/silence" ? shortLimits : TransferLimits()
        let receipt = try await answer(to: path, limits: limits)
        #expect(receipt.deferral?.mayHaveArrived == mayHave, "\(receipt)")
    }

    @Test(arguments: ["http://127.0.0.1:1/", "http://hook.invalid/", "https://127.0.0.1:PORT/"])
    func `what never went out has not arrived`(url: String) async throws {
        let port = try Self.answering.get().port
        let channel = WebhookChannel(url: .literal(url.replacing("PORT", with: "\(port)")))
        let receipts = await (try openTransport(.webhook(channel))).send(
            sampleMessage(to: [nil]))
        #expect(receipts.first?.deferral?.mayHaveArrived == false, "\(receipts)")
    }

    @Test func `a reply that lacks what success asks for may still have taken it`() async throws {
        let body = OwnBody(
            template: try BodyTemplate(["a": 1]), success: .init(path: ["code"], value: 0))
        let receipt = try await answer(to: "/status/200?say=hello", form: .own(body))
        #expect(receipt.deferral?.mayHaveArrived == true)
    }

    @Test func `an attempt that is given up after it was sent may have arrived`() async throws {
        let server = try TestServer("http_server.py")
        let url = SecretReference.literal("http://127.0.0.1:\(server.port)/silence")
        let transport = try openTransport(.webhook(WebhookChannel(url: url)))
        let task = Task { await transport.send(sampleMessage(to: [nil])) }
        while try server.log().isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value.first?.deferral?.mayHaveArrived == true)
    }
}

// MARK: Addressees

extension WebhookTransportTests {
    @Test func `each of those told together is told as the one who is meant`() async throws {
        let data: JSONObject = [
            "to": "contact:duty", "name": "Duty",
            "messages": [["to": "contact:duty", "name": "Duty", "incident": "i-1"]],
        ]
        let people = [("contact:duty", "Duty"), ("contact:head", "Head")]
        let message = Message(
            id: "grp_both", incident: "i-1",
            addressees: people.enumerated().map { index, person in
                Message.Addressee(
                    delivery: Delivery.ID("both_\(index)"), name: person.1, address: nil,
                    recipient: person.0)
            },
            language: .english, subject: "s", text: "t", html: "h", type: "incident.bundle",
            data: data, decidedAt: sampleInstant, zone: .utc)
        let own = OwnBody(template: try BodyTemplate(["who": "{{data.to}}", "n": "{{to.name}}"]))
        for form in [WebhookChannel.Form.standard, .own(own)] {
            let server = try TestServer("http_server.py")
            let url = SecretReference.literal("http://127.0.0.1:\(server.port)/status/200")
            let transport = try openTransport(.webhook(WebhookChannel(url: url, form: form)))
            #expect(await transport.send(message).map(\.delivery?.code) == [200, 200])
            let bodies = try server.log().map { entry in
                try JSONReader.read(Array((entry["body"]?.string ?? "").utf8))
            }
            let told = bodies.map { $0["data"]?["to"]?.string ?? $0["who"]?.string }
            #expect(Set(told) == ["contact:duty", "contact:head"])
            for body in bodies where body["data"] != nil {
                let name = body["data"]?["to"] == "contact:duty" ? "Duty" : "Head"
                #expect(body["data"]?["name"]?.string == name)
                let part = body["data"]?["messages"]?.array?.first
                #expect(part?["to"] == body["data"]?["to"])
                #expect(part?["name"]?.string == name)
                #expect(part?["incident"] == "i-1")
            }
        }
    }
}
