import Foundation
import Glibc

/// A thread that listens for notifications on a connection of its own, and connects again when
/// the connection is lost. A lost notification costs the time until the next poll, so nothing more
/// is done.
final class Listener: @unchecked Sendable {
    private let lock = NSLock()
    private var isClosed = false

    private static let pauseMax: Int32 = 5_000
    private static let waitMax = Duration.seconds(1)

    init(
        _ address: PostgreSQLAddress, channel: String, elapsed: @escaping @Sendable () -> Duration,
        _ onNotify: @escaping @Sendable (Set<String>) -> Void
    ) {
        let thread = Thread { [self] in
            var pause: Int32 = 100
            while !hasEnded {
                do {
                    let connection = try PostgreSQLConnection(address, elapsed: elapsed)
                    _ = try connection.run([PostgreSQLStatement("listen", "LISTEN \(channel)")])
                    pause = 100
                    // What came while nobody listened.
                    onNotify(["inbox"])
                    while !hasEnded {
                        let payloads = try connection.notifications(atMost: Self.waitMax)
                        if !payloads.isEmpty { onNotify(payloads) }
                    }
                } catch {
                    _ = poll(nil, 0, pause)
                    pause = min(pause * 2, Self.pauseMax)
                }
            }
        }
        thread.name = "duebell-listen"
        thread.start()
    }

    private var hasEnded: Bool { lock.withLock { isClosed } }

    /// Lets the thread end within a second.
    func close() {
        lock.withLock { isClosed = true }
    }
}
