import CCurl

/// The connections to all mail servers, and the mails that wait for one.
///
/// Belongs to the loop's thread.
final class MailSessions {
    /// The maximum number of connections to one server: as many as Postfix opens to another by
    /// default, and fewer than it accepts from one client.
    static let perServerMax = 20
    /// The number of extra connections for mails about Duebell itself, which do not wait behind
    /// others.
    private static let urgentMax = 4
    /// The connections and waiting mails of one server.
    private struct Sessions {
        /// The idle connections; the last used is at the end.
        var idle: [MailSession] = []
        /// The number of connections: busy, idle or connecting.
        var count = 0
        /// The waiting mails in order of arrival.
        var waiting: [CurlTransfer] = []
    }

    private let multi: UnsafeMutableRawPointer
    private var sessionsByServer: [MailServer: Sessions] = [:]
    private var connecting: [UnsafeMutableRawPointer: MailSession] = [:]
    private var open: [UnsafeMutableRawPointer: MailSession] = [:]

    init(multi: UnsafeMutableRawPointer) {
        self.multi = multi
    }

    /// True if no mail is being sent or waits.
    var isIdle: Bool {
        connecting.isEmpty && sessionsByServer.values.allSatisfy { $0.waiting.isEmpty }
            && open.values.allSatisfy { $0.transfer == nil }
    }

    /// Starts a mail on a free connection or a new one; without either, the mail waits.
    func start(_ transfer: CurlTransfer) {
        let server = MailServer(transfer.request)
        if let session = sessionsByServer[server, default: Sessions()].idle.popLast() {
            begin(transfer, on: session)
        } else if hasRoom(for: transfer, at: server) {
            connect(transfer, to: server)
        } else {
            let waiting = sessionsByServer[server, default: Sessions()].waiting
            let place =
                transfer.line.isOperational
                ? waiting.firstIndex { !$0.line.isOperational } ?? waiting.endIndex
                : waiting.endIndex
            sessionsByServer[server, default: Sessions()].waiting.insert(transfer, at: place)
        }
    }

    private func hasRoom(for transfer: CurlTransfer, at server: MailServer) -> Bool {
        let most =
            transfer.line.isOperational ? Self.perServerMax + Self.urgentMax : Self.perServerMax
        return sessionsByServer[server, default: Sessions()].count < most
    }

    /// Ends a cancelled transfer.
    func abandon(_ transfer: CurlTransfer) {
        let all = Array(connecting.values) + Array(open.values)
        if let session = all.first(where: { $0.transfer === transfer }) {
            finish(session, with: CurlAnswer(outcome: .cancelled))
            close(session)
        } else {
            sessionsByServer[MailServer(transfer.request)]?.waiting.removeAll { $0 === transfer }
        }
    }

    /// Closes idle connections with `QUIT`.
    func closeAll() {
        for session in Array(open.values) where session.transfer == nil { close(session) }
    }

    // MARK: Transactions

    private func connect(
        _ transfer: CurlTransfer, to server: MailServer, login: MailLogin = .usual
    ) {
        guard let handle = CurlHandle() else {
            return transfer.finish(with: .failure(27, "out of memory"))
        }
        let session = MailSession(for: transfer, to: server, on: handle, login: login)
        sessionsByServer[server, default: Sessions()].count += 1
        connecting[handle.easy] = session
        curl_multi_add_handle(multi, handle.easy)
    }

    /// Returns true if the handle belongs to a session, after handling its success or failure to
    /// connect.
    func ended(_ easy: UnsafeMutableRawPointer, _ result: CURLcode) -> Bool {
        guard let session = connecting.removeValue(forKey: easy) else { return false }
        if let login = session.otherLogin(after: result) {
            restart(session, login: login)
            return true
        }
        guard result == CURLE_OK else {
            let text = session.handle.errorText(of: result)
            finish(session, with: .failure(Int(result.rawValue), text))
            close(session)
            return true
        }
        session.handle.set(CURLOPT_VERBOSE, 0)
        open[easy] = session
        if let transfer = session.transfer { begin(transfer, on: session) }
        return true
    }

    private func begin(_ transfer: CurlTransfer, on session: MailSession) {
        guard case .mail(let mail) = transfer.request.payload else { return }
        settle(session, session.begin(transfer, mail, at: .now))
    }

    /// Applies the result of a connection to its mail and to the waiting mails.
    private func settle(_ session: MailSession, _ news: MailSession.News) {
        switch news {
        case .none: break
        case .answered(.closed) where session.isStale: restart(session)
        case .answered(.closed):
            finish(session, with: CurlAnswer(outcome: .done))
            close(session)
        case .answered(let rest): release(session, rest, telling: CurlAnswer(outcome: .done))
        case .unfit(let why): release(session, nil, telling: .failure(56, why))
        case .lost where session.isStale, .senseless where session.isStale: restart(session)
        case .lost(let why):
            finish(session, with: .failure(56, why))
            close(session)
        case .senseless(let why):
            // libcurl's `CURLE_WEIRD_SERVER_REPLY`.
            finish(session, with: .failure(8, why))
            close(session)
        }
    }

    /// Moves a mail to a new connection; a server may close a kept connection just as we use it.
    private func restart(_ session: MailSession, login: MailLogin = .usual) {
        let transfer = session.transfer
        session.drop()
        // The place of the closed connection goes to this mail, which is older than the waiting
        // ones.
        close(session, givingUpPlace: transfer == nil)
        if let transfer { connect(transfer, to: session.server, login: login) }
    }

    /// Reports the answer for a mail and keeps the connection for another.
    private func release(
        _ session: MailSession, _ rest: SMTPTalk.Rest?, telling answer: CurlAnswer
    ) {
        let idle = session.transfer?.request.limits.idle ?? .zero
        finish(session, with: answer)
        session.rest(rest, until: .now + idle)
        reuse(session)
    }

    private func reuse(_ session: MailSession) {
        guard sessionsByServer[session.server]?.waiting.isEmpty == false,
            let next = sessionsByServer[session.server]?.waiting.removeFirst()
        else {
            sessionsByServer[session.server]?.idle.append(session)
            return
        }
        begin(next, on: session)
    }

    private func finish(_ session: MailSession, with answer: CurlAnswer) {
        var answer = answer
        answer.mail = session.answers
        session.transfer?.finish(with: answer)
        session.drop()
    }

    /// Closes a connection and opens a new one for the next waiting mail, unless its place is
    /// taken.
    private func close(_ session: MailSession, givingUpPlace: Bool = true) {
        let easy = session.handle.easy
        if open.removeValue(forKey: easy) != nil { session.sayGoodbye() }
        connecting[easy] = nil
        curl_multi_remove_handle(multi, easy)
        let server = session.server
        sessionsByServer[server]?.idle.removeAll { $0 === session }
        sessionsByServer[server]?.count -= 1
        guard givingUpPlace else { return }
        if let next = sessionsByServer[server]?.waiting.first, hasRoom(for: next, at: server) {
            sessionsByServer[server]?.waiting.removeFirst()
            connect(next, to: server)
        }
        if sessionsByServer[server]?.count == 0 { sessionsByServer[server] = nil }
    }

    // MARK: Waiting

    /// Returns the sockets to poll in addition to libcurl's own.
    func watched() -> [curl_waitfd] {
        open.values.map { session in
            let events = CURL_WAIT_POLLIN | (session.hasUnsent ? CURL_WAIT_POLLOUT : 0)
            return curl_waitfd(fd: session.socket, events: Int16(events), revents: 0)
        }
    }

    /// The latest instant to wake up; nil for no limit.
    var wakeAt: Monotonic? {
        let waiting = sessionsByServer.values.lazy.flatMap(\.waiting).map(\.endsAt).min()
        return [open.values.lazy.map(\.wakeAt).min(), waiting].compactMap(\.self).min()
    }

    /// Proceeds on connections with events, and on those that have exceeded their time.
    func proceed(_ watched: [curl_waitfd], at now: Monotonic) {
        let ready = watched.filter { $0.revents != 0 }
        if !ready.isEmpty {
            let sessions = Dictionary(
                open.values.map { ($0.socket, $0) }, uniquingKeysWith: { first, _ in first })
            for place in ready {
                guard let session = sessions[place.fd], open[session.handle.easy] === session
                else { continue }
                let isReadable = Int32(place.revents) & CURL_WAIT_POLLIN != 0
                settle(session, session.proceed(isReadable: isReadable, at: now))
            }
        }
        for session in open.values.filter({ $0.wakeAt <= now }) { expire(session) }
        for (server, lane) in sessionsByServer
        where lane.waiting.contains(where: { $0.endsAt <= now }) {
            let late = lane.waiting.filter { $0.endsAt <= now }
            sessionsByServer[server]?.waiting.removeAll { $0.endsAt <= now }
            for transfer in late {
                transfer.finish(with: .failure(28, "all connections to the mail server are busy"))
            }
        }
    }

    private func expire(_ session: MailSession) {
        if session.transfer == nil {
            close(session)
        } else if session.isStale {
            restart(session)
        } else {
            finish(session, with: .failure(28, session.silence))
            close(session)
        }
    }
}

extension CurlAnswer {
    static func failure(_ code: Int, _ text: String) -> CurlAnswer {
        CurlAnswer(outcome: .failed(code: code, text: text))
    }
}
