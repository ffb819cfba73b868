/// A component of an iCalendar text: the lines between BEGIN and END, and the components within.
///
/// Source: RFC 5545 section 3.4.
struct ICalendarPart {
    /// The name, in capitals: `VEVENT`.
    let name: String
    /// The line number of BEGIN.
    let number: Int
    /// The lines of the component itself, without those of the components within.
    private(set) var lines: [ContentLine] = []
    private(set) var parts: [ICalendarPart] = []

    /// The depth down to which components are kept: calendar, zone, onset.
    private static let depthMax = 3

    /// Returns the components of a text, each VCALENDAR with those within it.
    static func parts(of lines: [ContentLine]) throws(ICalendarError) -> [ICalendarPart] {
        guard !lines.isEmpty else {
            throw ICalendarError(line: 1, uid: nil, what: "nothing; accepted is BEGIN:VCALENDAR")
        }
        var parts: [ICalendarPart] = []
        var open: [ICalendarPart] = []
        for line in lines {
            let name = line.value.uppercased()
            if open.isEmpty, line.name != "BEGIN" || name != "VCALENDAR" {
                throw line.fault("stands outside a calendar; accepted is BEGIN:VCALENDAR")
            }
            if line.name == "BEGIN" {
                open.append(ICalendarPart(name: name, number: line.number))
            } else if line.name == "END" {
                guard let part = open.popLast(), part.name == name else {
                    throw line.fault("`\(line.value)` ends what did not begin")
                }
                if open.isEmpty {
                    parts.append(part)
                } else if open.count < depthMax {
                    open[open.count - 1].parts.append(part)
                }
            } else {
                open[open.count - 1].lines.append(line)
            }
        }
        if let part = open.last {
            throw ICalendarError(
                line: part.number, uid: nil,
                what: "BEGIN: `\(part.name)` has no end; was the text cut off?")
        }
        return parts
    }

    private init(name: String, number: Int) {
        self.name = name
        self.number = number
    }

    /// Returns the only line of a name; nil if there is none.
    func single(_ name: String) throws(ICalendarError) -> ContentLine? {
        let found = lines.filter { $0.name == name }
        guard found.count <= 1 else { throw found[1].fault("twice in one \(self.name)") }
        return found.first
    }

    /// Returns the only line of a name.
    func required(_ name: String) throws(ICalendarError) -> ContentLine {
        if let line = try single(name) { return line }
        throw fault("\(name) is missing")
    }

    func fault(_ what: String) -> ICalendarError {
        ICalendarError(line: number, uid: nil, what: "\(name): \(what)")
    }
}
