import CCurl

/// The handover of transfers to the loop's thread.
final class CurlHandover: Sendable {
    struct State {
        /// The multi handle; nil once the thread has ended.
        var multi: UnsafeMutableRawPointer?
        var submitted: [CurlTransfer] = []
        var cancelled: [CurlTransfer] = []
        /// True while the thread sleeps and nobody has woken it yet.
        var isAsleep = false
        var isClosing = false
        var closing: [CheckedContinuation<Void, Never>] = []

        /// Wakes the thread, once for all transfers handed over before it takes them.
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
