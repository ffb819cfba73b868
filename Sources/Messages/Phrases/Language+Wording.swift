import Rules

extension Language {
    var wording: any Wording {
        switch self {
        case .chinese: ChineseWording()
        case .english: EnglishWording()
        }
    }
}
