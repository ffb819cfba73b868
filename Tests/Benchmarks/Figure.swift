import Foundation

/// One line of the table: the measured value and the target.
struct Figure {
    let name: String
    let value: String
    let wish: String
    let remarks: String

    static let heading = line("work", "measured", "wished", "load", "remarks")

    var line: String { Self.line(name, value, wish, Machine.load, remarks) }

    private static func line(
        _ name: String, _ value: String, _ wish: String, _ load: String, _ remarks: String
    ) -> String {
        func wide(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        return wide(name, 42) + wide(value, 22) + wide(wish, 14) + wide(load, 6) + remarks
    }
}

/// The time of a run, and its processor time in this process.
struct Lap {
    let seconds: Double
    let cpu: Double

    func perSecond(_ count: Int) -> Int { Int(Double(count) / seconds) }

    /// Returns the processor time per item, such as `21 µs CPU each`.
    func cost(_ count: Int) -> String {
        "\(Int(cpu * 1_000_000 / Double(count))) µs CPU each"
    }

    static func of(_ work: () async throws -> Void) async rethrows -> Lap {
        let clock = ContinuousClock()
        let cpu = Machine.cpuSeconds
        let start = clock.now
        try await work()
        let took = (clock.now - start) / .seconds(1)
        return Lap(seconds: took, cpu: Machine.cpuSeconds - cpu)
    }

    /// Returns the lap with the median time.
    static func median(_ laps: [Lap]) -> Lap {
        laps.sorted { $0.seconds < $1.seconds }[laps.count / 2]
    }
}

extension [Lap] {
    /// Returns the rates of all laps, to show the spread.
    func spread(_ count: Int) -> String {
        "median of \(self.count): " + map { $0.perSecond(count).spaced }.joined(separator: " ")
    }
}

extension Int {
    /// The number in the form `12,345`.
    var spaced: String {
        let digits = String(self)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

/// The load of this computer and the resources of this process.
enum Machine {
    static var headline: String {
        "\(ProcessInfo.processInfo.activeProcessorCount) processors, load \(load)"
    }

    /// The load average of the last minute.
    static var load: String {
        var average = 0.0
        getloadavg(&average, 1)
        return String(format: "%.1f", average)
    }

    /// The processor time used by this process, in seconds.
    static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let micros = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(micros) / 1e6
    }

    /// The resident memory of this process, in bytes.
    static var resident: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let digits = line?.filter(\.isNumber) ?? ""
        return (Int(digits) ?? 0) * 1_024
    }
}
