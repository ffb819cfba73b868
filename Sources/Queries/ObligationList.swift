package import Cases
package import Storage

/// A question about obligations: which ones, and how many at most.
package struct ObligationQuery: Hashable, Sendable {
    package var filter: OwedFilter
    /// True to include settled obligations and incidents without any.
    package var includesSettled: Bool
    /// The maximum number of obligations.
    package var limit: Int

    package init(
        _ filter: OwedFilter = OwedFilter(), includesSettled: Bool = false, limit: Int
    ) {
        self.filter = filter
        self.includesSettled = includesSettled
        self.limit = limit
    }
}

/// The obligations that match a query, with the numbers of those left out.
package struct ObligationList: Sendable {
    /// The open obligations, the next deadline first and those without one last.
    package internal(set) var open: [OwedRow] = []
    /// The number of matching open obligations, shown or not.
    package internal(set) var openCount = 0
    /// The number of matching obligations whose deadline has passed without a report.
    package internal(set) var overdueCount = 0
    /// The obligations that are no longer open, the latest settled first.
    package internal(set) var settled: [OwedRow] = []
    package internal(set) var settledCount = 0
    /// The questions of open incidents; a question belongs to no unit and passes every filter.
    package internal(set) var questions: [OwedQuestion] = []
    package internal(set) var questionsCount = 0
    /// The incidents without any obligation, the latest first.
    package internal(set) var bare: [CaseHeading] = []
    /// True if there are more incidents without any obligation.
    package internal(set) var hasMoreBare = false
    /// The incidents that Duebell cannot process.
    package internal(set) var setAside: [CaseHeading] = []
    /// The closings, waivers and other statements of people about the listed incidents.
    package internal(set) var statements: [Incident.ID: [ListedStatement]] = [:]
    /// True if a watcher still has to add the obligations of cases from before an upgrade.
    package internal(set) var isPartial = false

    /// The number of matching obligations that the list leaves out.
    package var moreCount: Int {
        openCount - open.count + settledCount - settled.count
    }

    /// The incidents of the listed obligations and those without any, each once.
    package var incidents: [Incident.ID] {
        var seen: Set<Incident.ID> = []
        return ((open + settled).map(\.incident) + bare.map(\.incident)).filter {
            seen.insert($0).inserted
        }
    }
}
