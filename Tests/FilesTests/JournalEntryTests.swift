import Files
import Testing

@Suite struct JournalEntryTests {
    @Test func `an entry is written as the journal reads it`() throws {
        let entry = JournalEntry(
            "one\ntwo", priority: 4, identifier: "duebell", fields: [("incident-id", "i-1")])
        let length = "\u{7}" + String(repeating: "\0", count: 7)
        #expect(
            String(decoding: entry.bytes, as: UTF8.self)
                == "MESSAGE\n\(length)one\ntwo\nPRIORITY=4\nSYSLOG_IDENTIFIER=duebell\n"
                + "DUEBELL_INCIDENT_ID=i-1\n")
    }
}
