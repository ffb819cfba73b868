import Foundation
import TestSupport
import Testing

@Suite struct ManualTests {
    static let commands = [
        [], ["watch"], ["check"], ["simulate"], ["try"], ["try", "condition"], ["try", "due"],
        ["try", "cron"], ["try", "ics"], ["try", "message"], ["try", "digest"],
        ["templates"], ["list"], ["show"],
        ["explain"], ["applies"], ["deadlines"], ["open"], ["report"], ["correct"], ["retract"],
        ["ack"],
        ["instruct"], ["answer"], ["sight"], ["extend"], ["waive"], ["find"], ["merge"], ["close"],
        ["reopen"], ["send-test"], ["oncall"], ["systemd-unit"],
        ["demo"], ["test"], ["replan"], ["deliveries"], ["retry"], ["schema"],
        ["backup"], ["status"], ["manual"],
        ["init"], ["packs"], ["packs", "list"], ["packs", "show"], ["packs", "copy"],
        ["packs", "matrix"], ["packs", "verify"],
    ]

    @Test(arguments: commands)
    func `the help of a command shows one in use`(command: [String]) async throws {
        let office = try Office()
        let outcome = try await Program.run(command + ["--help"], in: office.folder.path)
        #expect(outcome.status == 0)
        let example = outcome.output.components(separatedBy: "Example: ").dropFirst().first
        let words = ["duebell"] + command
        #expect(example?.contains(words.joined(separator: " ")) == true)
    }

    @Test func `the help names every command there is, and each is looked at here`() async throws {
        let office = try Office()
        for parent in Self.commands where parent.count <= 1 {
            let help = try await Program.run(parent + ["--help"], in: office.folder.path).output
            let list = help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first ?? ""
            let named = list.split(separator: "\n", omittingEmptySubsequences: false)
                .prefix { !$0.isEmpty }.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
            let known = Self.commands.filter { $0.dropLast() == parent[...] && !$0.isEmpty }
            #expect(Set(named) == Set(known.compactMap(\.last)), "\(parent)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a completion script is made for a shell`(shell: String) async throws {
        let office = try Office()
        let script = try await office.run("--generate-completion-script", shell)
        #expect(script.status == 0)
        #expect(script.output.contains("send-test"))
        if shell == "bash" {
            try run("/bin/bash", ["-n"], input: Array(script.output.utf8))
        }
    }

    @Test func `the unit is one that systemd understands`() async throws {
        let office = try Office()
        let unit = try await office.run("systemd-unit", "--program", Program.path)
        #expect(unit.output.contains("ExecStart=\(Program.path) watch "))
        #expect(unit.output.contains("RestartPreventExitStatus=64 78"))
        let analyze = "/usr/bin/systemd-analyze"
        guard FileManager.default.isExecutableFile(atPath: analyze) else { return }
        try office.folder.write(unit.output, to: "duebell.service")
        let file = office.folder.path + "/duebell.service"
        try run(analyze, ["verify", file])
        let score = try await Program.shell("\(analyze) security --offline=true \(file) | tail -1")
        let exposure = try #require(score.firstMatch(of: /: (\d+\.\d)/)?.1)
        #expect(Double(exposure).map { $0 < 3 } == true, "\(score)")
    }

    @Test func `a manual page is written for every command`() async throws {
        let office = try Office()
        let outcome = try await office.run("manual", "man1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let names = Self.commands.map { (["duebell"] + $0).joined(separator: "-") + ".1" }
        #expect(Set(office.folder.names(in: "man1")) == Set(names))
        let page = try office.folder.read("man1/duebell-list.1")
        #expect(page.contains("\\-\\-unit <unit>"))
        #expect(page.contains(".SH EXAMPLE\n.nf\nduebell list"))
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/man") else { return }
        let path = office.folder.path + "/man1/duebell-list.1"
        let shown = try await Program.shell("MANWIDTH=80 man --warnings -l \(path) 2>&1")
        #expect(shown.contains("EXIT STATUS") && !shown.contains("warning"), "\(shown)")
    }

    private static let capsh = "/usr/sbin/capsh"

    @Test(
        .enabled(
            if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: capsh),
            "needs root and capsh"))
    func `the unit asks for no capability that the machine does not have`() async throws {
        let command = ["--drop=cap_lease", "--", "-c", "\(Program.path) systemd-unit"]
        let unit = String(decoding: try run(Self.capsh, command), as: UTF8.self)
        #expect(unit.contains("\nCapabilityBoundingSet=\n"))
        #expect(unit.contains("\n#AmbientCapabilities=CAP_LEASE\n"))
        #expect(!unit.contains("\nAmbientCapabilities="), "it would end with 218/CAPABILITIES")
    }

    @Test func `the demonstration ends by itself and leaves nothing`() async throws {
        let office = try Office("tmp")
        let outcome = try await office.run(
            "demo", "--pace", "1440", "--language", "en",
            environment: ["TMPDIR": office.folder.path + "/tmp"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(office.folder.names(in: "tmp") == [])
        #expect(office.folder.names(in: "") == ["rules", "tmp"])
        let told = outcome.lines.map { $0.split(separator: " ").map(String.init) }
        // On a busy machine the first message is late, and says so.
        #expect(told.contains { $0.contains("zhang@anju.example") })
        #expect(outcome.output.contains("engineer@city.example"))
        #expect(outcome.output.contains("late by 3 h 30 min"))
        #expect(outcome.errors == "")
    }
}
