import Calendars

extension Instant {
    /// Returns the instant in RFC 3339 with the offset of a zone, as people write times in tests.
    func rfc3339(in zone: Zone) -> String {
        let offset = zone.offset(at: self)
        guard offset != 0, offset % 60 == 0 else { return rfc3339 }
        let civil = (self + .seconds(offset)).rfc3339.dropLast()
        let minutes = abs(offset) / 60
        func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(civil)\(offset < 0 ? "-" : "+")\(pad(minutes / 60)):\(pad(minutes % 60))"
    }
}
