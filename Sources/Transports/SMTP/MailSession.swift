import CCurl
import Calendars
import Cases
import Rules

/// A mail server with its login; requests that differ in any field use separate connections.
struct MailServer: Hashable, Sendable {
    let url: String
    let tls: CurlRequest.TLS
    let username: String?
    let password: String?
    let bearer: String?
    let authorities: String?

    init(_ request: CurlRequest) {
        url = request.url
        tls = request.tls
        username = request.username
        password = request.password
        bearer = request.bearer
        authorities = request.authorities
    }
}

/// The login methods with a user and a password; libcurl takes the first that it and the server
/// know.
///
/// Without this list libcurl takes GSSAPI or NTLM if a server offers them; a password alone is not
/// enough for these, and libcurl tries no other method when they fail. Source: RFC 4616, RFC 5802,
/// RFC 2195, RFC 2831.
enum MailLogin: String, Sendable {
    case usual = "AUTH=SCRAM-SHA-256;AUTH=SCRAM-SHA-1;AUTH=PLAIN;AUTH=LOGIN"
    /// Used only if a server offers nothing else: to support these, it must keep the password
    /// itself, and many servers offer them without doing so.
    case challenge = "AUTH=DIGEST-MD5;AUTH=CRAM-MD5"
}

/// A connection to a mail server: libcurl opens it, encrypts it and logs in; we speak SMTP
/// ourselves.
///
/// libcurl's own SMTP stops its thread, and with it all other transfers, until the server has
/// answered the end of a text. Belongs to the loop's thread. Source: CURLOPT_CONNECT_ONLY(3),
/// curl_easy_send(3), curl_easy_recv(3).
final class MailSession {
    /// The result of reading from or writing to the connection.
    enum News {
        case none
        /// The transaction has ended and leaves the connection in this state.
        case answered(SMTPTalk.Rest)
        /// The mail cannot go to this server and nothing was sent; the text gives the reason.
        case unfit(String)
        /// The connection can no longer be used; the text gives the reason.
        case lost(String)
        /// The server answered nonsense and the connection can no longer be used; the text quotes
        /// the server.
        case senseless(String)
    }

    let server: MailServer
    let handle: CurlHandle
    /// The current transfer; nil while idle.
    private(set) var transfer: CurlTransfer?
    /// The monotonic instant by which the server must have answered, or until which the connection
    /// may lie idle.
    private(set) var wakeAt: Monotonic
    /// True if the connection has carried an earlier mail.
    private(set) var isKept = false
    /// True if no transaction is open on the connection.
    private var isAtRest = false

    private var talk: SMTPTalk?
    private var isDirty = false
    private var offers = MailOffers()
    private var opening: SMTPReply?
    private var isGreeting = false
    private let login: MailLogin
    private var hasShownLogin = false
    private var reader = SMTPReader()
    private var unsent: [UInt8] = []
    private var sentCount = 0

    /// Creates a session that is about to connect for a transfer.
    init(
        for transfer: CurlTransfer, to server: MailServer, on handle: CurlHandle,
        login: MailLogin = .usual
    ) {
        self.server = server
        self.handle = handle
        self.transfer = transfer
        self.login = login
        wakeAt = transfer.endsAt
        // The transfer may have waited for a connection, or tried another one.
        var limits = transfer.request.limits
        limits.whole = min(limits.whole, .milliseconds(max(1, transfer.endsAt - .now)))
        limits.connect = min(limits.connect, limits.whole)
        handle.prepare(for: self, login, limits: limits)
    }

    /// Returns another login method, if libcurl found none of the current ones at the server.
    func otherLogin(after result: CURLcode) -> MailLogin? {
        let isUnknown = result == CURLE_LOGIN_DENIED && !hasShownLogin
        return isUnknown && login == .usual && server.password != nil ? .challenge : nil
    }

    /// The socket of the open connection; computed once, as libcurl searches all its connections
    /// for it.
    private(set) lazy var socket = ccurl_get_socket(handle.easy)
    /// True if bytes remain to be sent.
    var hasUnsent: Bool { sentCount < unsent.count }

    /// The answers of the server so far.
    var answers: MailAnswers {
        var answers = talk?.answers ?? MailAnswers()
        answers.opening = opening
        answers.isTextGiven = talk?.isTextGiven ?? false && !hasUnsent
        return answers
    }

    /// True if another connection can take over the mail without a trace.
    ///
    /// That is a kept connection on which the server has answered nothing, or only that it closes.
    var isStale: Bool {
        isKept && (answers.isEmpty || answers.sender?.code == 421)
    }

    /// Begins a transaction.
    func begin(_ transfer: CurlTransfer, _ mail: OutgoingMail, at now: Monotonic) -> News {
        var talk = SMTPTalk(mail, offers: offers, isDirty: isDirty)
        (self.transfer, isAtRest) = (transfer, false)
        if let hindrance = talk.hindrance {
            self.talk = talk
            return .unfit(hindrance)
        }
        say(talk.begin(), at: now)
        self.talk = talk
        return send()
    }

    /// Keeps the connection in the state the transaction has left; nil leaves the state unchanged.
    func rest(_ rest: SMTPTalk.Rest?, until instant: Monotonic) {
        (transfer, talk) = (nil, nil)
        (isKept, isAtRest) = (true, true)
        if let rest { isDirty = rest == .dirty }
        wakeAt = instant
    }

    /// Releases the current transfer.
    func drop() {
        (transfer, talk) = (nil, nil)
    }

    /// Sends pending bytes and reads the replies that have arrived.
    func proceed(isReadable: Bool, at now: Monotonic) -> News {
        if hasUnsent, case .lost(let why) = send() { return .lost(why) }
        return isReadable ? hear(at: now) : .none
    }

    /// The description of a timeout.
    var silence: String {
        "the mail server did not answer \(talk?.awaited ?? "") in time"
    }

    /// Sends `QUIT` without waiting for an answer; not within a text, of which it would become
    /// part.
    func sayGoodbye() {
        if isAtRest { _ = write(Array("QUIT\r\n".utf8)[...]) }
    }
}

// MARK: Bytes

extension MailSession {
    /// The number of bytes read at once; the rest is read in the next round.
    private static let roundMax = 64 * 1_024

    private func say(_ bytes: [UInt8], at now: Monotonic) {
        unsent = hasUnsent ? Array(unsent[sentCount...]) + bytes : bytes
        sentCount = 0
        if let transfer { wakeAt = min(now + patience, transfer.endsAt) }
    }

    /// The time allowed for the next answer: a server that has silently closed a kept connection
    /// must not cost a whole timeout.
    private var patience: Duration {
        guard let limits = transfer?.request.limits else { return .zero }
        return isKept && answers.isEmpty ? limits.connect : limits.answer
    }

    private func send() -> News {
        while hasUnsent {
            switch write(unsent[sentCount...]) {
            case .success(0): return .none
            case .success(let count): sentCount += count
            case .failure(let fault): return .lost(fault.text)
            }
        }
        return .none
    }

    private struct Failure: Error {
        let text: String
    }

    /// Writes bytes; returns the number sent, 0 if the socket has no room.
    private func write(_ bytes: ArraySlice<UInt8>) -> Result<Int, Failure> {
        var count = 0
        let code = bytes.withUnsafeBytes {
            curl_easy_send(handle.easy, $0.baseAddress, $0.count, &count)
        }
        switch code {
        case CURLE_OK: return .success(count)
        case CURLE_AGAIN: return .success(0)
        default: return .failure(Failure(text: lost))
        }
    }

    private func hear(at now: Monotonic) -> News {
        var heard = 0
        while heard < Self.roundMax {
            var count = 0
            let (code, replies) = withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) {
                room -> (CURLcode, Result<[SMTPReply], SMTPReader.Malformation>) in
                let code = curl_easy_recv(handle.easy, room.baseAddress, room.count, &count)
                guard code == CURLE_OK else { return (code, .success([])) }
                return (code, read(UnsafeRawBufferPointer(rebasing: room[..<count])))
            }
            if code == CURLE_AGAIN { return .none }
            guard code == CURLE_OK, count > 0 else { return .lost(lost) }
            heard += count
            switch replies {
            case .failure(let fault): return .senseless(fault.text)
            case .success(let replies):
                let news = take(replies, at: now)
                if case .none = news { continue }
                return news
            }
        }
        return .none
    }

    private func read(_ bytes: UnsafeRawBufferPointer) -> Result<
        [SMTPReply], SMTPReader.Malformation
    > {
        do {
            return .success(try reader.read(bytes))
        } catch {
            return .failure(error)
        }
    }

    private func take(_ replies: [SMTPReply], at now: Monotonic) -> News {
        for reply in replies {
            guard var talk else {
                return .senseless("the mail server spoke unasked: \(reply.text)")
            }
            let turn = talk.take(reply)
            self.talk = talk
            switch turn {
            case .wait: wakeAt = min(now + patience, transfer?.endsAt ?? wakeAt)
            case .say(let bytes):
                say(bytes, at: now)
                if case .lost(let why) = send() { return .lost(why) }
            case .over where hasUnsent && talk.answers.end?.isPositive == true:
                return .lost("the mail server answered before it had the whole text")
            // The server would read the rest of the text as commands.
            case .over(let rest): return .answered(hasUnsent ? .closed : rest)
            }
        }
        return .none
    }

    private var lost: String {
        "the mail server closed the connection before it answered \(talk?.awaited ?? "")"
    }
}

extension SMTPReader.Malformation {
    fileprivate var text: String {
        switch self {
        case .endless: "the mail server talks without end"
        case .nonsense(let line): "the mail server said what is no answer: \(line)"
        }
    }
}

// MARK: Opening

extension MailSession {
    /// Records a line of the server while libcurl opens the connection.
    fileprivate func noteLine(_ bytes: UnsafeRawBufferPointer) {
        guard let replies = try? reader.read(bytes), let last = replies.last else { return }
        opening = last
        if isGreeting { offers = MailOffers(last) }
    }

    /// Records a command that libcurl sends; only its verb, as the rest may hold a password.
    fileprivate func noteCommand(_ bytes: UnsafeRawBufferPointer) {
        let verb = bytes.prefix(4)
        isGreeting = verb.elementsEqual("EHLO".utf8)
        if verb.elementsEqual("AUTH".utf8) { hasShownLogin = true }
    }
}

extension CurlHandle {
    /// Sets the options to connect on a handle that was reset before.
    fileprivate func prepare(
        for session: MailSession, _ login: MailLogin, limits: TransferLimits
    ) {
        let context = Unmanaged.passUnretained(session).toOpaque()
        let server = session.server
        setCommon(url: server.url, limits: limits, proxy: "")
        setTLS(server.tls, authorities: server.authorities)
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_CONNECT_ONLY, 1)
        if let username = server.username { set(CURLOPT_USERNAME, username) }
        if let password = server.password {
            set(CURLOPT_PASSWORD, password)
            set(CURLOPT_LOGIN_OPTIONS, login.rawValue)
        }
        if let bearer = server.bearer {
            set(CURLOPT_XOAUTH2_BEARER, bearer)
            set(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2")
        }
        ccurl_set_header_callback(easy, hearLine, context)
        // The debug callback is the only way to know which command a line answers.
        ccurl_set_debug_callback(easy, observe, context)
        set(CURLOPT_VERBOSE, 1)
    }
}

private func session(_ context: UnsafeMutableRawPointer?) -> MailSession? {
    context.map { Unmanaged<MailSession>.fromOpaque($0).takeUnretainedValue() }
}

private let hearLine: ccurl_transfer_callback = { bytes, size, count, context in
    session(context)?.noteLine(.init(start: bytes, count: size * count))
    return size * count
}

private let observe: ccurl_debug_callback = { _, kind, bytes, count, context in
    if kind == CURLINFO_HEADER_OUT {
        session(context)?.noteCommand(.init(start: bytes, count: count))
    }
    return 0
}
