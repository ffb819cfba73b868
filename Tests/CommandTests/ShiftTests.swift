import Foundation
import JSON
import TestSupport
import Testing

/// A whole shift of a duty office, played by commands alone beside a running watcher: three
/// incidents, one of them concealed and one a drill, an instruction, a swap of shifts, an edit of
/// the rules that is wrong, and a mail server that is dead and comes back.
@Suite struct ShiftTests {
    @Test func `a whole shift is played by commands alone`() async throws {
        let office = try Office()
        let shift = Shift(office: office)
        try shift.use(server: "smtp://127.0.0.1:9")
        try await office.watched {
            try await shift.openIncidents()
            try await shift.recordConcealment()
            try await shift.seeDeadServer()
            try await shift.instruct()
            try await shift.makeBadEdit()
            try await shift.mendServer()
            try await shift.close()
            try await shift.handOver()
        }
    }
}

/// The office of a shift, and each part of the shift in the order in which they are played.
private struct Shift {
    let office: Office
    private let mail = Result { try TestServer("smtp_server.py") }

    init(office: Office) {
        self.office = office
    }

    /// Writes the settings with a mail server; the operator is reached without it.
    func use(server: String) throws {
        let shipped = try String(contentsOfFile: Office.top + "/rules/office.json", encoding: .utf8)
        let maildir =
            #""mail": { "kind": "maildir", "path": "mail", "from": "duty@city.example" },"#
        try #require(shipped.contains(maildir))
        let channels = """
            "mail": { "kind": "email", "server": "\(server)", "tls": "none", \
            "from": "duty@city.example" },
            "local": { "kind": "maildir", "path": "mail", "from": "duty@city.example" },
            """
        try office.folder.write(
            shipped.replacingOccurrences(of: maildir, with: channels), to: "rules/office.json")
        let units = try String(contentsOfFile: Office.top + "/rules/units.json", encoding: .utf8)
        let address = #"{ "channel": "mail", "address": "engineer@city.example" }"#
        try #require(units.contains(address))
        try office.folder.write(
            units.replacingOccurrences(
                of: address, with: #"{ "channel": "local", "address": "engineer@city.example" }"#),
            to: "rules/units.json")
    }

    func openIncidents() async throws {
        let fire = try await office.json(
            "open", "fire-1", "--unit", "anju", "--title", "Warehouse fire", "--severity", "major",
            "--occurred-at", "-30m")
        #expect(fire.told["changes"]?["opened"]?.obligations.count == 6, "\(fire.errors)")
        let gas = try await office.json(
            "open", "gas-1", "--unit", "chuanshan", "--title", "Gas leak", "--severity", "major",
            "--occurred-at", "-3h")
        #expect(gas.told["changes"]?["opened"]?.obligations.count == 6, "\(gas.errors)")
        let crash = try await office.json(
            "open", "crash-1", "--unit", "pengxi", "--title", "Bus crash", "--severity", "major",
            "--occurred-at", "-3h", "--drill")
        #expect(crash.told["changes"]?["opened"]?.obligations.count == 6, "\(crash.errors)")
    }

    func recordConcealment() async throws {
        let sighting = try await office.json("sight", "gas-1", "--source", "press", "--at", "-2h")
        let suspected = sighting.told["problems"]?.array?.compactMap { $0["fault"]?.string }
        #expect(suspected == ["suspected-concealment", "suspected-concealment"])
        let confirmed = try await office.run(
            "find", "gas-1", "--confirm", "--by", "secretary", "--why", "asked the district",
            environment: english)
        #expect(confirmed.status == 0, "\(confirmed.errors)")
        #expect(confirmed.output.contains("confirmed by 周涛"))
        #expect(!confirmed.output.contains("Problems gone"), "a confirmed suspicion is not solved")
        let shown = try await office.run("show", "gas-1", environment: english)
        #expect(shown.output.contains("asked the district"))
    }

    func seeDeadServer() async throws {
        try await eventually("the status names the channel that fails") {
            let status = try await office.run("status", environment: english)
            return status.status == 1
                && status.output.contains("✗ Channel mail has been failing since")
        }
        let lines = try await office.run("deliveries", "--waiting", environment: english)
        #expect(lines.output.contains("Couldn't connect to server"))
        #expect(lines.output.contains("next attempt: "))
        #expect(
            !office.folder.names(in: "state/mail/engineer@city.example/new").isEmpty,
            "the operator knows")
    }

    func instruct() async throws {
        let given = try await office.json(
            "instruct", "fire-1", "--text", "State the cause.", "--by", "secretary", "--due", "+2h",
            "--id", "p-1")
        #expect(given.told["changes"]?["opened"]?.obligations.count == 1, "\(given.errors)")
        let answer = try await office.json("answer", "fire-1", "--text", "A short circuit.")
        #expect(answer.told["changes"]?["met"]?.obligations.count == 1, "\(answer.errors)")
        let phone = try await office.json(
            "report", "fire-1", "--from", "anju", "--to", "city-committee", "--to",
            "city-government", "--stage", "city", "--form", "phone", "--at", "-10m")
        #expect(phone.told["changes"]?["met"]?.obligations.count == 2, "\(phone.errors)")
    }

    func makeBadEdit() async throws {
        let good = try office.folder.read("rules/policies.json")
        try office.folder.write(
            good.replacingOccurrences(of: "\"steps\"", with: "\"stepps\""),
            to: "rules/policies.json")
        let check = try await office.run("check", environment: english)
        #expect(check.status == 1)
        #expect(check.errors.contains("rules/policies.json:"))
        #expect(check.errors.contains("stepps"))
        try await eventually("the status says which rules are refused") {
            let status = try await office.run("status", environment: english)
            return status.output.contains("The rules in the folder have errors")
        }
        let listed = try await office.run("list", environment: english)
        #expect(listed.output.contains("gas-1"), "the rules before stay in force")
        try office.folder.write(good, to: "rules/policies.json")
        try await eventually("the rules are mended") {
            let status = try await office.run("status", environment: english)
            return !status.output.contains("The rules in the folder have errors")
        }
    }

    /// Names a server that works; what waited for the dead one arrives, each message once.
    func mendServer() async throws {
        let server = try mail.get()
        try use(server: "smtp://127.0.0.1:\(server.port)")
        try await eventually("what waited is sent", atMost: .seconds(60)) {
            let status = try await office.run("status", "--format", "json")
            return try JSONReader.read(Array(status.output.utf8))["messagesWaiting"] == 0
        }
        let mails = try server.log()
        let ids = mails.compactMap { $0["id"]?.string }
        #expect(ids.count == Set(ids).count)
        let failed = try await office.run("deliveries", "--failed", environment: english)
        #expect(failed.output.contains("No messages") || failed.lines.count <= 1)
    }

    func close() async throws {
        let refused = try await office.run(
            "close", "fire-1", "--by", "secretary", "--why", "fire is out", environment: english)
        #expect(refused.status == 1)
        #expect(refused.output.contains("市委办公室 → 省委办公厅"))
        for (sender, receiver, stage) in [
            ("city-committee", "province-committee", "province-committee"),
            ("city-government", "province-government", "province-government"),
            ("province-committee", "centre-committee", "centre-committee"),
            ("province-government", "centre-government", "centre-government"),
        ] {
            let report = try await office.json(
                "report", "fire-1", "--from", sender, "--to", receiver, "--stage", stage,
                "--form", "written")
            #expect(report.status == 0, "\(report.errors)")
        }
        let closed = try await office.json(
            "close", "fire-1", "--by", "secretary", "--why", "fire is out")
        #expect(closed.told["outcome"] == "taken", "\(closed.errors)")
        let drill = try await office.json(
            "waive", "crash-1", "--all", "--by", "secretary", "--why", "end of the drill")
        #expect(drill.told["changes"]?["waived"]?.obligations.isEmpty == false, "\(drill.errors)")
        let ended = try await office.json("close", "crash-1", "--by", "secretary")
        #expect(ended.told["outcome"] == "taken", "\(ended.errors)")
    }

    /// Shows what the next shift takes over: the concealed incident alone.
    func handOver() async throws {
        let list = try await office.run("list", environment: english)
        #expect(list.output.contains("gas-1"))
        #expect(!list.output.contains("fire-1"))
        #expect(!list.output.contains("crash-1"))
        let closed = try await office.run("show", "fire-1", environment: english)
        #expect(closed.output.contains("fire is out"))
        let status = try await office.run("status", environment: english)
        #expect(status.status == 0, "\(status.output)")
    }
}
