import ArgumentParser
import Rules

/// A language of messages, as an option.
enum MessageLanguage: String, ExpressibleByArgument, CaseIterable {
    case chinese = "zh-Hans"
    case english = "en"

    var language: Language {
        switch self {
        case .chinese: .chinese
        case .english: .english
        }
    }
}
