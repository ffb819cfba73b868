import Calendars
import Conformance
import DirectoryIntake
import Files
import Foundation
import Intake
import Testing

@Suite struct SourceConformanceTests {
    @Test(arguments: SourceConformance.rules)
    func `a folder keeps the rules of a source`(rule: SourceConformance) async throws {
        try await rule.check(try FolderFixture(.plain))
    }

    @Test(arguments: SourceConformance.rules)
    func `a Maildir keeps the rules of a source`(rule: SourceConformance) async throws {
        try await rule.check(try FolderFixture(.maildir))
    }

    @Test(arguments: SourceConformance.rules)
    func `a folder edited in place keeps the rules of a source`(
        rule: SourceConformance
    ) async throws {
        try await rule.check(try FolderFixture(.editable))
    }
}

/// A folder that a source under test reads from.
private struct FolderFixture: SourceFixture {
    enum Kind {
        case plain
        case maildir
        case editable
    }

    private let kind: Kind
    private let home: Folder

    init(_ kind: Kind) throws {
        self.kind = kind
        home = try Folder(maildir: kind == .maildir)
    }

    func open(_ limits: IntakeLimits) -> any Source {
        let settings = home.settings(limits: limits)
        let (inbox, state) = (home.file("inbox"), home.file("state"))
        return kind == .editable
            ? EditableDirectorySource(path: inbox, state: state, settings: settings)
            : DirectorySource(inbox: inbox, state: state, settings: settings)
    }

    func send(_ message: [UInt8], named name: String) throws {
        try home.write(message, to: "draft")
        let place = kind == .maildir ? "inbox/new/" : "inbox/"
        try FileManager.default.moveItem(
            atPath: home.file("draft"), toPath: home.file(place + name))
    }

    func rejected() throws -> String {
        try home.names(in: "state/rejected").map { try home.read("state/rejected/" + $0) }
            .joined(separator: "\n")
    }

    var now: Instant { home.clock.time }

    func pass(_ span: Duration) { home.clock.time = home.clock.time + span }

    /// An accepted file that is edited in place is not moved, so accepting cannot fail.
    func breakAccepting() throws -> Bool {
        for name in ["done", "rejected"] { try home.write("in the way", to: "state/" + name) }
        return kind != .editable
    }

    func mend() throws {
        for name in ["done", "rejected"] {
            try FileManager.default.removeItem(atPath: home.file("state/" + name))
        }
    }
}
