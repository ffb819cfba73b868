extension Period {
    /// The instant a period after another: months, then days, on the clocks of a zone, then the
    /// exact part.
    ///
    /// A month too short for the day gives its last day. A chain is reckoned from its start, one
    /// long period, never step by step. Source: RFC 5545 section 3.3.6.
    package func added(to instant: Instant, in zone: Zone) -> Instant {
        moved(from: instant, in: zone, sign: 1)
    }

    /// The period so many times over, reckoned as one.
    package func times(_ count: Int) -> Period {
        Period(months: months * count, days: days * count, exact: exact * count)
    }

    fileprivate func moved(from instant: Instant, in zone: Zone, sign: Int) -> Instant {
        let start = months == 0 && days == 0 ? instant : civilMove(from: instant, zone, sign)
        return start + exact * sign
    }

    private func civilMove(from instant: Instant, _ zone: Zone, _ sign: Int) -> Instant {
        var civil = zone.civil(at: instant)
        civil.date = civil.date.adding(months: sign * months).adding(days: sign * days)
        return zone.instant(of: civil)
    }
}

extension Offset {
    /// The instant so far before or after another, on the clocks of a zone where it has days.
    package func applied(to instant: Instant, in zone: Zone) -> Instant {
        period.moved(from: instant, in: zone, sign: isNegative ? -1 : 1)
    }
}
