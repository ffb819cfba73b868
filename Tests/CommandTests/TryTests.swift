import Foundation
import Rules
import TestSupport
import Testing

@Suite struct TryTests {
    @Test func `ten thousand conditions are answered in order`() async throws {
        let lines = (0..<10_000).map { number in
            #"{"when":{"<":[{"var":"n"},5000]},"data":{"n":\#(number)}}"#
        }
        let outcome = try await Office().run(
            "try", "condition", input: lines.joined(separator: "\n"))
        #expect(outcome.status == 0)
        let answers = outcome.lines
        try #require(answers.count == 10_000)
        #expect(answers[..<5_000].allSatisfy { $0 == #"{"result":true}"# })
        #expect(answers[5_000...].allSatisfy { $0 == #"{"result":false}"# })
    }

    @Test func `what is absent is undecidable, or with strict off null`() async throws {
        let line = #"{"when":{"<":[{"var":"a"},1]},"data":{}}"#
        let office = try Office()
        let strict = try await office.run("try", "condition", line)
        #expect(strict.output == "{\"undecidable\":\"a is absent\"}\n")
        let published = try await office.run("try", "condition", "--strict", "off", line)
        #expect(published.output == "{\"result\":true}\n")
    }

    @Test func `what is wrong with one line spoils no other`() async throws {
        let outcome = try await Office().run(
            "try", "condition",
            input: """
                {"when":
                {"data":1}
                {"when":{"nonsense":[1]}}

                {"when":{"var":""},"data":"灯"}
                """)
        let answers = try outcome.output.ndjson
        try #require(answers.count == 4)
        #expect(answers[..<3].allSatisfy { $0["error"]?.string?.isEmpty == false })
        #expect(answers[3] == ["result": "灯"])
    }
}
