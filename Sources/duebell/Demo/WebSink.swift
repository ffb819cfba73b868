import JSON
import NIOCore
import NIOHTTP1
import Rules

/// One connection to the demonstration's web server, which accepts every message.
final class WebSink: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let deliver: @Sendable (Received) -> Void
    private var body: [UInt8] = []
    private var id = ""

    init(deliver: @escaping @Sendable (Received) -> Void) {
        self.deliver = deliver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            id = head.headers.first(name: "webhook-id") ?? ""
            body = []
        case .body(let part):
            body += Array(buffer: part)
        case .end:
            take()
            let head = HTTPResponseHead(
                version: .http1_1, status: .ok, headers: ["content-length": "0"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    private func take() {
        let data = (try? JSONReader.read(body))?["data"]
        deliver(
            .webhook(
                id: id, subject: data?["subject"]?.string ?? "", to: data?["name"]?.string ?? ""))
    }
}
