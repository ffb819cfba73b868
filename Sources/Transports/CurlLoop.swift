/// The single thread that carries all mails and webhooks, with the connections they share.
///
/// The caller of a transfer is suspended until the transfer has ended. Transfers beyond the number
/// allowed in flight wait, in a queue per transport.
package final class CurlLoop: Sendable {
    private let desk: CurlHandover
    private let lines = Locked(0)

    /// Starts the thread, with at most `inFlightMax` transfers in flight.
    package init(inFlightMax: Int = 128) {
        precondition(inFlightMax > 0, "something must be allowed in flight")
        desk = CurlHandover()
        CurlThread.start(CurlThread(desk: desk, inFlightMax: inFlightMax))
    }

    deinit {
        desk.close(telling: nil)
    }

    /// Returns an unused queue number.
    func nextLine() -> Int {
        lines.withLock { lines in
            lines += 1
            return lines
        }
    }

    /// Runs a transfer in a queue; cancelling the task ends the transfer at once.
    func perform(_ request: CurlRequest, in line: TransferLine) async -> CurlAnswer {
        let transfer = CurlTransfer(request, in: line)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { desk.submit(transfer, telling: $0) }
        } onCancel: {
            desk.cancel(transfer)
        }
    }

    /// Accepts no more work, waits for transfers in flight and closes the connections.
    package func close() async {
        await withCheckedContinuation { desk.close(telling: $0) }
    }
}
