import Rules

extension Undecidable.ValueKind {
    /// The kind of value in Chinese.
    var chinese: String {
        switch self {
        case .null: "空值"
        case .boolean: "真假值"
        case .number: "数"
        case .string: "文字"
        case .array: "列表"
        case .object: "对象"
        }
    }
}
