/// The questions of a command to the person at the terminal.
struct InitPrompt {
    /// True if somebody is there to answer; else each default is taken.
    let isAsking: Bool

    /// Returns the value given, else the answer, else the default.
    func text(_ given: String?, _ question: String, default assumed: String) throws -> String {
        if let given { return given }
        guard isAsking else { return assumed }
        Terminal.put(question + (assumed.isEmpty ? ": " : " [\(assumed)]: "))
        guard let line = readLine() else {
            throw Failure(.noInput, "the input ended; nothing was written")
        }
        let answer = line.split(separator: " ").joined(separator: " ")
        return answer.isEmpty ? assumed : answer
    }

    /// Returns the value given, else one of the choices; asks again after any other answer.
    func choice(
        _ given: String?, _ question: String, _ choices: [String], default assumed: String
    ) throws -> String {
        if let given { return given }
        while true {
            let list = choices.joined(separator: "/")
            let answer = try text(nil, "\(question) (\(list))", default: assumed)
            if choices.contains(answer) { return answer }
        }
    }
}
