/// A part of a large case that is stored apart from its head, and only when it changes.
package struct CasePart: Hashable, Sendable {
    /// The number of the part within its case.
    package let number: Int64
    package let body: [UInt8]

    package init(number: Int64, body: [UInt8]) {
        self.number = number
        self.body = body
    }

    /// A choice among the parts of a case.
    package enum Choice: Sendable {
        case all
        /// The obligations and the faults, without the statements that led to them.
        case owed

        /// The numbers of the chosen parts.
        package var numbers: ClosedRange<Int64> {
            switch self {
            case .all: 0...Int64(UInt32.max)
            case .owed: PartKind.obligations.number(0)...Int64(UInt32.max)
            }
        }

        func includes(_ kind: PartKind) -> Bool { numbers.contains(kind.number(0)) }
    }
}
