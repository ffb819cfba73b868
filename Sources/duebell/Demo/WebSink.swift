import Foundation
import JSON
import Rules

/// One connection to the demonstration's web server: it says yes to every message.
///
/// Source: RFC 9112, as far as libcurl makes use of it for a POST with a length.
struct WebSink: Conversation {
    let greeting = ""
    private let deliver: @Sendable (Received) -> Void
    private var unread = Data()

    init(deliver: @escaping @Sendable (Received) -> Void) {
        self.deliver = deliver
    }

    mutating func receive(_ bytes: [UInt8]) -> Answer {
        unread.append(contentsOf: bytes)
        var answer = Answer()
        while let end = unread.range(of: Data("\r\n\r\n".utf8)) {
            let head = Header(String(decoding: unread[..<end.lowerBound], as: UTF8.self))
            if head["expect"] == "100-continue", unread[end.upperBound...].isEmpty {
                return Answer(text: "HTTP/1.1 100 Continue\r\n\r\n")
            }
            let length = head["content-length"].flatMap { Int($0) } ?? 0
            guard unread[end.upperBound...].count >= length else { break }
            take(Array(unread[end.upperBound...].prefix(length)), id: head["webhook-id"] ?? "")
            unread = Data(unread[end.upperBound...].dropFirst(length))
            answer.text += "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        }
        return answer
    }

    private func take(_ body: [UInt8], id: String) {
        let data = (try? JSONReader.read(body))?["data"]
        deliver(
            .webhook(
                id: id, subject: data?["subject"]?.string ?? "", to: data?["name"]?.string ?? ""))
    }
}

/// The fields of a request's header, by their names in lower case.
private struct Header {
    private var fields: [String: String] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
    }

    subscript(name: String) -> String? { fields[name] }
}
