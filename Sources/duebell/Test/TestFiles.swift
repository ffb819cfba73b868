import Calendars
import Cases
import Foundation
import Rules

/// The tests that lie beside the rules.
enum TestFiles {
    /// Every `*.test.json` below a folder, in order of path.
    static func paths(in folder: String) throws(Failure) -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: folder) else {
            throw Failure(.noInput, "\(folder): cannot be read")
        }
        var paths: [String] = []
        for case let name as String in walker where name.hasSuffix(".test.json") {
            let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
            if !isHidden { paths.append(folder + "/" + name) }
        }
        return paths.sorted()
    }

    /// The tests of one file; every fault of it is told with its place.
    static func read(_ path: String, rules: Rulebooks) throws(Failure) -> [RuleTest] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.noInput, "\(path): cannot be read")
        }
        let bytes = Array(data)
        var reading: TestReading
        do throws(JSONFault) {
            reading = TestReading(
                path: path, bytes: bytes, root: try JSONReader.read(bytes), rules: rules)
        } catch {
            let place = error.place(in: bytes)
            throw Failure(.data, "\(path):\(place.line):\(place.column): \(error)")
        }
        let tests = reading.tests()
        guard reading.faults.isEmpty else {
            throw Failure(.data, reading.faults.joined(separator: "\n"))
        }
        return tests
    }
}

/// Reads one test file, collecting what is wrong.
private struct TestReading {
    let path: String
    let bytes: [UInt8]
    let root: JSON
    let rules: Rulebooks
    var faults: [String] = []

    init(path: String, bytes: [UInt8], root: JSON, rules: Rulebooks) {
        self.path = path
        self.bytes = bytes
        self.root = root
        self.rules = rules
    }

    mutating func tests() -> [RuleTest] {
        let cases = JSONPointer(["cases"])
        check(root.object, keys: ["title", "cases"], at: JSONPointer())
        guard let members = root["cases"]?.object?.members, !members.isEmpty else {
            fault(cases, "no tests", "an object with a test under each name")
            return []
        }
        return members.filter { !$0.key.hasPrefix("//") }.compactMap { member in
            test(member, at: cases.appending(member.key))
        }
    }

    private mutating func test(_ member: JSONObject.Member, at pointer: JSONPointer) -> RuleTest? {
        guard let object = member.value.object else {
            fault(pointer, member.value.kind, "an object with `records` and `expect`")
            return nil
        }
        check(object, keys: ["records", "from", "until", "expect"], at: pointer)
        let records = records(object["records"], at: pointer.appending("records"))
        guard let expected = object["expect"]?.array?.map(\.object), !expected.contains(nil) else {
            fault(
                pointer.appending("expect"), object["expect"]?.kind ?? "nothing", "a list of lines")
            return nil
        }
        let simulation = Simulation(
            rules: rules, from: instant(object["from"], at: pointer.appending("from")),
            until: instant(object["until"], at: pointer.appending("until")))
        return RuleTest(
            name: member.key, simulation: simulation, records: records,
            expected: expected.compactMap(\.self))
    }

    private mutating func records(_ json: JSON?, at pointer: JSONPointer) -> [Record] {
        guard let list = json?.array, !list.isEmpty else {
            fault(pointer, json?.kind ?? "nothing", "a list of records")
            return []
        }
        return list.enumerated().compactMap { index, body in
            let place = pointer.appending(index)
            guard let at = Record.effectiveAt(body) else {
                fault(place, "a record without a time", "an `arrivedAt`")
                return nil
            }
            do throws(RecordFaults) {
                return try Record.read(body, arrivedAt: at, origin: "\(path)\(place)")
            } catch {
                for wrong in error.list {
                    let inner = JSONPointer(wrong.pointer)?.tokens ?? []
                    fault(JSONPointer(place.tokens + inner), wrong.found, wrong.accepted)
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
        let place = JSONPositions(of: root, in: bytes).value(at: pointer)
        faults.append(
            "\(path):\(place.line):\(place.column): error: \(pointer): \(found), "
                + "accepted is \(accepted)")
    }
}
