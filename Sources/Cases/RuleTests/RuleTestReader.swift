package import Calendars
import JSON
package import Rules

/// A reader of the tests next to rules, `*.test.json`, that collects all errors.
///
/// A file is `{"cases": {NAME: {"records": […], "from": …, "until": …, "expect": […]}}}`;
/// `with` may add rulebook sections needed only by its tests, and `about` limits which rules they
/// are about. In a pack, tests with settings of
/// their own run with that pack alone.
package struct RuleTestReader {
    private let document: RuleDocument
    private var root = JSON.null
    private var rules: PinnedRulebooks?
    private var faults: [String] = []
    /// The scope of tests without one of their own.
    private var fileScope = TestScope(nil, of: nil)

    /// All errors in a test file, one per line.
    package struct Errors: Error, Sendable {
        package let lines: [String]
    }

    /// Reads the tests of a file, to be run with the rules next to it.
    package static func read(
        _ document: RuleDocument, beside documents: [RuleDocument],
        zones: @escaping (String) -> Zone?
    ) throws(Errors) -> [RuleTest] {
        var reader = RuleTestReader(document: document)
        let tests = reader.tests(documents, zones)
        guard reader.faults.isEmpty else { throw Errors(lines: reader.faults) }
        return tests
    }

    private init(document: RuleDocument) {
        self.document = document
    }

    private mutating func tests(
        _ documents: [RuleDocument], _ zones: @escaping (String) -> Zone?
    ) -> [RuleTest] {
        do throws(JSONError) {
            root = try JSONReader.read(document.bytes)
        } catch {
            let place = error.place(in: document.bytes)
            let words = error.description(in: document.bytes)
            faults.append("\(document.path):\(place.line):\(place.column): \(words)")
            return []
        }
        let cases = JSONPointer(["cases"])
        check(root.object, keys: ["title", "with", "about", "cases"], at: JSONPointer())
        let outcome = RulebookReader.read(
            documents: RulebookReader.documents(
                for: document.name, among: documents, with: own,
                isAlone: root["with"]?["settings"] != nil), zones: zones)
        faults += outcome.diagnostics.filter(\.isError).map(\.description)
        rules = outcome.rulebook.map { PinnedRulebooks(current: $0) }
        if let packed = RulebookReader.rules(ofPackOf: document.name, among: documents) {
            let own = root["with"]?["rules"]?.object?.members.map(\.key) ?? []
            fileScope = TestScope(packed + own, of: outcome.rulebook)
        }
        if let rulebook = outcome.rulebook {
            fileScope = scope(root["about"], at: JSONPointer(["about"]), of: rulebook)
        }
        guard let members = root["cases"]?.object?.members, !members.isEmpty else {
            fault(cases, "no tests", "an object with a test under each name")
            return []
        }
        return members.filter { !$0.key.hasPrefix("//") }.compactMap { member in
            test(member, at: cases.appending(member.key))
        }
    }

    /// The test file's `with` section as a document, padded so that positions match the file.
    private var own: RuleDocument? {
        guard let value = root["with"] else { return nil }
        let positions = JSONPositions(of: root, in: document.bytes)
        let place = positions.value(at: JSONPointer(["with"]))
        let before =
            String(repeating: "\n", count: place.line - 1)
            + String(repeating: " ", count: place.column - 1)
        return RuleDocument(
            // The name is outside any pack, so that the test's sections override the pack's.
            path: document.path,
            name: document.name.split(separator: "/").joined(separator: "~") + ".with.json",
            bytes: Array(before.utf8) + value.bytes())
    }

    private mutating func test(_ member: JSONObject.Member, at pointer: JSONPointer) -> RuleTest? {
        guard let object = member.value.object else {
            fault(pointer, member.value.kind, "an object with `records` and `expect`")
            return nil
        }
        check(object, keys: ["about", "records", "from", "until", "expect"], at: pointer)
        let from = instant(object["from"], at: pointer.appending("from"))
        let records = records(
            object["records"], at: pointer.appending("records"), mayBeNone: from != nil)
        guard let expected = object["expect"]?.array?.map(\.object), !expected.contains(nil) else {
            fault(
                pointer.appending("expect"), object["expect"]?.kind ?? "nothing", "a list of lines")
            return nil
        }
        let until = instant(object["until"], at: pointer.appending("until"))
        guard let rules else { return nil }
        let scope = scope(object["about"], at: pointer.appending("about"), of: rules.current)
        let check = ExpectationCheck(rulebook: rules.current, scope: scope)
        for (index, line) in expected.enumerated() {
            guard let line else { continue }
            check.findings(in: line, at: pointer.appending("expect").appending(index))
                .forEach { fault($0.pointer, $0.found, $0.accepted) }
        }
        return RuleTest(
            name: member.key, simulation: Simulation(rules: rules, from: from, until: until),
            records: records, expected: expected.compactMap(\.self), scope: scope)
    }

    /// Reads the scope of a test: `about`, else that of the file, else the rules of its pack.
    private mutating func scope(
        _ json: JSON?, at pointer: JSONPointer, of rulebook: Rulebook
    ) -> TestScope {
        guard let json else { return fileScope }
        guard let names = json.array?.map(\.string) ?? json.string.map({ [$0] }), !names.isEmpty,
            !names.contains(nil)
        else {
            fault(pointer, json.kind, "a rule, or a list of rules, or RULE/OBLIGATION")
            return fileScope
        }
        let scope = TestScope(names.compactMap(\.self), of: rulebook)
        for name in scope.names ?? [] {
            ExpectationCheck(rulebook: rulebook, scope: scope).findings(inName: name, at: pointer)
                .forEach { fault($0.pointer, $0.found, $0.accepted) }
        }
        return scope
    }

    private mutating func records(
        _ json: JSON?, at pointer: JSONPointer, mayBeNone: Bool
    ) -> [Record] {
        guard let list = json?.array, mayBeNone || !list.isEmpty else {
            fault(pointer, json?.kind ?? "nothing", "a list of records")
            return []
        }
        return list.enumerated().compactMap { index, body in
            let place = pointer.appending(index)
            guard let at = Record.effectiveAt(body) else {
                fault(place, "a record without a time", "an `arrivedAt`")
                return nil
            }
            do throws(RecordErrors) {
                return try Record.read(body, arrivedAt: at, origin: "\(document.path)\(place)")
            } catch {
                for wrong in error.list {
                    let inner = JSONPointer(wrong.pointer)?.tokens ?? []
                    fault(JSONPointer(place.tokens + inner), "\(wrong.found)", "\(wrong.accepted)")
                }
                return nil
            }
        }
    }

    private mutating func instant(_ json: JSON?, at pointer: JSONPointer) -> Instant? {
        guard let json else { return nil }
        if let instant = json.string.flatMap({ try? Instant(rfc3339: $0) }) { return instant }
        fault(pointer, json.serialized(), "a time like 2026-05-12T16:00:00+08:00")
        return nil
    }

    private mutating func check(_ object: JSONObject?, keys: [String], at pointer: JSONPointer) {
        for member in object?.members ?? []
        where !keys.contains(member.key) && !member.key.hasPrefix("//") && member.key != "$schema" {
            fault(
                pointer.appending(member.key), "unknown key \"\(member.key)\"",
                keys.joined(separator: " "))
        }
    }

    private mutating func fault(_ pointer: JSONPointer, _ found: String, _ accepted: String) {
        let place = JSONPositions(of: root, in: document.bytes).value(at: pointer)
        faults.append(
            "\(document.path):\(place.line):\(place.column): error: \(pointer): \(found), "
                + "accepted is \(accepted)")
    }
}
