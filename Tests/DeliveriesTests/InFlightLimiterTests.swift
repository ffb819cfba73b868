import Calendars
import Cases
import Deliveries
import Rules
import TestSupport
import Testing

/// The capacity of channels, queried from the machine by ticks.
@Suite struct InFlightLimiterTests {
    private static func room(_ table: inout MachineTable) throws -> InFlightRoom {
        guard case .claim(let room) = try #require(table.machine.tick().first) else {
            throw TestTrouble()
        }
        return room
    }

    private struct TestTrouble: Error {}

    @Test func `twenty channels that never answer leave room for each other one`() throws {
        var table = try MachineTable(ways: (0..<20).map { Channel.ID("dead-\($0)") } + ["good"])
        var number = 0
        // Each dead channel has a hundred messages and uses all the capacity it gets.
        for _ in 0..<40 {
            for dead in 0..<20 {
                let channel = Channel.ID("dead-\(dead)")
                let room = try Self.room(&table)
                let on = room.busy[channel] ?? room.idle
                let count = max(on.guaranteed, min(on.share, room.total, 100))
                for _ in 0..<count {
                    number += 1
                    _ = try table.claim(table.delivery("\(number)", by: channel))
                }
            }
        }
        #expect(number <= 256 + 20 * 4)
        let room = try Self.room(&table)
        #expect(room.idle.guaranteed == 4)
        #expect(room.idle.operational == 4)
        #expect(room.busy.count == 20)
        #expect(room.busy.values.allSatisfy { $0.operational == 4 })
        _ = try table.claim(table.delivery("good", by: "good"))
        #expect(try Self.room(&table).busy["good"]?.guaranteed == 3)
    }

    @Test func `busy channels share the total`() throws {
        var table = try MachineTable(ways: (0..<8).map { Channel.ID("c-\($0)") })
        #expect(try Self.room(&table).idle.share == 64)
        for place in 0..<8 {
            _ = try table.claim(table.delivery("\(place)", by: Channel.ID("c-\(place)")))
        }
        let room = try Self.room(&table)
        #expect(room.busy.values.allSatisfy { $0.share == 31 })
        #expect(room.idle.share == 28)
        #expect(room.total == 248)
    }

    @Test func `alerts of operators take nothing from the share of others`() throws {
        var table = try MachineTable()
        _ = try table.claim(table.alert("1"), table.alert("2"))
        let room = try Self.room(&table)
        #expect(room.total == 256)
        #expect(room.busy["mail"]?.share == 64)
        #expect(room.busy["mail"]?.operational == 2)
        _ = table.answer(.taken)
        _ = table.answer(.taken)
        #expect(try Self.room(&table).busy.isEmpty)
    }
}
