import Calendars
import Cases
import Logging
import Rules
import ServiceLifecycle
import Storage
import Transports

/// Sends what is committed and unsent. Safe to run in any number of workers.
///
/// At least once: a worker that dies between send and settle leaves the entry to the next lease,
/// and the copy carries the same id.
package struct DispatchService: Service {
    let office: Office
    let transports: TransportDesk
    let retry: Retry
    let owner: String

    /// Bounds that belong together: a lease must outlast the longest attempt, or two workers send.
    package enum Bounds {
        /// Messages being sent at once, in all and on one channel.
        package static let inFlightMax = 256
        package static let perChannelMax = 64
        /// The longest an attempt may take; transports give up before.
        package static let attemptMax = Duration.seconds(60)
        package static let lease = Duration.seconds(180)
        /// How long what finds its channel busy waits before it is looked at again.
        package static let busyPause = Duration.seconds(1)
    }

    /// `owner` names this worker in its leases.
    package init(
        office: Office, transports: TransportDesk, owner: String, retry: Retry = Retry()
    ) {
        precondition(
            Bounds.attemptMax * 2 < Bounds.lease, "a lease outlasts what is done under it")
        self.office = office
        self.transports = transports
        self.owner = owner
        self.retry = retry
    }

    /// Runs until told to stop; what is being sent then is finished and settled.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Parcel.Load.self) { group in
                var load = Traffic()
                while !Task.isShuttingDownGracefully, !Task.isCancelled {
                    let parcels = await nextParcels(beside: load)
                    for parcel in parcels {
                        load.add(parcel.load)
                        group.addTask { await self.send(parcel) }
                    }
                    if load.isEmpty {
                        await waitForWork()
                    } else if parcels.isEmpty || load.isFull, let done = await group.next() {
                        load.remove(done)
                    }
                }
                await group.waitForAll()
            }
        } onGracefulShutdown: {
            office.outbox.ring()
        }
    }

    /// Sends everything that may be sent now, and returns when it is settled.
    package func drain() async {
        while true {
            let parcels = await nextParcels(beside: Traffic())
            guard !parcels.isEmpty else { return }
            await withTaskGroup(of: Void.self) { group in
                for parcel in parcels { group.addTask { _ = await send(parcel) } }
            }
        }
    }

    private func waitForWork() async {
        let next = try? await office.store.read { try $0.earliestDelivery() }
        let now = office.timekeeper.now()
        let ahead = next.flatMap { $0 }.map { $0 - now } ?? ClockworkService.waitMax
        // A delivery that is due and was not claimed is another worker's, or the store is ill.
        let span = max(min(ahead, ClockworkService.waitMax), .milliseconds(50))
        await office.outbox.wait(atMost: office.timekeeper.wait(for: span))
    }
}

/// How much is being sent, in all and on each channel.
struct Traffic {
    private var counts: [Channel.ID: Int] = [:]
    private var total = 0

    var isEmpty: Bool { total == 0 }
    var isFull: Bool { total >= DispatchService.Bounds.inFlightMax }
    var room: Int { max(0, DispatchService.Bounds.inFlightMax - total) }

    func isBusy(_ channel: Channel.ID) -> Bool {
        counts[channel, default: 0] >= DispatchService.Bounds.perChannelMax
    }

    mutating func add(_ load: Parcel.Load) {
        counts[load.channel, default: 0] += 1
        total += load.count
    }

    mutating func remove(_ load: Parcel.Load) {
        counts[load.channel, default: 0] -= 1
        total -= load.count
    }
}
