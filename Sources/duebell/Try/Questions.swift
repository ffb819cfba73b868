import JSON
import Rules

/// Asks one question on the command line, or many on standard input: a JSON object a line in, one
/// out, in the same order.
enum Questions {
    static func answer(_ line: String?, by reply: (JSON) -> (key: String, value: JSON)) {
        if let line {
            say(line, by: reply)
            return
        }
        while let line = readLine() {
            if !line.allSatisfy(\.isWhitespace) { say(line, by: reply) }
        }
    }

    private static func say(_ line: String, by reply: (JSON) -> (key: String, value: JSON)) {
        let answer: (key: String, value: JSON)
        do {
            answer = reply(try JSONReader.read(Array(line.utf8)))
        } catch {
            answer = ("error", .string("\(error)"))
        }
        let object = JSONObject(distinct: [.init(key: answer.key, value: answer.value)])
        Terminal.say(JSON.object(object).serialized())
    }
}
