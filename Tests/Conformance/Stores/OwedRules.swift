import Calendars
import Cases
import JSON
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
                    decidedAt: 3, faults: [Fault(.bypassed, .outOfOrder(["the city; first"]))]),
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
            let row = owedRow("i-1", "a", dueAt: 7, faults: [Fault(.bypassed, .legacy("the city"))])
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
            let fault = Fault(.undecidable, .undecided(.absent(.path("severity"))))
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
        StoreConformance("what was stated is replaced as a whole, and goes with its incident") {
            store in
            func stated(_ text: String) -> [ListedStatement] {
                let json: JSON = [
                    "type": "closure", "at": "2026-05-12T12:00:00Z", "by": "li",
                    "text": .string(text),
                ]
                return [ListedStatement(coded: json)].compactMap(\.self)
            }
            let (first, second) = (stated("fire is out"), stated("again"))
            #expect(first.count == 1 && second.count == 1)
            for statements in [first, second, nil] as [[ListedStatement]?] {
                try await store.write { transaction in
                    try transaction.saveOwed([
                        OwedChange(incident: "i-1", rows: [], statements: statements)
                    ])
                }
            }
            #expect(
                try await store.read { try $0.statements(of: ["i-1", "i-2"]) } == ["i-1": second])
            try await store.write { try $0.removeOwed(of: ["i-1"]) }
            #expect(try await store.read { try $0.statements(of: ["i-1"]) } == [:])
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
            #expect(try await pages(OwedFilter(units: ["pengxi"])) == ["n5"])
            #expect(try await pages(OwedFilter(rule: "other")) == [])
        },
        StoreConformance("lists of obligations are filtered, counted and read in pages") { store in
            let met = Obligation.Verdict(outcome: .onTime, report: "r-1")
            let missed = Obligation.Verdict(outcome: .missed, report: nil)
            try await store.write { transaction in
                try transaction.save([caseRow("i-1", nextAt: 1), caseRow("i-2", nextAt: 1)])
                try transaction.saveOwed([
                    OwedChange(
                        incident: "i-1",
                        rows: [
                            owedRow("i-1", "late", dueAt: 10, severity: "major", openedAt: 1),
                            owedRow("i-1", "soon", dueAt: 90, status: .approaching),
                            owedRow("i-1", "far", dueAt: 99, severity: "minor", openedAt: 2),
                            owedRow("i-1", "unknown", dueAt: nil),
                            owedRow("i-1", "met", verdict: met, decidedAt: 7, status: .met),
                            owedRow("i-1", "lost", verdict: missed, decidedAt: 9, status: .missed),
                            owedRow("i-1", "met2", verdict: met, decidedAt: 9, status: .met),
                        ])
                ])
            }
            func open(_ filter: OwedFilter) async throws -> [String] {
                let (found, count) = try await store.read { snapshot in
                    (
                        try snapshot.openOwed(matching: filter, limit: 9, after: nil),
                        try snapshot.countOwed(matching: filter, isOpen: true)
                    )
                }
                #expect(count == found.count)
                return found.map(\.row.name)
            }
            func settled(_ filter: OwedFilter) async throws -> [String] {
                let (seen, count) = try await store.read { snapshot in
                    var (seen, place) = ([String](), OwedCursor?.none)
                    repeat {
                        let page = try snapshot.settledOwed(
                            matching: filter, limit: 1, after: place)
                        seen += page.map(\.row.name)
                        place = page.last?.place
                    } while place != nil
                    return (seen, try snapshot.countOwed(matching: filter, isOpen: false))
                }
                #expect(count == seen.count)
                return seen
            }
            func of(_ status: Obligation.DueStatus...) -> OwedFilter {
                OwedFilter(status: .init(Set(status), at: at(60)))
            }
            #expect(try await open(of(.overdue)) == ["late"])
            #expect(try await open(of(.approaching)) == ["soon"])
            #expect(try await open(of(.pending, .notStarted, .met)) == ["far", "unknown"])
            #expect(try await open(of(.met)) == [])
            #expect(try await open(OwedFilter(severities: ["major", "x"])) == ["late"])
            #expect(try await open(OwedFilter(openedSince: at(1))) == ["late", "far"])
            #expect(try await open(OwedFilter(units: [])) == [])
            #expect(try await settled(OwedFilter()) == ["met2", "lost", "met"])
            #expect(try await settled(of(.missed, .overdue)) == ["lost"])
            let bare = CaseFilter(hasObligations: false)
            let without = try await store.read {
                try $0.headings(matching: bare, limit: 9, after: nil).map(\.incident)
            }
            #expect(without == ["i-2"])
        },
        StoreConformance("the questions of open cases are listed and counted") { store in
            try await store.write { transaction in
                try transaction.save([
                    caseRow("i-1", nextAt: nil), caseRow("i-2", nextAt: nil),
                    caseRow("i-3", nextAt: nil, phase: .closed),
                ])
                try transaction.saveOwed(
                    ["i-3", "i-2", "i-1"].map { id in
                        let fault = Fault(.undecidable, .legacy("no severity"))
                        return OwedChange(
                            incident: Incident.ID(id), rows: [],
                            asked: [
                                OwedQuestion(
                                    incident: Incident.ID(id), about: "urgent", fault: fault)
                            ])
                    })
            }
            let all = try await store.read { try $0.openQuestions(limit: 9) }
            #expect(all.map(\.incident) == ["i-1", "i-2"])
            let first = try await store.read { try $0.openQuestions(limit: 1) }
            #expect(first.map(\.incident) == ["i-1"])
            #expect(try await store.read { try $0.countOpenQuestions() } == 2)
        },
    ]
}
