import Calendars
import JSON
import Rules

extension Undecidable {
    /// The stored form.
    var json: JSON {
        switch self {
        case .absent(let operand): ["absent", operand.json]
        case .unfit(let operand, let kind, let need):
            ["unfit", operand.json, .string(kind.rawValue), need.json]
        case .noTime(let operand, let text, let error):
            ["no-time", operand.json, .string(text), .string(error.code)]
        case .noCount: ["no-count"]
        case .noUnit: ["no-unit"]
        case .beyondYears: ["beyond-years"]
        case .tooManySteps: ["too-many-steps"]
        case .tooDeep: ["too-deep"]
        case .noNumber(let name): ["no-number", .string(name)]
        }
    }

    init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        let operand = Operand(coded: parts[1])
        let known: Self? =
            switch parts.code {
            case "absent": operand.map { .absent($0) }
            case "unfit":
                operand.flatMap { operand in
                    parts.text(2).flatMap(ValueKind.init(rawValue:)).flatMap { kind in
                        Need(coded: parts[3]).map { .unfit(operand, kind, $0) }
                    }
                }
            case "no-time":
                operand.flatMap { operand in
                    parts.text(2).flatMap { text in
                        parts.text(3).flatMap(TimestampError.init(code:)).map {
                            .noTime(operand, text: text, $0)
                        }
                    }
                }
            case "no-count": .noCount
            case "no-unit": .noUnit
            case "beyond-years": .beyondYears
            case "too-many-steps": .tooManySteps
            case "too-deep": .tooDeep
            case "no-number": parts.text(1).map { .noNumber(of: $0) }
            default: nil
            }
        guard let known else { return nil }
        self = known
    }
}

extension Undecidable.Operand {
    fileprivate var json: JSON {
        switch self {
        case .path(let path): ["path", .string(path)]
        case .computedPath: ["computed-path"]
        case .argument(let number, let name):
            ["argument", .number(.integer(Int64(number))), .string(name)]
        }
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch (parts.code, parts.text(1), parts.number(1), parts.text(2)) {
        case ("path", let path?, _, _): self = .path(path)
        case ("computed-path", _, _, _): self = .computedPath
        case ("argument", _, let number?, let name?): self = .argument(number, of: name)
        default: return nil
        }
    }
}

extension Undecidable.Need {
    fileprivate var json: JSON {
        switch self {
        case .time: ["time"]
        case .textOrList: ["text-or-list"]
        case .number(let name): ["number", .string(name)]
        }
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch (parts.code, parts.text(1)) {
        case ("time", _): self = .time
        case ("text-or-list", _): self = .textOrList
        case ("number", let name?): self = .number(for: name)
        default: return nil
        }
    }
}

extension TimestampError {
    fileprivate var code: String {
        switch self {
        case .notATime: "not-a-time"
        case .bareDate: "bare-date"
        case .noOffset: "no-offset"
        case .noSuchTime: "no-such-time"
        }
    }

    fileprivate init?(code: String) {
        let all: [Self] = [.notATime, .bareDate, .noOffset, .noSuchTime]
        guard let known = all.first(where: { $0.code == code }) else { return nil }
        self = known
    }
}
