import CCurl

/// An easy handle of libcurl with the memory it points into; reused for one transfer after another.
///
/// Belongs to the loop's thread.
final class CurlHandle {
    let easy: UnsafeMutableRawPointer
    let errorBuffer: UnsafeMutablePointer<CChar>
    /// The header lines or recipients, kept here because libcurl does not copy them.
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    /// Creates a handle; nil if there is no memory for it.
    init?() {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(list)
        errorBuffer.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) {
        ccurl_set_long(easy, option, value)
    }

    func set(_ option: CURLoption, _ value: String) {
        ccurl_set_text(easy, option, value)
    }

    func append(_ item: String) {
        list = curl_slist_append(list, item) ?? list
    }

    /// Forgets the last transfer; connections belong to the multi handle and stay open.
    func reset() {
        curl_easy_reset(easy)
        curl_slist_free_all(list)
        list = nil
        errorBuffer[0] = 0
    }

    /// Returns libcurl's own description of an error.
    func errorText(of result: CURLcode) -> String {
        let text = String(cString: errorBuffer)
        return text.isEmpty ? String(cString: curl_easy_strerror(result)) : text
    }
}
