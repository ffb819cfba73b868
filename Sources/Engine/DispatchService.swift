import Calendars
import Cases
package import Deliveries
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
    let gates: GateDesk
    let claims = ClaimTokens()

    /// `owner` names this worker in its leases.
    package init(
        office: Office, transports: TransportDesk, owner: String, retry: Retry = Retry()
    ) {
        precondition(
            DispatchBounds.attemptMax * 2 < DispatchBounds.lease,
            "a lease outlasts what is done under it")
        self.office = office
        self.transports = transports
        self.owner = owner
        self.retry = retry
        gates = GateDesk(retry: retry)
    }

    /// Runs until told to stop; what is being sent then is finished and settled.
    package func run() async throws {
        await withGracefulShutdownHandler {
            let desk = TrafficDesk()
            let settling = SettlingDesk { await settle($0) }
            await withDiscardingTaskGroup { group in
                while !Task.isShuttingDownGracefully, !Task.isCancelled {
                    let parcels = await nextParcels(beside: desk.traffic)
                    await desk.add(parcels.map(\.load))
                    for parcel in parcels {
                        group.addTask {
                            let results = await attempt(parcel)
                            if await desk.land(parcel.load) { office.outbox.ring() }
                            await settling.settle(results)
                            if await desk.remove(parcel.load) { office.outbox.ring() }
                        }
                    }
                    if parcels.isEmpty { await waitForWork() }
                }
            }
        } onGracefulShutdown: {
            office.outbox.ring()
        }
    }

    /// Sends everything that may be sent now, and returns when it is settled.
    package func drain() async {
        let settling = SettlingDesk { await settle($0) }
        while true {
            let parcels = await nextParcels(beside: Traffic())
            guard !parcels.isEmpty else { return }
            await withTaskGroup(of: Void.self) { group in
                for parcel in parcels {
                    group.addTask { await settling.settle(await attempt(parcel)) }
                }
            }
        }
    }

    private func waitForWork() async {
        let next = try? await office.store.read { try $0.earliestDelivery() }
        let now = office.timekeeper.now()
        let ahead = next.flatMap { $0 }.map { $0 - now } ?? ClockworkService.waitMax
        // What is due and was not claimed is another worker's, or its channel has no room.
        let span = max(min(ahead, ClockworkService.waitMax), .milliseconds(50))
        await office.outbox.wait(atMost: office.timekeeper.wait(for: span))
    }
}

/// The names of the claims of one dispatcher, each given out once.
actor ClaimTokens {
    private var count = 0

    func token(for owner: String, at now: Instant) -> String {
        count += 1
        return "\(owner)/\(now.milliseconds)/\(count)"
    }
}
