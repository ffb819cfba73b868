extension CivilTime {
    /// Parses `2026-05-12T16:00` or `2026-05-12T16:00:30`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, let date = CivilDate(parts[0]) else { return nil }
        let time = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let isPlain = parts[1].utf8.allSatisfy { $0 == 0x3A || (0x30...0x39).contains($0) }
        guard isPlain, (2...3).contains(time.count), time.allSatisfy({ $0.count == 2 }) else {
            return nil
        }
        let numbers = time.compactMap { Int($0) }
        guard numbers.count == time.count, numbers[0] < 24, numbers[1] < 60 else { return nil }
        let second = numbers.count == 3 ? numbers[2] : 0
        guard second < 60 else { return nil }
        self.init(date, hour: numbers[0], minute: numbers[1], second: second)
    }
}

extension CivilTime {
    /// The time to the minute, as `2026-05-12T16:00`.
    package var minuteText: String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date)T\(padded(hour)):\(padded(minute))"
    }
}
