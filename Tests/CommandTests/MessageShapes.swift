import Foundation

/// The messages of a simulation, one of each shape: messages that differ only in numbers, times and
/// addressees say the same.
enum MessageShapes {
    /// Returns the first message of each shape, with the number of messages that have it.
    static func text(of output: String) -> String {
        var order: [String] = []
        var shapes: [String: (text: String, count: Int)] = [:]
        for message in messages(in: output) {
            let shape = shape(of: message)
            if shapes[shape] == nil { order.append(shape) }
            shapes[shape, default: (message, 0)].count += 1
        }
        return order.compactMap { shapes[$0] }.map { "=== ×\($0.count) \($0.text)\n" }.joined()
    }

    /// Returns the messages of the printed text, without the totals that end it.
    private static func messages(in output: String) -> [String] {
        output.components(separatedBy: "=== ").dropFirst().map { message in
            let lines = message.components(separatedBy: "\n")
            let end = lines.lastIndex { $0 == "-- " } ?? lines.endIndex - 2
            return lines[...(end + 1)].joined(separator: "\n")
        }
    }

    /// Returns a message without its numbers and addressees.
    private static func shape(of message: String) -> String {
        let body = message.drop { $0 != "\n" }
        var shape = ""
        for character in body {
            if character.isNumber {
                if shape.last != "0" { shape.append("0") }
            } else {
                shape.append(character)
            }
        }
        for span in ["0 h 0 min", "0 min", "0小时0分钟", "0分钟"] {
            shape = shape.replacingOccurrences(
                of: span, with: span.contains("h") || span.contains("min") ? "0 h" : "0小时")
        }
        for month in ["April", "May", "June", "July", "Apr", "Jun", "Jul"] {
            shape = shape.replacingOccurrences(of: " \(month)", with: " Month")
        }
        return shape
    }
}
