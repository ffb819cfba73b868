import Calendars
import Cases
import Rules
import Storage
import Testing

extension StoreConformance {
    static let cases = [
        StoreConformance("a case comes back as it was saved, bytes and all") { store in
            let row = caseRow("i-1", nextAt: nil, body: Array(0...255))
            try await store.write { transaction in
                try transaction.lockCases(["i-1", "i-2"])
                try transaction.save(row)
            }
            #expect(try await store.read { try $0.cases(["i-2", "i-1"]) } == [row])
            #expect(try await store.read { try $0.caseRow("i-2") } == nil)
            #expect(try await store.read { try $0.earliestDue() } == nil)
        },
        StoreConformance("due cases come in order of their instants and no others") { store in
            try await store.write { transaction in
                try transaction.save([
                    caseRow("late", nextAt: 50), caseRow("never", nextAt: nil),
                    caseRow("soon", nextAt: 10), caseRow("now", nextAt: 20),
                ])
            }
            let due = try await store.read { try $0.dueCases(before: at(20), limit: 9) }
            #expect(due.map(\.incident) == ["soon", "now"])
            let one = try await store.write { try $0.lockDueCases(before: at(99), limit: 1) }
            #expect(one.map(\.incident) == ["soon"])
            #expect(try await store.read { try $0.earliestDue() } == at(10))
        },
        StoreConformance("an incident of which nobody was told is advanced before others") {
            store in
            try await store.write { transaction in
                try transaction.save([
                    caseRow("early", nextAt: 10), caseRow("untold", nextAt: 20, isUntold: true),
                    caseRow("ahead", nextAt: 90, isUntold: true), caseRow("late", nextAt: 19),
                ])
            }
            let due = try await store.write { try $0.lockDueCases(before: at(20), limit: 2) }
            #expect(due.map(\.incident) == ["untold", "early"])
            #expect(due.first?.isUntold == true)
            try await store.write { try $0.save(caseRow("untold", nextAt: 20)) }
            let then = try await store.read { try $0.dueCases(before: at(20), limit: 9) }
            #expect(then.map(\.incident) == ["early", "late", "untold"])
        },
        StoreConformance("a case set aside is passed over until it is saved again") { store in
            try await store.write { transaction in
                try transaction.save(caseRow("bad", nextAt: 10))
                try transaction.setAside("bad", reason: "cannot be read", at: at(5))
                try transaction.setAside("never-saved", reason: "no rule", at: at(5))
            }
            #expect(try await store.read { try $0.dueCases(before: at(99), limit: 9) }.isEmpty)
            #expect(try await store.read { try $0.earliestDue() } == nil)
            let aside = try await store.read { snapshot in
                try snapshot.headings(matching: CaseFilter(isSetAside: true), limit: 9, after: nil)
            }
            #expect(Set(aside.compactMap(\.setAside?.reason)) == ["cannot be read", "no rule"])
            #expect(try await store.read { try $0.counts() }.casesSetAside == 2)

            try await store.write { try $0.save(caseRow("bad", nextAt: 10)) }
            #expect(try await store.read { try $0.caseRow("bad") }?.setAside == nil)
            #expect(try await store.read { try $0.earliestDue() } == at(10))
        },
        StoreConformance("the parts of a case are saved, replaced and removed one by one") {
            store in
            @Sendable func part(_ number: Int64, _ byte: UInt8) -> CasePart {
                CasePart(number: number, body: [byte, 0, 255])
            }
            let last = Int64(UInt32.max)
            let owed = CasePart.Choice.owed.numbers.lowerBound
            try await store.write { transaction in
                try transaction.save([
                    caseRow("i-1", nextAt: 5, hasParts: true),
                    caseRow("i-2", nextAt: 6, hasParts: true), caseRow("i-3", nextAt: 7),
                ])
                try transaction.saveParts([
                    CasePartsChange(
                        incident: "i-1", saved: [part(7, 1), part(0, 2), part(owed, 3)]),
                    CasePartsChange(incident: "i-2", saved: [part(0, 9), part(last, 8)]),
                ])
            }
            try await store.write { transaction in
                let known = try transaction.parts(of: "i-1", .all)
                #expect(known.count == 3)
                try transaction.saveParts([
                    CasePartsChange(
                        incident: "i-1", saved: [part(7, 4), part(8, 5)], removed: [0, 99])
                ])
            }
            try await store.read { snapshot in
                #expect(
                    try snapshot.parts(of: "i-1", .all) == [part(7, 4), part(8, 5), part(owed, 3)])
                #expect(try snapshot.parts(of: "i-1", .owed) == [part(owed, 3)])
                #expect(try snapshot.parts(of: "i-2", .all) == [part(0, 9), part(last, 8)])
                #expect(try snapshot.parts(of: "i-3", .all) == [])
                #expect(try snapshot.parts(of: "i-4", .all) == [])
                let rows = try snapshot.dueCases(before: at(99), limit: 9)
                #expect(rows.map(\.hasParts) == [true, true, false])
            }
            try await store.write { transaction in
                try transaction.removeCases(["i-1"])
                try transaction.save(caseRow("i-1", nextAt: nil, hasParts: true))
            }
            try await store.read { snapshot in
                #expect(try snapshot.parts(of: "i-1", .all) == [])
                let others = try snapshot.parts(of: "i-2", .all)
                #expect(others.count == 2)
            }
        },
        StoreConformance("pages of cases neither repeat nor skip one") { store in
            try await store.write { transaction in
                try transaction.save(
                    (0..<10).map { number in
                        caseRow(
                            .init("i-\(number)"), nextAt: nil,
                            phase: number == 4 ? .closed : .open, openedAt: Int64(number / 3))
                    })
            }
            let seen = try await store.read { snapshot in
                var (seen, place) = ([String](), CaseCursor?.none)
                let filter = CaseFilter(phase: .open)
                repeat {
                    let page = try snapshot.headings(matching: filter, limit: 2, after: place)
                    let rows = try snapshot.cases(matching: filter, limit: 2, after: place)
                    #expect(page.map(\.incident) == rows.map(\.incident))
                    seen += page.map(\.incident.text)
                    place = page.last.map { CaseCursor(of: $0) }
                } while place != nil
                return seen
            }
            #expect(seen == ["i-9", "i-8", "i-7", "i-6", "i-5", "i-3", "i-2", "i-1", "i-0"])
        },
        StoreConformance("a round over cases that wait for nothing comes to every one, once") {
            store in
            try await store.write { transaction in
                // Several at one instant, so that a page ends between them.
                for number in 0..<25 {
                    let id = Incident.ID("i-\(number)")
                    try transaction.save(caseRow(id, nextAt: nil, openedAt: Int64(number / 10)))
                }
                try transaction.save(caseRow("due", nextAt: 9))
                try transaction.save(caseRow("closed", nextAt: nil, phase: .closed))
            }
            let seen = try await store.read { snapshot in
                var (seen, place) = ([Incident.ID](), IdleCaseCursor?.none)
                while true {
                    let page = try snapshot.casesWithoutNext(limit: 4, after: place)
                    seen += page.map(\.row.incident)
                    guard let last = page.last else { return seen }
                    place = last.place
                }
            }
            #expect(seen == (0..<25).map { Incident.ID("i-\($0)") })
        },
    ]
}
