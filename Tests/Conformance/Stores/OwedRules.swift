import Calendars
import Cases
import Rules
import Storage
import Testing

extension StoreConformance {
    static let owed = [
        StoreConformance("what is owed comes back as it was saved, by incident and place") {
            store in
            let rows = [
                owedRow("i-1", "second", position: 1, dueAt: nil),
                owedRow(
                    "i-1", "first", verdict: .init(outcome: .late(.seconds(90)), report: "r-1"),
                    decidedAt: 3, faults: [Fault(.bypassed, "the city; first")]),
                owedRow("i-2", "first", verdict: .init(outcome: .missed, report: nil)),
            ]
            try await store.write { transaction in
                try transaction.save([caseRow("i-1", nextAt: 1), caseRow("i-2", nextAt: 1)])
                try transaction.saveOwed([
                    OwedChange(incident: "i-1", rows: [rows[0], rows[1]]),
                    OwedChange(incident: "i-2", rows: [rows[2]]),
                ])
            }
            let all = try await store.read { try $0.owed(of: ["i-2", "i-1"], onlyOpen: false) }
            #expect(all == [rows[2], rows[1], rows[0]])
            let open = try await store.read { try $0.owed(of: ["i-2", "i-1"], onlyOpen: true) }
            #expect(open == [rows[0]])
            #expect(open.first?.label == "urgent/second#2")
            #expect(try await store.read { try $0.casesWithoutOwed(limit: 9) } == [])
        },
        StoreConformance("a status alone is saved, and the rest of the row stays") { store in
            let row = owedRow("i-1", "a", dueAt: 7, faults: [Fault(.bypassed, "the city")])
            let changed = OwedRow(
                incident: row.incident, obligation: row.obligation, position: row.position,
                rule: row.rule, name: row.name, owing: row.owing, awaiting: row.awaiting,
                occurrence: row.occurrence, rulebook: row.rulebook, title: row.title,
                openedAt: row.openedAt, dueAt: row.dueAt, waitsFor: row.waitsFor,
                beganAt: row.beganAt, status: .approaching, verdict: row.verdict,
                decidedAt: row.decidedAt,
                waivedBy: row.waivedBy, faults: row.faults)
            try await store.write { transaction in
                try transaction.saveOwed([OwedChange(incident: "i-1", rows: [row])])
                try transaction.saveOwed([
                    OwedChange(incident: "i-1", rows: [], restated: [changed])
                ])
            }
            #expect(try await store.read { try $0.owed(of: ["i-1"], onlyOpen: true) } == [changed])
        },
        StoreConformance("a change puts some rows, lets go of others and leaves the rest") {
            store in
            let met = Obligation.Verdict(outcome: .onTime, report: "r-1")
            try await store.write { transaction in
                try transaction.saveOwed([
                    OwedChange(
                        incident: "i-1",
                        rows: ["a", "b", "c"].map { owedRow("i-1", $0) },
                        asked: [OwedQuestion(incident: "i-1", about: "", fault: nil)])
                ])
                try transaction.saveOwed([
                    OwedChange(
                        incident: "i-1", rows: [owedRow("i-1", "b", verdict: met, decidedAt: 5)],
                        removed: [owedRow("i-1", "a").obligation])
                ])
                // The same verdict again, as after a change of the title.
                try transaction.saveOwed([
                    OwedChange(
                        incident: "i-1",
                        rows: [
                            owedRow("i-1", "b", position: 4, verdict: met, decidedAt: 9)
                        ])
                ])
            }
            let rows = try await store.read { try $0.owed(of: ["i-1"], onlyOpen: false) }
            #expect(rows.map(\.name) == ["c", "b"])
            #expect(rows.last?.decidedAt == at(5))
            #expect(rows.last?.position == 4)
            let questions = try await store.read { try $0.questions(of: ["i-1"]) }
            #expect(questions.map(\.about) == [""])
            let fault = Fault(.undecidable, "what severity")
            try await store.write { transaction in
                try transaction.saveOwed([
                    OwedChange(
                        incident: "i-1", rows: [],
                        asked: [OwedQuestion(incident: "i-1", about: "urgent", fault: fault)],
                        answered: [""])
                ])
            }
            #expect(try await store.read { try $0.questions(of: ["i-1"]) }.map(\.fault) == [fault])
        },
        StoreConformance("pages of what is open go by deadline, the ones not started last") {
            store in
            try await store.write { transaction in
                let rows = [40, nil, 10, 10, 30, 20].enumerated().map { place, dueAt in
                    owedRow(
                        Incident.ID("i-\(place)"), "n\(place)", dueAt: dueAt,
                        verdict: dueAt == 30 ? .init(outcome: .missed, report: nil) : nil,
                        owing: place == 5 ? "pengxi" : "anju")
                }
                try transaction.saveOwed(
                    rows.map { OwedChange(incident: $0.incident, rows: [$0]) })
            }
            func pages(_ filter: OwedFilter) async throws -> [String] {
                try await store.read { snapshot in
                    var (seen, place) = ([String](), OwedCursor?.none)
                    repeat {
                        let page = try snapshot.openOwed(matching: filter, limit: 2, after: place)
                        seen += page.map(\.row.name)
                        place = page.last?.place
                    } while place != nil
                    return seen
                }
            }
            #expect(try await pages(OwedFilter()) == ["n2", "n3", "n5", "n0", "n1"])
            #expect(try await pages(OwedFilter(owing: "pengxi")) == ["n5"])
            #expect(try await pages(OwedFilter(rule: "other")) == [])
        },
    ]
}
