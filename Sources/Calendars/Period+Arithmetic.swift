extension Period {
    /// Returns the instant a period later: months, then days, on the clocks of a zone, then the
    /// exact part.
    ///
    /// In a month too short for the day, the result is its last day. A repeated period is computed
    /// from the start as one long period, never step by step. Source: RFC 5545 section 3.3.6.
    package func added(to instant: Instant, in zone: Zone) -> Instant {
        moved(from: instant, in: zone, sign: 1)
    }

    /// Returns the period multiplied by a count.
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
    /// Returns the instant at this offset from another; days and months follow the clocks of a
    /// zone.
    package func applied(to instant: Instant, in zone: Zone) -> Instant {
        period.moved(from: instant, in: zone, sign: isNegative ? -1 : 1)
    }
}
