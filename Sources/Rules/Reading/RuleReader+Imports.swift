import Calendars
import JSON

extension RuleReader {
    /// Reads the files a calendar imports; their mistakes are reported at their place in the file.
    ///
    /// `zone` is that of the calendar, for events that name none.
    mutating func imports(_ fields: Fields, in zone: Zone) -> CalendarImports {
        var imports = CalendarImports()
        guard let value = fields["import"] else { return imports }
        let form = "a list of files such as \"2026.json\", \"local.ics\" or \"extra.txt\""
        for (index, element) in (elements(value, at: fields.at("import"), form) ?? []).enumerated()
        {
            let place = fields.at("import").appending(index)
            guard let name = text(element, at: place, "the name of a file") else { continue }
            guard let number = attachments.number(of: name, in: document) else {
                noteNoFile(name, at: place)
                continue
            }
            imported.insert(number)
            if let content = content(of: number, importedAt: place, in: zone) {
                imports.files.append((attachments.path(of: number), content))
            }
        }
        return imports
    }

    mutating func noteNoFile(_ name: String, at pointer: JSONPointer) {
        let known = attachments.names(beside: document)
        note(
            DraftDiagnostic(
                "import.missing", at: pointer, "no file \"\(name.prefix(80))\" that can be read",
                accepted: "names are looked up from this document's folder, below the rules",
                nearest: nearestName(to: name, among: known)))
    }

    private mutating func content(
        of number: Int, importedAt pointer: JSONPointer, in zone: Zone
    ) -> CalendarImport? {
        let file = attachments[number]
        if file.name.hasSuffix(".ics") {
            followsEdition = true
            return feed(file, number, in: zone)
        }
        if file.name.hasSuffix(".txt") {
            followsEdition = true
            return list(file, number)
        }
        guard file.name.hasSuffix(".json") else {
            note(
                DraftDiagnostic(
                    "import.kind", at: pointer, "\"\(file.name.prefix(80))\"",
                    accepted: "accepted are *.json, *.ics and *.txt"))
            return nil
        }
        return notices(file, number)
    }
}

// MARK: Events

extension RuleReader {
    private mutating func feed(
        _ file: RuleDocument, _ number: Int, in zone: Zone
    ) -> CalendarImport? {
        do throws(ICalendarError) {
            let feed = try ICalendar(file.bytes, zone: zone, edition: edition, zones: zones)
            note(feed.doubts, of: number)
            checkBoth(feed, number)
            return .feed(feed)
        } catch {
            note(error, of: number)
            return nil
        }
    }

    /// Reports a fault of an iCalendar file at its line.
    mutating func note(
        _ fault: ICalendarError, of number: Int, severity: DraftDiagnostic.Severity = .error
    ) {
        let event = fault.uid.map { "event \"\($0.prefix(80))\": " } ?? ""
        note("import.ics", line: fault.line, of: number, event + fault.what, severity: severity)
    }

    /// Warns of the passages of an iCalendar file that somebody should look at, at most ten.
    mutating func note(_ doubts: [ICalendarError], of number: Int) {
        for doubt in doubts.prefix(10) { note(doubt, of: number, severity: .warning) }
    }

    /// Reports days that a feed declares both off and worked, within the years somebody may plan
    /// for.
    private mutating func checkBoth(_ feed: ICalendar, _ number: Int) {
        guard let from = CivilDate(year: 2000, month: 1, day: 1),
            let until = CivilDate(year: 2099, month: 12, day: 31)
        else { return }
        checkBoth(CalendarImport.feed(feed).days(within: from...until, in: .utc), number)
    }

    private mutating func checkBoth(_ days: [ImportedDay], _ number: Int) {
        var known: [CivilDate: Bool] = [:]
        for day in days {
            guard let isOff = day.effect.ofWholeDay.map({ $0 == .off }) else { continue }
            if let before = known.updateValue(isOff, forKey: day.date), before != isOff {
                note(
                    "calendar.both", line: day.line, of: number, "\(day.date) is off and worked",
                    "a date is one or the other")
            }
        }
    }
}

// MARK: Lists

extension RuleReader {
    /// Reads a list with one date per line, followed by `off` or `work` and a name; `#` begins a
    /// comment.
    private mutating func list(_ file: RuleDocument, _ number: Int) -> CalendarImport? {
        let text = String(decoding: file.bytes, as: UTF8.self)
        var days: [ImportedDay] = []
        var isWhole = true
        for (index, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).enumerated() {
            let written = line.prefix { $0 != "#" }.drop { $0 == "\u{FEFF}" }
            let words = written.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = words.first else { continue }
            guard let date = CivilDate(first), let effect = effect(words.dropFirst().first)
            else {
                isWhole = false
                note(
                    "import.line", line: index + 1, of: number, "\"\(written.prefix(80))\"",
                    "accepted is such as 2026-01-01, 2026-02-14 work 春节补班 or 2026-12-24 "
                        + "08:00-12:00")
                continue
            }
            let name = words.dropFirst(effect.isWritten ? 2 : 1).joined(separator: " ")
            days.append(
                ImportedDay(date: date, effect: effect.effect, name: name, line: index + 1))
        }
        checkBoth(days, number)
        return isWhole ? .days(days, year: nil) : nil
    }
}

extension RuleReader {
    /// Returns the effect of a line by the word after its date, or nil for a slip of the pen.
    ///
    /// `isWritten` is false if the word belongs to the name of the day.
    private func effect(
        _ word: String?
    ) -> (effect: ImportedDay.Effect, isWritten: Bool)? {
        guard let word else { return (.off, false) }
        if word == "off" { return (.off, true) }
        if word == "work" { return (.work, true) }
        let spans = word.split(separator: ",", omittingEmptySubsequences: false).map {
            Self.hours($0)
        }
        if edition == .current, word.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false,
            word.contains("-")
        {
            let read = spans.compactMap(\.self)
            let areOrdered = zip(read, read.dropFirst()).allSatisfy { $0.closes <= $1.opens }
            return read.count == spans.count && areOrdered ? (.hours(read), true) : nil
        }
        return nearestName(to: word, among: ["off", "work"]) == nil ? (.off, false) : nil
    }
}

// MARK: The yearly notices of China

extension RuleReader {
    /// Reads a yearly notice of days off and make-up workdays.
    ///
    /// The form is `{"year": 2026, "papers": […], "days": [{"name", "date", "isOffDay"}]}`.
    ///
    /// A notice may include days of the year before, which are read as well.
    private mutating func notices(_ file: RuleDocument, _ number: Int) -> CalendarImport? {
        let asked = document
        document = number
        defer { document = asked }
        let root: JSON
        do throws(JSONError) {
            root = try JSONReader.read(file.bytes, limits: .rules)
        } catch {
            note(
                DraftDiagnostic(
                    "json.syntax", at: JSONPointer(), error.description(in: file.bytes)),
                on: error.place(in: file.bytes))
            return nil
        }
        guard root.object != nil, let year = root["year"]?.integer, (1...9_999).contains(year),
            let elements = root["days"]?.array
        else {
            note(
                DraftDiagnostic(
                    "import.form", at: JSONPointer(), root.kind,
                    accepted: "accepted is {\"year\": 2026, \"days\": [{\"name\", \"date\", "
                        + "\"isOffDay\"}]}"))
            return nil
        }
        if elements.isEmpty {
            note(
                DraftDiagnostic(
                    "import.empty", at: JSONPointer(["days"]), "no days of \(year)",
                    accepted: "the year is not covered until there are", severity: .warning))
        }
        let days = elements.enumerated().compactMap { index, element in
            notedDay(element, at: JSONPointer(["days"]).appending(index))
        }
        checkBoth(days, number)
        return days.count == elements.count ? .days(days, year: Int(year)) : nil
    }

    private mutating func notedDay(_ value: JSON, at pointer: JSONPointer) -> ImportedDay? {
        guard let date = value["date"]?.string.flatMap({ CivilDate($0) }),
            case .bool(let isOff)? = value["isOffDay"]
        else {
            note(
                DraftDiagnostic(
                    "import.form", at: pointer, value.kind,
                    accepted: "accepted is {\"date\": \"2026-01-01\", \"isOffDay\": true}"))
            return nil
        }
        return ImportedDay(
            date: date, effect: isOff ? .off : .work, name: value["name"]?.string ?? "", line: 1)
    }

    private mutating func note(
        _ code: String, line: Int, of number: Int, _ found: String, _ accepted: String? = nil,
        severity: DraftDiagnostic.Severity = .error
    ) {
        note(
            DraftDiagnostic(code, at: JSONPointer(), found, accepted: accepted, severity: severity),
            in: number, on: TextPlace(line: line, column: 1))
    }
}
