import Calendars
import Cases
package import Rules
import Storage

extension StoreReader {
    /// Returns the obligations that match a query, from one snapshot.
    package func obligations(_ query: ObligationQuery) async throws -> ObligationList {
        let (filter, now) = (query.filter, now)
        let settled: Set<Obligation.DueStatus> = [.met, .waived, .missed]
        let asksForSettled = !settled.isDisjoint(with: filter.status?.accepted ?? [])
        return try await read { snapshot in
            var list = ObligationList()
            list.open = try snapshot.openOwed(matching: filter, limit: query.limit, after: nil)
                .map(\.row)
            list.openCount = try snapshot.countOwed(matching: filter, isOpen: true)
            list.overdueCount = try snapshot.countOwed(
                matching: filter.overdue(at: now), isOpen: true)
            var left = query.limit - list.open.count
            if query.includesSettled || asksForSettled {
                list.settled = try snapshot.settledOwed(
                    matching: filter, limit: left, after: nil
                ).map(\.row)
                list.settledCount = try snapshot.countOwed(matching: filter, isOpen: false)
                left -= list.settled.count
            }
            if query.includesSettled, filter == OwedFilter() {
                let bare = try snapshot.headings(
                    matching: CaseFilter(hasObligations: false), limit: left + 1, after: nil)
                list.bare = Array(bare.prefix(left))
                list.hasMoreBare = bare.count > left
            }
            list.questions = try snapshot.openQuestions(limit: query.limit)
            list.questionsCount = try snapshot.countOpenQuestions()
            list.statements = try snapshot.statements(of: list.incidents)
            list.setAside = try snapshot.headings(
                matching: CaseFilter(isSetAside: true), limit: query.limit, after: nil)
            list.isPartial = try !snapshot.casesWithoutOwed(limit: 1).isEmpty
            return list
        }
    }

    /// Returns the units in which a person has a role now, in person or on call.
    package func units(of person: Recipient) -> Set<Unit.ID> {
        let posts = rulebook.units.values.filter { unit in
            unit.roles.values.joined().contains { holder in
                rulebook.onDuty(holder, at: now).contains(person)
            }
        }
        return Set(posts.map(\.id))
    }
}

extension OwedFilter {
    /// Returns the filter for the overdue ones among the obligations.
    fileprivate func overdue(at now: Instant) -> OwedFilter {
        var filter = self
        let accepted = status?.accepted ?? [.overdue]
        filter.status = Status(accepted.intersection([.overdue]), at: now)
        return filter
    }
}
