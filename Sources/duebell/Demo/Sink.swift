import Messages

/// The demonstration's own mail server and web server, on loopback and free ports.
///
/// They accept everything; what they get is handed to `events`. Nothing but a demonstration uses
/// them.
struct Sink: Sendable {
    let events: AsyncStream<Received>
    private let feed: AsyncStream<Received>.Continuation
    private let mail: LoopbackServer
    private let web: LoopbackServer

    var mailPort: Int { mail.port }
    var webPort: Int { web.port }

    init() throws {
        let (events, feed) = AsyncStream<Received>.makeStream()
        self.events = events
        self.feed = feed
        mail = try LoopbackServer { MailSink { feed.yield($0) } }
        web = try LoopbackServer { WebSink { feed.yield($0) } }
    }

    /// Ends `events` after what has come.
    func end() {
        feed.finish()
    }

    func close() {
        mail.close()
        web.close()
    }
}
