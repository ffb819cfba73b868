import Cases
import Engine
import JSON
import Rules
import Storage
import Testing

/// An incident of which others speak much, and the unit not at all.
@Suite struct ManySightingsStories {
    @Test func `the message about an incident known from many sightings alone names it`()
        async throws
    {
        let world = try await Harness()
        for number in 0..<80 {
            try world.drop([
                "type": "sighting", "id": .string("s-\(number)"), "incident": "i-1",
                "unit": "anju", "title": "Smoke over the harbour", "source": "press",
                "seenAt": .string(SampleRecords.recordedTime("16:00")),
            ])
        }
        // Nothing is sent before the last one is in the case.
        for _ in 0..<10 { _ = await world.machine.intake.step(at: world.clock.now) }
        let known = try await world.machine.incident()
        #expect(known.sightings.count == 80)
        let row = try await world.machine.store.read { try $0.caseRow("i-1") }
        #expect(row?.hasParts == true)
        try await world.restart()
        try await world.turn()
        let mails = try world.mails()
        #expect(!mails.isEmpty)
        for mail in mails { #expect(mail.text.contains("Smoke over the harbour"), "\(mail)") }
    }
}
