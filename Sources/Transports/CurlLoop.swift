/// The one thread on which all mails and webhooks travel, with the connections they share.
///
/// Whoever asks for a transfer is suspended until it has ended; what exceeds the number allowed
/// in flight waits, in a line for each transport.
package final class CurlLoop: Sendable {
    private let desk: CurlDesk
    private let lines = Locked(0)

    /// Starts the thread.
    package init(inFlightMax: Int = 128) {
        precondition(inFlightMax > 0, "something must be allowed in flight")
        desk = CurlDesk()
        CurlThread.start(CurlThread(desk: desk, inFlightMax: inFlightMax))
    }

    deinit {
        desk.close(telling: nil)
    }

    /// Returns the number of a line that nobody has yet.
    func nextLine() -> Int {
        lines.withLock { lines in
            lines += 1
            return lines
        }
    }

    /// Runs a transfer; cancelling the task ends it at once.
    func perform(_ request: CurlRequest, in line: TransferLine) async -> CurlAnswer {
        let transfer = CurlTransfer(request, in: line)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { desk.submit(transfer, telling: $0) }
        } onCancel: {
            desk.cancel(transfer)
        }
    }

    /// Takes no more work, waits for what is in flight, closes the connections.
    package func close() async {
        await withCheckedContinuation { desk.close(telling: $0) }
    }
}
