import Calendars
import Cases
import Rules

/// A second dealing of reports, written from the text of design chapter 3 alone: slow, and easy to
/// check by eye. All times are whole minutes after the event.
struct NaiveDealer {
    struct Duty {
        var name: String
        var to: [[String]]
        /// The time from the anchor to the deadline.
        var within = Length.minutes(0)
        /// The obligation whose report starts the clock; nil: the event does.
        var after: String?
        var forms: [String]?
        var needsOK = false
        var every: Length?
        var late: Length?
        var expires: Length?
        /// For a bulletin: the number of reports for each period.
        var count = 1
        /// For a bulletin: the minutes of each day at which it is due.
        var firings: [Int]?

        var isPeriodic: Bool { every != nil || firings != nil }
    }

    /// An exact time, or days by the clocks.
    enum Length: Hashable {
        case minutes(Int)
        case days(Int)
    }

    struct Report {
        var id: String
        var at: Int
        var to: [String]
        var stage: String?
        var form: String?
        var isOK = true
        var corrects: String?
        /// The deadline of the period that the report names, or its day.
        var period: Period?
        var isRetracted = false
    }

    enum Period {
        case deadline(Int)
        case day(Int)
    }

    struct Relief {
        var isWaiver: Bool
        /// The name of the duty, an occurrence's id, or `*`.
        var about: String
        var at: Int
        var until: Int?
    }

    struct Closure {
        var at: Int
        var isClosing: Bool
        var asIfOpen = false
    }

    var duties: [Duty] = []
    var areStagesNamed = false
    var isBulletin = false
    var clocks = NaiveClocks.utc
    /// The minute from which the rule is in force; nil: always.
    var inForceFrom: Int?
    var reports: [Report] = []
    var reliefs: [Relief] = []
    var closures: [Closure] = []
    /// The minute up to which everything has happened and arrived.
    var now = 0

    /// One thing owed to one addressee, once.
    final class Owed {
        let duty: Duty
        let order: Int
        let to: [String]
        let number: Int?
        /// The place among all that is owed, for equal deadlines.
        var place = 0
        var missing: Int
        var met: Report?
        var first: Report?

        init(_ duty: Duty, _ order: Int, _ to: [String], _ number: Int?) {
            (self.duty, self.order, self.to, self.number) = (duty, order, to, number)
            missing = duty.count
        }

        var id: String {
            "rule/\(duty.name)@\(to.joined(separator: "|"))" + (number.map { "#\($0)" } ?? "")
        }
    }

    /// The times of a bulletin, which are looked up many times.
    private final class Memory {
        var firings: [Int]?
    }

    private let memory = Memory()

    // MARK: Deadlines

    private func time(_ span: Length, times count: Int = 1, after minute: Int) -> Int {
        switch span {
        case .minutes(let minutes): minute + count * minutes
        case .days(let days):
            clocks.minute(showing: clocks.shown(at: minute) + count * days * 1_440)
        }
    }

    /// Returns the minutes at which a bulletin is due, with some before the first one owed.
    private func firings(_ duty: Duty) -> [Int] {
        if let known = memory.firings { return known }
        let days = -3...(now / 1_440 + 4)
        let all = Set(
            days.flatMap { day in
                (duty.firings ?? []).map { clocks.firing(at: day * 1_440 + $0) }
            }
        ).sorted()
        memory.firings = all
        return all
    }

    /// Returns the deadline of a period of a bulletin, from 1.
    func firing(_ number: Int, of duty: Duty) -> Int {
        let all = firings(duty)
        let first = all.firstIndex { $0 > 0 && $0 >= inForceFrom ?? 0 } ?? 0
        return all[min(all.count - 1, first + number - 1)]
    }

    /// Returns the deadline of an occurrence that follows from an anchor alone.
    func occurrence(_ number: Int, of duty: Duty) -> Int {
        let first = time(duty.within, after: 0)
        return duty.every.map { time($0, times: number - 1, after: first) } ?? first
    }

    private func deadline(_ one: Owed, _ all: [Owed], plus shift: Int = 0) -> Int? {
        if isBulletin { return firing((one.number ?? 1) + shift, of: one.duty) }
        guard one.duty.after != nil else {
            return occurrence((one.number ?? 1) + shift, of: one.duty)
        }
        return anchor(one, all).map { time(one.duty.within, after: $0) }
    }

    private func anchor(_ one: Owed, _ all: [Owed]) -> Int? {
        let named = all.filter { $0.duty.name == one.duty.after }
        let same = named.filter { $0.to == one.to }
        return (same.isEmpty ? named : same).compactMap { $0.first?.at }.min()
    }

    private func about(_ one: Owed) -> [Relief] {
        reliefs.filter { ["*", one.duty.name, one.id].contains($0.about) }
    }

    private func extended(_ one: Owed, _ all: [Owed]) -> Int? {
        guard let due = deadline(one, all) else { return nil }
        return ([due] + about(one).filter { !$0.isWaiver }.compactMap(\.until)).max()
    }

    private func begin(_ one: Owed, _ all: [Owed]) -> Int {
        guard one.number != nil, let due = deadline(one, all) else { return .min }
        let before = deadline(one, all, plus: -1) ?? .min
        if isBulletin { return max(before, inForceFrom ?? .min) }
        let reopened = closedSpans.filter { !$0.asIfOpen }.map(\.through)
        return ([before] + reopened.filter { before < $0 && $0 < due }).max() ?? before
    }

    private func lateUntil(_ one: Owed, _ all: [Owed]) -> Int? {
        guard let due = deadline(one, all), let extended = extended(one, all) else { return nil }
        if let late = one.duty.late { return time(late, after: extended) }
        guard let next = deadline(one, all, plus: 1) else { return extended }
        return extended + min((next - due) / 8, 360)
    }

    // MARK: Closing

    private struct Span {
        var from: Int
        var through = Int.max
        var asIfOpen = false
    }

    private var closedSpans: [Span] {
        var spans: [Span] = []
        var isClosed = false
        for closure in closures.sorted(by: { $0.at < $1.at }) {
            if closure.isClosing, !isClosed { spans.append(Span(from: closure.at)) }
            if !closure.isClosing, isClosed {
                spans[spans.count - 1].through = closure.at
                spans[spans.count - 1].asIfOpen = closure.asIfOpen
            }
            isClosed = closure.isClosing
        }
        return spans
    }

    /// Returns the closing that lets an occurrence off.
    private func lettingOff(_ one: Owed, _ all: [Owed]) -> Span? {
        guard one.number != nil, !isBulletin, let due = extended(one, all) else { return nil }
        return closedSpans.first { $0.from < due && due <= $0.through && !$0.asIfOpen }
    }

    /// Returns true for an occurrence whose whole period falls while the incident is closed.
    private func isEnded(_ one: Owed, _ all: [Owed]) -> Bool {
        guard !isBulletin, one.number != 1, let due = deadline(one, all),
            let before = deadline(one, all, plus: -1)
        else { return false }
        return closedSpans.contains { $0.from < before && due <= $0.through && !$0.asIfOpen }
    }

    /// Returns the instant from which it is missed.
    private func end(_ one: Owed, _ all: [Owed]) -> Int? {
        guard let due = extended(one, all), let rule = deadline(one, all) else { return nil }
        var ends: [Int] = []
        if let expires = one.duty.expires {
            ends.append(time(expires, after: due))
        } else if isBulletin {
            ends.append(max(due, deadline(one, all, plus: 1) ?? rule))
        }
        if !isBulletin, let closed = closedSpans.last, closed.through == .max, due <= closed.from {
            ends.append(closed.from)
        }
        return ends.min()
    }

    // MARK: Dealing

    private func isWaived(_ one: Owed, at time: Int) -> Bool {
        about(one).contains { $0.isWaiver && $0.at <= time && time < $0.until ?? .max }
    }

    private func accepts(_ one: Owed, _ all: [Owed], at time: Int) -> Bool {
        let off = lettingOff(one, all)?.from ?? .max
        return one.missing > 0 && time <= min(end(one, all) ?? .max, off)
    }

    private func stage(_ report: Report) -> String? {
        guard let other = reports.first(where: { $0.id == report.corrects }) else {
            return report.stage
        }
        return stage(other) ?? report.stage
    }

    private func stages(_ unit: String) -> Int {
        Set(duties.filter { $0.to.joined().contains(unit) }.map(\.name)).count
    }

    /// Returns the occurrence among those of one obligation that a report is for.
    private func choose(
        _ report: Report, _ series: [Owed], _ all: [Owed], _ targets: [String: [Owed]]
    ) -> Owed? {
        let isStaged = stage(report) != nil
        let allowed = series.filter { isStaged || !isWaived($0, at: report.at) }
        if let corrected = report.corrects, reports.contains(where: { $0.id == corrected }) {
            return allowed.first { one in (targets[corrected] ?? []).contains { $0 === one } }
        }
        guard series[0].number != nil else {
            return allowed.first { isStaged || accepts($0, all, at: report.at) }
        }
        if let period = report.period {
            let named = named(period, series, all)
            return named.count == 1 ? allowed.first { $0 === named[0] } : nil
        }
        let open = allowed.filter {
            begin($0, all) <= report.at && accepts($0, all, at: report.at)
        }
        return open.first { report.at <= lateUntil($0, all) ?? .max } ?? open.last
    }

    private func named(_ period: Period, _ series: [Owed], _ all: [Owed]) -> [Owed] {
        series.filter { one in
            switch (period, deadline(one, all)) {
            case (.deadline(let minute), let due?): due == minute
            case (.day(let day), let due?): clocks.day(at: due) == day
            case (_, nil): false
            }
        }
    }

    private func isAhead(_ period: Period, _ last: Int) -> Bool {
        switch period {
        case .deadline(let minute): minute > last
        case .day(let day): day > clocks.day(at: last)
        }
    }

    private func conflict(_ one: Owed, _ other: Owed) -> Bool {
        guard one.to.contains(where: other.to.contains) else { return false }
        let areDifferent = one.duty.forms.map { Set($0) } != other.duty.forms.map { Set($0) }
        return !(areDifferent && one.duty.after == other.duty.after)
    }

    /// Returns each decided obligation with its verdict.
    func verdicts() -> [String: String] {
        let all = everythingOwed()
        var targets: [String: [Owed]] = [:]
        for report in reports.sorted(by: { ($0.at, $0.id) < ($1.at, $1.id) }) {
            let chosen = dealt(report, all, targets)
            targets[report.id] = chosen
            for one in chosen { count(report, for: one, all) }
        }
        var found: [String: String] = [:]
        for one in all { found[one.id] = verdict(one, all) }
        return found
    }

    private func dealt(
        _ report: Report, _ all: [Owed], _ targets: [String: [Owed]]
    ) -> [Owed] {
        let stage = stage(report)
        var options: [Owed] = []
        var namesPeriod = false
        for series in Dictionary(grouping: all, by: { "\($0.duty.name)@\($0.to)" }).values {
            let duty = series[0].duty
            var to = report.to
            if stage == nil, areStagesNamed { to = to.filter { stages($0) < 2 } }
            guard to.contains(where: series[0].to.contains) else { continue }
            if let stage {
                guard stage == duty.name else { continue }
            } else {
                if let forms = duty.forms, !forms.contains(report.form ?? "") { continue }
                if duty.after != nil {
                    guard let began = anchor(series[0], all), began < report.at else { continue }
                }
            }
            if let period = report.period, duty.isPeriodic {
                guard
                    report.corrects != nil || named(period, series, all).count == 1
                        || isAhead(period, deadline(series[series.count - 1], all) ?? 0)
                else { continue }
                namesPeriod = true
            }
            if let one = choose(report, series, all, targets) { options.append(one) }
        }
        guard stage == nil else { return options }
        if namesPeriod, report.period != nil { options.removeAll { $0.number == nil } }
        var chosen: [Owed] = []
        let key = { (one: Owed) in (deadline(one, all) ?? .max, one.order, one.place) }
        for one in options.sorted(by: { key($0) < key($1) })
        where !chosen.contains(where: { conflict($0, one) }) {
            chosen.append(one)
        }
        return chosen
    }

    private func count(_ report: Report, for one: Owed, _ all: [Owed]) {
        if let forms = one.duty.forms, !forms.contains(report.form ?? "") { return }
        if one.duty.needsOK, !report.isOK { return }
        guard accepts(one, all, at: report.at) else { return }
        if report.isRetracted {
            if one.missing == 1 { one.first = one.first ?? report }
            return
        }
        one.missing -= 1
        guard one.missing == 0 else { return }
        one.met = report
        one.first = one.first ?? report
    }

    private func verdict(_ one: Owed, _ all: [Owed]) -> String? {
        func isLetOff(_ time: Int) -> Bool {
            about(one).contains { $0.isWaiver && $0.at <= time && now < $0.until ?? .max }
        }
        guard let due = extended(one, all) else { return nil }
        if let met = one.met {
            if isLetOff(met.at) { return nil }
            return (met.at <= due ? "on-time" : "late \(met.at - due)") + " \(met.id)"
        }
        guard let end = end(one, all), end <= now, !isLetOff(end), lettingOff(one, all) == nil
        else { return nil }
        return "missed"
    }

    private func everythingOwed() -> [Owed] {
        let all = duties.enumerated().flatMap { order, duty in
            duty.to.flatMap { to -> [Owed] in
                guard duty.isPeriodic else { return [Owed(duty, order, to, nil)] }
                // The period under way at the end is the last.
                var every = [Owed(duty, order, to, 1)]
                while deadline(every[every.count - 1], []) ?? .max <= now {
                    every.append(Owed(duty, order, to, every.count + 1))
                }
                return every.filter { !isEnded($0, every) }
            }
        }
        for (place, one) in all.enumerated() { one.place = place }
        return all
    }
}
