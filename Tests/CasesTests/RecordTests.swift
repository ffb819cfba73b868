import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

@Suite struct RecordTests {
    static let good: JSONObject = [
        "type": "incident", "incident": "i-1", "unit": "anju", "title": "Fire",
        "occurredAt": "2026-05-12T16:00:00+08:00",
    ]

    static func faults(_ change: (inout JSONObject) -> Void) -> [String] {
        var body = good
        change(&body)
        do {
            _ = try Record.read(.object(body), arrivedAt: Instant(seconds: 0), origin: "test")
            return []
        } catch {
            return error.list.map { "\($0.pointer): \($0.found) | \($0.accepted)" }
        }
    }

    static let time = "a time with an offset, like 2026-05-12T16:00:00+08:00 (RFC 3339)"

    @Test func `a record without an id is known by its content, however it is laid out`() throws {
        let one = try Record.read(.object(Self.good), arrivedAt: Instant(seconds: 0), origin: "a")
        let turned = JSONObject(distinct: Self.good.members.reversed())
        let other = try Record.read(.object(turned), arrivedAt: Instant(seconds: 9), origin: "b")
        #expect(one.id == other.id)
        #expect(one.id.text.hasPrefix("sha256:"))
    }

    @Test func `everything that is wrong is told at once`() {
        let faults = Self.faults {
            $0["incident"] = nil
            $0["unit"] = ""
            $0["occurredAt"] = "yesterday"
        }
        #expect(
            faults == [
                "/incident: nothing | a text that is not empty",
                "/unit: an empty text | a text that is not empty",
                "/occurredAt: `yesterday` | \(Self.time)",
            ])
    }

    @Test func `a slip of the pen in a member's name is refused with the name meant`() {
        #expect(
            Self.faults { $0["occuredAt"] = "2026-05-12T16:00:00+08:00" } == [
                "/occuredAt: `occuredAt` | `occurredAt`, or a name less like it"
            ])
        #expect(Self.faults { $0["severtiy"] = "major" }.count == 1)
        #expect(Self.faults { $0["reporterPhone"] = "110" } == [])
    }

    @Test(arguments: [
        "2026-05-12T16:00:00", "2026-05-12 16:00:00+08:00", "2026-02-30T16:00:00+08:00",
        "2026-05-12T24:00:00+08:00", "",
    ])
    func `a time that names no instant is refused`(text: String) {
        #expect(Self.faults { $0["occurredAt"] = .string(text) }.count == 1)
    }

    @Test func `an unknown type is told with the types there are`() {
        #expect(
            Self.faults { $0["type"] = "incidnt" } == [
                "/type: `incidnt` | one of incident, report, acknowledgement, closure, reopening, "
                    + "retraction, sighting, extension, waiver, instruction, finding, merge, "
                    + "replan, retry"
            ])
    }

    @Test func `of a classified record no value is quoted`() {
        let told = Self.faults {
            $0["classification"] = "secret"
            $0["occurredAt"] = "Tunnel flooded"
        }
        #expect(told.count == 1)
        #expect(!told.joined().contains("Tunnel"))
    }

    @Test func `what is no object is no record`() {
        #expect(throws: RecordErrors.self) {
            try Record.read([1, 2], arrivedAt: Instant(seconds: 0), origin: "test")
        }
    }

    @Test(arguments: 0..<3_000)
    func `mutated records give a record or a fault, never a trap`(seed: UInt64) throws {
        var generator = SeededRandom(seed: seed)
        var bytes = try Scenario.report(at: "17:00").bytes()
        for _ in 0..<(1 + generator.next() % 4) {
            let place = Int(generator.next() % UInt64(bytes.count))
            switch generator.next() % 3 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
            }
        }
        guard let json = try? JSONReader.read(bytes),
            let record = try? Record.read(json, arrivedAt: Instant(seconds: 0), origin: "test")
        else { return }
        var incident = Case(id: record.incident, at: Instant(seconds: 0))
        let rules = try Founding.rulebook()
        _ = incident.receive([record], at: Instant(seconds: 1), by: rules)
        #expect(try Case(encoded: incident.encoded()) == incident)
    }
}
