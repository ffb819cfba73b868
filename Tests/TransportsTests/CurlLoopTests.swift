import Cases
import Deliveries
import JSON
import Rules
import TestSupport
import Testing
import Transports

@Suite(.serialized) struct CurlLoopTests {
    private let server: TestServer

    init() throws {
        server = try TestServer("http_server.py")
    }

    private func open(_ path: String, loop: CurlLoop) throws -> any Transport {
        let url = SecretReference.literal("http://127.0.0.1:\(server.port)\(path)")
        return try openTransport(.webhook(WebhookChannel(url: url)), loop: loop)
    }

    @Test func `a cancelled task ends its transfer at once and no other`() async throws {
        let loop = CurlLoop()
        let silent = try open("/silence", loop: loop)
        let slow = try open("/slow/0.3", loop: loop)
        async let other = slow.send(sampleMessage(id: "other", to: [nil]))
        let task = Task { await silent.send(sampleMessage(id: "cancelled", to: [nil])) }
        while try server.log().count < 2 { await Task.yield() }
        task.cancel()
        #expect(await task.value.map(\.deferral?.text) == ["the attempt was given up"])
        #expect(await other.map(\.delivery?.code) == [200])
    }

    @Test func `a task cancelled before it starts sends nothing`() async throws {
        let transport = try open("/status/200", loop: CurlLoop())
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await transport.send(sampleMessage(to: [nil]))
        }
        task.cancel()
        #expect(await task.value.map(\.deferral?.code) == [0])
    }

    @Test func `what exceeds the number in flight waits and arrives`() async throws {
        let transport = try open("/status/200", loop: CurlLoop(inFlightMax: 2))
        let message = sampleMessage(id: "queue", to: Array(repeating: nil, count: 100))
        let receipts = await transport.send(message)
        #expect(receipts.count { $0.delivery?.code == 200 } == 100)
        let peers = Set(try server.log().map { $0["peer"] })
        #expect(peers.count <= 2)
    }

    @Test func `closing waits for what is in flight and takes no more`() async throws {
        let loop = CurlLoop()
        let transport = try open("/slow/0.3", loop: loop)
        async let last = transport.send(sampleMessage(id: "last", to: [nil]))
        while try server.log().isEmpty { await Task.yield() }
        await loop.close()
        #expect(await last.map(\.delivery?.code) == [200])
        let late = await transport.send(sampleMessage(id: "late", to: [nil]))
        #expect(late.map(\.deferral?.text) == ["the attempt was given up"])
        await loop.close()
    }
}
