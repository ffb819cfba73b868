import CCurl
import Glibc

/// The one thread on which all mails and webhooks travel, with the connections they share.
///
/// Whoever asks for a transfer is suspended until it has ended; what exceeds the number allowed
/// in flight waits in order of arrival.
package final class CurlLoop: Sendable {
    private let desk: CurlDesk

    /// Starts the thread.
    package init(inFlightMax: Int = 128) {
        precondition(inFlightMax > 0, "something must be allowed in flight")
        desk = CurlDesk()
        CurlThread.start(CurlThread(desk: desk, inFlightMax: inFlightMax))
    }

    deinit {
        desk.close(telling: nil)
    }

    /// Runs a transfer; cancelling the task ends it at once.
    func perform(_ request: CurlRequest) async -> CurlAnswer {
        let transfer = CurlTransfer(request)
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

/// Where transfers are handed to the thread.
private final class CurlDesk: Sendable {
    struct State {
        /// Nil once the thread has ended.
        var multi: UnsafeMutableRawPointer?
        var submitted: [CurlTransfer] = []
        var cancelled: [CurlTransfer] = []
        /// Whether the thread sleeps, and nobody has woken it yet.
        var isAsleep = false
        var isClosing = false
        var closing: [CheckedContinuation<Void, Never>] = []

        /// One wake-up for all that is handed in while the thread works or wakes.
        mutating func wake() {
            guard isAsleep, let multi else { return }
            isAsleep = false
            curl_multi_wakeup(multi)
        }
    }

    let state: Locked<State>

    init() {
        curl_global_init(Int(CURL_GLOBAL_ALL))
        guard let multi = curl_multi_init() else {
            preconditionFailure("libcurl has no memory for its first handle")
        }
        state = Locked(State(multi: multi))
    }

    func submit(_ transfer: CurlTransfer, telling caller: CheckedContinuation<CurlAnswer, Never>) {
        let refusal: CurlAnswer.Outcome? = state.withLock { state in
            if transfer.isCancelled { return .cancelled }
            if state.isClosing { return .closed }
            transfer.continuation = caller
            state.submitted.append(transfer)
            state.wake()
            return nil
        }
        if let refusal { caller.resume(returning: CurlAnswer(outcome: refusal)) }
    }

    func cancel(_ transfer: CurlTransfer) {
        state.withLock { state in
            transfer.isCancelled = true
            state.cancelled.append(transfer)
            state.wake()
        }
    }

    func close(telling caller: CheckedContinuation<Void, Never>?) {
        let isClosed = state.withLock { state in
            state.isClosing = true
            guard state.multi != nil else { return true }
            if let caller { state.closing.append(caller) }
            state.wake()
            return false
        }
        if isClosed { caller?.resume() }
    }
}

/// The thread's own part of the loop: nothing here is touched by another.
private final class CurlThread {
    private let desk: CurlDesk
    private let multi: UnsafeMutableRawPointer
    private let inFlightMax: Int
    private var waiting: [CurlTransfer] = []
    private var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var spare: [CurlHandle] = []

    init(desk: CurlDesk, inFlightMax: Int) {
        guard let multi = desk.state.withLock(\.multi) else {
            preconditionFailure("a desk opens with its multi handle")
        }
        self.desk = desk
        self.multi = multi
        self.inFlightMax = inFlightMax
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, inFlightMax)
    }

    static func start(_ thread: CurlThread) {
        var id = pthread_t()
        let context = Unmanaged.passRetained(thread).toOpaque()
        let code = pthread_create(&id, nil, runCurlThread, context)
        precondition(code == 0, "a thread can be started")
        pthread_detach(id)
    }

    func run() {
        blockSignals()
        while takeFromDesk() {
            startWaiting()
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            finishEnded()
            sleep()
        }
        end()
    }

    /// False when there is no more to do, ever.
    private func takeFromDesk() -> Bool {
        let (cancelled, isClosing) = desk.state.withLock { state in
            waiting += state.submitted
            state.submitted.removeAll(keepingCapacity: true)
            defer { state.cancelled.removeAll() }
            return (state.cancelled, state.isClosing)
        }
        for transfer in cancelled { abandon(transfer) }
        return !isClosing || !waiting.isEmpty || !running.isEmpty
    }

    private func abandon(_ transfer: CurlTransfer) {
        if let handle = transfer.handle {
            release(handle, of: transfer)
        } else if let index = waiting.firstIndex(where: { $0 === transfer }) {
            waiting.remove(at: index)
        }
        transfer.finish(with: CurlAnswer(outcome: .cancelled))
    }

    private func startWaiting() {
        let room = min(inFlightMax - running.count, waiting.count)
        guard room > 0 else { return }
        for transfer in waiting.prefix(room) { start(transfer) }
        waiting.removeFirst(room)
    }

    private func start(_ transfer: CurlTransfer) {
        guard let handle = spare.popLast() ?? CurlHandle() else {
            let outcome = CurlAnswer.Outcome.failed(code: 27, text: "out of memory")
            transfer.finish(with: CurlAnswer(outcome: outcome))
            return
        }
        handle.prepare(for: transfer)
        transfer.handle = handle
        running[handle.easy] = transfer
        curl_multi_add_handle(multi, handle.easy)
    }

    private func finishEnded() {
        var result = CURLE_OK
        while let easy = ccurl_multi_next_ended(multi, &result) {
            guard let transfer = running[easy], let handle = transfer.handle else { continue }
            let answer = transfer.answer(result, from: handle)
            release(handle, of: transfer)
            transfer.finish(with: answer)
        }
    }

    private func release(_ handle: CurlHandle, of transfer: CurlTransfer) {
        curl_multi_remove_handle(multi, handle.easy)
        running[handle.easy] = nil
        transfer.handle = nil
        handle.reset()
        spare.append(handle)
    }

    private func sleep() {
        let isIdle = desk.state.withLock { state in
            let isIdle =
                state.submitted.isEmpty && state.cancelled.isEmpty
                && (waiting.isEmpty || running.count >= inFlightMax)
                && !(state.isClosing && running.isEmpty)
            state.isAsleep = isIdle
            return isIdle
        }
        guard isIdle else { return }
        curl_multi_poll(multi, nil, 0, 60_000, nil)
        desk.state.withLock { $0.isAsleep = false }
    }

    private func end() {
        let closing = desk.state.withLock { state in
            state.multi = nil
            return state.closing
        }
        spare.removeAll()
        curl_multi_cleanup(multi)
        for caller in closing { caller.resume() }
    }

    /// Signals are for the threads that wait for them; a closed connection is no reason to die.
    private func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, nil)
    }
}

private func runCurlThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<CurlThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
