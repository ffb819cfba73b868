import Foundation

/// Permission to have a watcher with its files and connections open; returned on release.
///
/// All stories start at once, and a process has a limited number of files: Foundation, which starts
/// the servers, supports no more than a few thousand.
final class Permit: Sendable {
    private static let room = Room(16)

    private init() {}

    deinit {
        Self.room.give()
    }

    /// Waits for a free permit.
    static func take() async -> Permit {
        await room.take()
        return Permit()
    }

    private final class Room: @unchecked Sendable {
        private let lock = NSLock()
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ seats: Int) {
            free = seats
        }

        func take() async {
            await withCheckedContinuation { continuation in
                let isFree = lock.withLock {
                    if free == 0 {
                        waiting.append(continuation)
                        return false
                    }
                    free -= 1
                    return true
                }
                if isFree { continuation.resume() }
            }
        }

        func give() {
            let next = lock.withLock {
                guard !waiting.isEmpty else {
                    free += 1
                    return nil as CheckedContinuation<Void, Never>?
                }
                return waiting.removeFirst()
            }
            next?.resume()
        }
    }
}
