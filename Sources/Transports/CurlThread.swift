import CCurl
import Glibc
import Messages

/// The state of the loop that only its own thread touches.
///
/// Nothing on the thread blocks on a remote side except `sleep`; otherwise one slow server would
/// hold up all others.
final class CurlThread {
    private let desk: CurlHandover
    private let multi: UnsafeMutableRawPointer
    private var queue: TransferQueue<CurlTransfer>
    private var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var spare: [CurlHandle] = []
    private let mails: MailSessions
    private var watched: [curl_waitfd] = []

    init(desk: CurlHandover, inFlightMax: Int) {
        guard let multi = desk.state.withLock(\.multi) else {
            preconditionFailure("a desk opens with its multi handle")
        }
        self.desk = desk
        self.multi = multi
        queue = TransferQueue(runningMax: inFlightMax, guaranteed: Self.guaranteed)
        mails = MailSessions(multi: multi)
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, inFlightMax)
    }

    /// The number of transfers of one queue that run in any case.
    private static let guaranteed = 4

    static func start(_ thread: CurlThread) {
        var id = pthread_t()
        let context = Unmanaged.passRetained(thread).toOpaque()
        let code = pthread_create(&id, nil, runCurlThread, context)
        precondition(code == 0, "a thread can be started")
        pthread_detach(id)
    }

    func run() {
        blockSignals()
        while takeHandedOver() {
            startWaiting()
            // Also with nothing running: libcurl may still be closing connections.
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            finishEnded()
            sleep()
            mails.proceed(watched, at: .now)
        }
        mails.closeAll()
        end()
    }

    /// Takes new and cancelled transfers; returns false once the loop is closing and has no work
    /// left.
    private func takeHandedOver() -> Bool {
        var letters: [CurlTransfer] = []
        let (cancelled, isClosing) = desk.state.withLock { state in
            for transfer in state.submitted {
                if transfer.isMail {
                    letters.append(transfer)
                } else {
                    queue.add(transfer, to: transfer.line)
                }
            }
            state.submitted.removeAll(keepingCapacity: true)
            defer { state.cancelled.removeAll() }
            return (state.cancelled, state.isClosing)
        }
        for transfer in letters { mails.start(transfer) }
        for transfer in cancelled { abandon(transfer) }
        return !isClosing || queue.waiting > 0 || !running.isEmpty || !mails.isIdle
    }

    private func abandon(_ transfer: CurlTransfer) {
        if transfer.isMail {
            mails.abandon(transfer)
        } else if let handle = transfer.handle {
            let answer = transfer.cancellation(on: handle)
            release(handle, of: transfer)
            transfer.finish(with: answer)
        } else {
            queue.remove(from: transfer.line) { $0 === transfer }
        }
        transfer.finish(with: CurlAnswer(outcome: .cancelled))
    }

    private func startWaiting() {
        while let transfer = queue.start() { start(transfer) }
    }

    private func start(_ transfer: CurlTransfer) {
        guard let handle = spare.popLast() ?? CurlHandle() else {
            queue.end(of: transfer.line)
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
            if mails.ended(easy, result) { continue }
            guard let transfer = running[easy], let handle = transfer.handle else { continue }
            let answer = transfer.answer(result, from: handle)
            release(handle, of: transfer)
            transfer.finish(with: answer)
        }
    }

    private func release(_ handle: CurlHandle, of transfer: CurlTransfer) {
        curl_multi_remove_handle(multi, handle.easy)
        running[handle.easy] = nil
        queue.end(of: transfer.line)
        transfer.handle = nil
        handle.reset()
        spare.append(handle)
    }

    private func sleep() {
        let isIdle = desk.state.withLock { state in
            let isIdle =
                state.submitted.isEmpty && state.cancelled.isEmpty
                && !queue.canStart
                && !(state.isClosing && running.isEmpty && mails.isIdle)
            state.isAsleep = isIdle
            return isIdle
        }
        // Always poll for mails: their sockets may have data.
        let ahead = mails.wakeAt.map { max(0, min(Self.sleepMax, $0 - .now)) } ?? Self.sleepMax
        watched = mails.watched()
        let count = UInt32(watched.count)
        curl_multi_poll(multi, &watched, count, isIdle ? Int32(ahead) : 0, nil)
        if isIdle { desk.state.withLock { $0.isAsleep = false } }
    }

    /// The longest sleep, in milliseconds.
    private static let sleepMax: Int64 = 60_000

    private func end() {
        let closing = desk.state.withLock { state in
            state.multi = nil
            return state.closing
        }
        spare.removeAll()
        curl_multi_cleanup(multi)
        for caller in closing { caller.resume() }
    }

    /// Signals belong to the threads that wait for them; a closed connection must not end the
    /// process.
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
