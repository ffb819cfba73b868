import Calendars
import Cases
import Engine
import JSON
import Rules
import TestSupport
import Testing

@Suite struct TextStories {
    @Test func `people's own words go out, and a template that fails is told once`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try world.folder.with("rules/templates")
        try world.folder.write(
            "{{heading}}: {{lead.owing}}, {{lead.late}}{{lead.left}}",
            to: "rules/templates/any.subject.mustache")
        try world.folder.write(
            "State: {{#items}}", to: "rules/templates/overdue.text.mustache")
        try await world.enforceRules()
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "18:00")
        let mails = try world.mails()
        let lines = mails.flatMap { mail in mail.to.map { "\($0) \(mail.subject)" } }
        #expect(
            lines.sorted() == [
                "anju-duty DUE SOON: anju, 30 min", "anju-head OVERDUE: anju,",
                "committee-duty OVERDUE: anju,",
                "engineer [Duebell] Message template unusable",
            ])
        let overdue = try #require(mails.first { $0.subject.hasPrefix("OVERDUE") })
        #expect(overdue.text.contains("Action"), "the built-in text goes out")
        let told = try #require(mails.first { $0.to == ["engineer"] })
        #expect(told.text.contains("templates/overdue.text.mustache:1:8"))
        try await world.hand(SampleRecords.incident("i-2", at: "16:10"))
        try await world.advance(to: "18:10")
        #expect(try world.mails().count { $0.subject.hasPrefix("OVERDUE") } >= 2)
        #expect(try world.mails().count { $0.to == ["engineer"] } == 1, "told once in six hours")
    }

    @Test func `an edited text is for what is sent from then on`() async throws {
        let world = try await Harness { $0.awaiting = ["committee"] }
        try world.folder.with("rules/templates")
        try await world.hand(SampleRecords.incident())
        try await world.advance(to: "17:30")
        let before = try await world.machine.incident().obligations.map(\.rulebook)
        try world.folder.write("late", to: "rules/templates/any.subject.mustache")
        try await world.enforceRules()
        try await world.advance(to: "18:00")
        let subjects = try world.mails().map(\.subject)
        #expect(subjects.first?.hasPrefix("[DUE SOON] ") == true)
        #expect(Set(subjects.dropFirst()) == ["late"])
        let after = try await world.machine.incident().obligations.map(\.rulebook)
        #expect(before == after)
    }
}
