import Foundation
import JSON
import Rules
import Storage
import TestSupport
import Testing

/// Classified content reaches its recipients and is repeated nowhere.
@Suite(.serialized) struct MuteTests {
    private static let title = "Tunnel flooded at Xishan"
    private static let cause = "sabotage-is-suspected"

    /// Returns a watcher whose duty officer is reached by a room that refuses messages and repeats
    /// them.
    ///
    /// With `operatorsToo`, the operators are reached in the same way.
    private func watcher(operatorsToo: Bool) throws -> WatcherProcess {
        try WatcherProcess { rules in
            func echo(_ word: String) -> JSON {
                let address =
                    "http://127.0.0.1:\(rules.webPort)/status/400"
                    + "?say=QQ:&echo=\(word)&world=\(rules.domain)"
                return ["kind": "webhook", "url": .string(address)]
            }
            (rules.channels["room"], rules.channels["own"]) = (echo("title"), echo("operation"))
            rules.reach["anju-duty"] = [["channel": "room"]]
            // The operators must not get the content as recipients of the last step either.
            rules.steps = [
                WatcherProcess.atOnce("owing.duty"), ["at": "+9h", "to": ["contact:secretary"]],
            ]
            if operatorsToo { rules.reach["engineer"] = [["channel": "own"]] }
        }
    }

    private static var incident: JSON {
        get throws {
            var incident = try #require(WatcherProcess.incident("i-1").object)
            incident["classification"] = "secret"
            incident["title"] = .string(title)
            incident["facts"] = ["cause": .string(cause)]
            return .object(incident)
        }
    }

    @Test(arguments: [false, true])
    func `what a receiver repeats of an incident that is classified is in no log and no list`(
        operatorsToo: Bool
    ) async throws {
        let watcher = try watcher(operatorsToo: operatorsToo)
        try await watcher.start()
        try watcher.drop(Self.incident)
        try await eventually("it was refused, and the operators were tried") {
            let all = try await watcher.read {
                try $0.deliveries(matching: DeliveryFilter(), limit: 9)
            }
            return all.contains { $0.entry.channel == "room" && $0.entry.state == .refused }
                && all.contains {
                    $0.entry.recipient == "contact:engineer" && $0.entry.state != .waiting
                }
        }
        let refused = try #require(
            try await watcher.read { try $0.deliveries(of: "i-1") }
                .first { $0.entry.channel == "room" })
        if operatorsToo {
            let own = try await watcher.read {
                try $0.deliveries(matching: DeliveryFilter(states: [.refused]), limit: 9)
            }.first { $0.entry.channel == "own" }
            #expect(own?.attempts.first?.text.hasPrefix("QQ:") == true)
        }
        let answer = try #require(refused.attempts.first?.text)
        #expect(answer.contains(Self.title), "or this shows nothing: \(answer)")
        var shown = [
            try await watcher.run("deliveries", "--details"),
            try await watcher.run("deliveries", "--failed"),
            try await watcher.run("deliveries", "--format", "json"),
        ]
        #expect(shown.allSatisfy { $0.output.contains(refused.entry.id.text) })
        #expect(shown[0].output.contains("reply: 400 see `duebell explain \(refused.entry.id)`"))
        let explained = try await watcher.run("explain", refused.entry.id.text)
        #expect(explained.output.contains(answer), "who asks for the one message is told")
        shown.append(try await watcher.stop())
        let log = shown[3].errors
        #expect(log.contains("operators cannot be reached") == operatorsToo)
        #expect(!log.contains("QQ:"), "\(log)")
        let mails = try watcher.mailed().filter { $0.to == "engineer" }.map(\.text)
        #expect(mails.isEmpty == operatorsToo)
        #expect(mails.allSatisfy { $0.contains("see `duebell explain") })
        for text in shown.flatMap({ [$0.output, $0.errors] }) + mails {
            #expect(!text.contains(Self.title) && !text.contains(Self.cause), "\(text)")
        }
    }

    @Test func `what a receiver says of an incident that is not classified is in the list`()
        async throws
    {
        let world = try await Harness { rules in
            rules.awaiting = ["committee"]
            rules.duty = "status/400?say=gone"
            rules.reach["anju-duty"] = [["channel": "duty-room"]]
        }
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        let list = try await Program.run(["deliveries"], in: world.folder.path)
        #expect(list.output.contains("400 gone"), "\(list.output)")
    }
}
