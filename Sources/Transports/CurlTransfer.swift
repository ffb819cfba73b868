import CCurl
import Calendars
import Glibc
import Rules

/// A request on its way through libcurl, with the reply received so far.
///
/// Unchecked: `continuation` and `isCancelled` are touched under the loop's lock or after the
/// handover; all else is touched by the loop's thread alone.
final class CurlTransfer: @unchecked Sendable {
    let request: CurlRequest
    let line: TransferLine
    var continuation: CheckedContinuation<CurlAnswer, Never>?
    var isCancelled = false
    /// The handle of a running transfer; the handle of a mail belongs to its session.
    var handle: CurlHandle?
    /// The instant at which a mail is given up, counted from its submission.
    let endsAt: Monotonic

    private var body: [UInt8] = []
    private var isCutOff = false
    /// The refused address, if no allowed address was found.
    private var forbidden: String?
    private var hasSocket = false

    init(_ request: CurlRequest, in line: TransferLine) {
        self.request = request
        self.line = line
        endsAt = .now + request.limits.whole
    }

    var isMail: Bool {
        if case .mail = request.payload { true } else { false }
    }

    /// Returns the answer for a transfer that libcurl has ended.
    func answer(_ result: CURLcode, from handle: CurlHandle) -> CurlAnswer {
        var answer = CurlAnswer(outcome: .done)
        if result != CURLE_OK, !isCutOff {
            answer.outcome = .failed(code: Int(result.rawValue), text: handle.errorText(of: result))
        }
        if result != CURLE_OK, let forbidden { answer.outcome = .forbidden(address: forbidden) }
        answer.status = ccurl_get_long(handle.easy, CURLINFO_RESPONSE_CODE)
        let wait = ccurl_get_size(handle.easy, CURLINFO_RETRY_AFTER)
        answer.retryAfter = wait > 0 ? .seconds(wait) : nil
        answer.body = body
        answer.isRequestGiven = isGiven(on: handle)
        return answer
    }

    /// Returns the answer for a transfer that was cancelled.
    func cancellation(on handle: CurlHandle) -> CurlAnswer {
        var answer = CurlAnswer(outcome: .cancelled)
        answer.isRequestGiven = isGiven(on: handle)
        return answer
    }

    /// Returns true if the whole request was sent, even if the server may not have received it.
    private func isGiven(on handle: CurlHandle) -> Bool {
        guard case .post(let body, _, _) = request.payload else { return false }
        return ccurl_get_long(handle.easy, CURLINFO_REQUEST_SIZE) > 0
            && ccurl_get_size(handle.easy, CURLINFO_SIZE_UPLOAD_T) >= body.count
    }

    /// Resumes the caller, once.
    func finish(with answer: CurlAnswer) {
        let waiting = continuation
        continuation = nil
        waiting?.resume(returning: answer)
    }

    // MARK: Called by libcurl

    fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        let room = request.limits.replyBytesMax - body.count
        body.append(contentsOf: bytes.prefix(room))
        guard bytes.count <= room else {
            isCutOff = true
            return 0
        }
        return bytes.count
    }

    /// Opens a socket for an address libcurl wants to connect to; `CURL_SOCKET_BAD` if not allowed.
    fileprivate func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let kind = address.pointee
        let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 16
        let bytes = UnsafeRawPointer(address) + offset
        if let refusal = request.connection.gate?.refusal(of: bytes, family: kind.family) {
            if !hasSocket { forbidden = refusal }
            return CURL_SOCKET_BAD
        }
        (forbidden, hasSocket) = (nil, true)
        return socket(kind.family, kind.socktype | Int32(SOCK_CLOEXEC.rawValue), kind.protocol)
    }

    /// Returns true if the request may use a connection, which may be a kept one.
    fileprivate func mayUse(connectionTo server: String) -> Bool {
        forbidden = request.connection.gate?.refusal(of: server)
        return forbidden == nil
    }
}

extension CurlHandle {
    /// Sets the options of a web request on a handle that was reset before.
    func prepare(for transfer: CurlTransfer) {
        let request = transfer.request
        guard case .post(let body, let lines, let method) = request.payload else { return }
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        setCommon(url: request.url, limits: request.limits, proxy: request.connection.proxy)
        setTLS(request.tls, authorities: request.authorities)
        ccurl_set_write_callback(easy, receiveBody, context)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        setConnection(request.connection, context)
        if method != .post { set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
        body.withUnsafeBytes { bytes in
            _ = ccurl_set_post_body(easy, bytes.baseAddress, bytes.count)
        }
        for line in lines + ["Expect:"] { append(line) }
        ccurl_set_list(easy, CURLOPT_HTTPHEADER, list)
    }

    private func setConnection(
        _ connection: CurlRequest.Connection, _ context: UnsafeMutableRawPointer
    ) {
        if let certificate = connection.clientCertificate { set(CURLOPT_SSLCERT, certificate) }
        if let key = connection.clientKey { set(CURLOPT_SSLKEY, key) }
        if let pins = connection.pinnedKeys { set(CURLOPT_PINNEDPUBLICKEY, pins) }
        // With a proxy, the proxy resolves the address and connects.
        guard connection.gate != nil, connection.proxy.isEmpty else { return }
        ccurl_set_socket_callback(easy, openSocket, context)
        ccurl_set_request_callback(easy, admit, context)
    }

    /// Sets the options common to all transfers.
    func setCommon(url: String, limits: TransferLimits, proxy: String) {
        ccurl_set_error_buffer(easy, errorBuffer)
        set(CURLOPT_URL, url)
        set(CURLOPT_NOSIGNAL, 1)
        // Without it, ending a transfer waits for its name lookup, and so do all other transfers.
        set(CURLOPT_QUICK_EXIT, 1)
        // Without it, libcurl reads `http_proxy` and similar variables from the environment.
        set(CURLOPT_PROXY, proxy)
        set(CURLOPT_NOPROXY, proxy.isEmpty ? "*" : "")
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, limits.connect.wholeMilliseconds)))
        set(CURLOPT_TIMEOUT_MS, Int(max(1, limits.whole.wholeMilliseconds)))
        set(
            CURLOPT_SERVER_RESPONSE_TIMEOUT,
            Int(max(1, (limits.answer.wholeMilliseconds + 999) / 1_000)))
    }

    /// Sets the trusted authorities and the requirement of encryption.
    func setTLS(_ tls: CurlRequest.TLS, authorities: String?) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        switch tls {
        case .required: set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        case .opportunistic: set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .none: set(CURLOPT_USE_SSL, Int(CURLUSESSL_NONE.rawValue))
        }
        if let authorities { set(CURLOPT_CAINFO, authorities) }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private let receiveBody: ccurl_transfer_callback = { bytes, size, count, context in
    transfer(context)?.take(.init(start: bytes, count: size * count)) ?? 0
}

private let openSocket: ccurl_socket_callback = { context, _, address in
    guard let address else { return CURL_SOCKET_BAD }
    return transfer(context)?.open(address) ?? CURL_SOCKET_BAD
}

private let admit: ccurl_request_callback = { context, server, _, _, _ in
    let isAdmitted = server.map { transfer(context)?.mayUse(connectionTo: String(cString: $0)) }
    return isAdmitted == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
