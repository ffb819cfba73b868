import JSON
import Rules

/// Answers one question from the command line, or many from standard input.
///
/// Standard input has one JSON object per line; each answer is one line, in the same order.
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
        let bytes = Array(line.utf8)
        do throws(JSONError) {
            answer = reply(try JSONReader.read(bytes))
        } catch {
            answer = ("error", .string(error.description(in: bytes)))
        }
        let object = JSONObject(distinct: [.init(key: answer.key, value: answer.value)])
        Terminal.say(json: JSON.object(object))
    }
}
