import Rules

extension Language {
    var phrases: any Phrasebook {
        switch self {
        case .chinese: ChinesePhrasebook()
        case .english: EnglishPhrasebook()
        }
    }
}
