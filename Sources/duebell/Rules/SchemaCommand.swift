import ArgumentParser
import Cases
import JSON
import Rules

struct SchemaCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "schema",
            abstract: .spoken(
                "输出规则、记录或规则测试的 JSON Schema，供编辑器使用。",
                "Prints the JSON Schema of rulebooks, records or rule tests, for editors."),
            discussion: .spoken(
                """
                有了它，编辑器能补全并说明每个键。只用 draft-07 和 2020-12 共有的写法，两种都可\
                输出；编辑器对 draft-07 支持最好。跨文件的错误，如未定义的名称，由 `duebell \
                check` 查出。
                """,
                """
                With the schema, an editor completes and explains every key. The schemas use \
                only what draft-07 and 2020-12 have in common and can be printed as either; \
                editors support draft-07 best. Errors across documents, such as undefined \
                names, are found by `duebell check`.
                """,
                examples: "duebell schema rulebook > rulebook.schema.json"))
    }

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case rulebook, record, test

        /// The schema's text.
        var bytes: [UInt8] {
            switch self {
            case .rulebook: PackageResources.rulebook_schema_json
            case .record: PackageResources.record_schema_json
            case .test: PackageResources.test_schema_json
            }
        }
    }

    enum Draft: String, ExpressibleByArgument, CaseIterable {
        case seven = "draft-07"
        case twenty = "2020-12"

        fileprivate var id: String {
            switch self {
            case .seven: "http://json-schema.org/draft-07/schema#"
            case .twenty: "https://json-schema.org/draft/2020-12/schema"
            }
        }
    }

    @Argument(
        help: .spoken(
            "输出哪一种：\(Kind.allCases.map(\.rawValue).joined(separator: "、"))。",
            """
            Subject of the schema: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).
            """))
    var kind: Kind
    @Option(help: .spoken("JSON Schema 的版本。", "JSON Schema draft."))
    var draft: Draft = .seven

    func run() async throws {
        guard var schema = try JSONReader.read(kind.bytes, limits: .stored).object else {
            throw Failure(.unavailable, "the schema of a \(kind.rawValue) is damaged")
        }
        schema["$schema"] = .string(draft.id)
        Terminal.say(json: JSON.object(schema), .indented)
    }
}
