import JSON
import TestSupport
import Testing

/// The values that templates are given about an incident.
@Suite struct TemplateValueTests {
    private static let desk = Office.top + "/Tests/Examples/desk"

    @Test func `facts, labels, kind, titles, instructions and links are there`() async throws {
        let office = try Office()
        let outcome = try await office.run(
            "try", "message", "i-1", "--rules", Self.desk + "/rules", "--records",
            Self.desk + "/records.ndjson", "--at", "2026-05-12T21:30:00+08:00", "--reason",
            "approaching", "--to", "contact:anju-duty", "--kind", "model")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let model = try JSONReader.read(Array(outcome.output.utf8))
        #expect(model["kind"] == "accident")
        #expect(model["urgency"] == "特急")
        #expect(model["classification"] == "机密")
        #expect(model["fact"]?["injured"] == "3")
        #expect(model["facts"]?.array?.first == ["name": "dead", "value": "0"])
        #expect(model["incidentLabel"]?["street"] == "滨江路")
        #expect(model["lead"]?["instruction"] == "请查清泄漏量，疏散群众安置情况一并报来。")
        #expect(model["lead"]?["instructedBy"] == "刘洋")
        #expect(
            model["links"]?.array?.first
                == ["url": "https://news.example/1", "about": "某报网站"])
    }

    @Test func `a template may name any fact, and a fact that is not there is empty`() async throws
    {
        let office = try Office()
        try office.folder.with("rules/templates")
        try office.folder.write(
            "{{title}}: {{fact.injured}} injured{{#fact.lost}}, {{fact.lost}} lost{{/fact.lost}}\n"
                + "{{#facts}}{{name}}={{value}};{{/facts}}",
            to: "rules/templates/any.text.mustache")
        let checked = try await office.run("check", "--rules", "rules")
        #expect(!checked.output.contains("template.unknown"), "\(checked.output)")
        #expect(!checked.errors.contains("template.unknown"), "\(checked.errors)")
    }
}
