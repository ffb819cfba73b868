import Messages
import NIOCore
import NIOHTTP1
import NIOPosix

/// The demonstration's own mail server and web server, on loopback and free ports.
///
/// The servers accept everything and pass it to `events`. Only a demonstration uses them.
struct Sink: Sendable {
    let mailPort: Int
    let webPort: Int
    let events: AsyncStream<Received>
    private let feed: AsyncStream<Received>.Continuation
    private let channels: [any Channel]

    static func open(on group: any EventLoopGroup) async throws -> Sink {
        let (events, feed) = AsyncStream<Received>.makeStream()
        let mail = try await listen(on: group) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(MailSink { feed.yield($0) })
            }
        }
        let web = try await listen(on: group) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                try channel.pipeline.syncOperations.addHandler(WebSink { feed.yield($0) })
            }
        }
        return Sink(
            mailPort: mail.localAddress?.port ?? 0, webPort: web.localAddress?.port ?? 0,
            events: events, feed: feed, channels: [mail, web])
    }

    /// Ends `events` after the messages received so far.
    func end() {
        feed.finish()
    }

    func close() async {
        for channel in channels { try? await channel.close() }
    }

    private static func listen(
        on group: any EventLoopGroup,
        _ initialise: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer(initialise)
            .bind(host: "127.0.0.1", port: 0).get()
    }
}
