/// How characters of a record are kept from being read as markup, service by service.
enum Markup {
    /// Slack: three characters, and nothing else, are entities. Source: Slack, "Formatting text".
    static func slack(_ character: Character) -> String {
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(character)
        }
    }

    /// Telegram's HTML style asks for the same three.
    static func html(_ character: Character) -> String { slack(character) }

    /// Markdown in which a backslash takes the meaning away: Discord, Teams.
    static func markdown(_ character: Character) -> String {
        "\\`*_~[]()|<>#".contains(character) ? "\\\(character)" : String(character)
    }

    /// Mattermost also reads Slack's entities, and calls people by an `@` anywhere.
    static func mattermost(_ character: Character) -> String {
        switch character {
        case "<", ">", "&": slack(character)
        // A space of no width follows, so that no name does.
        case "@": "@\u{200B}"
        default: markdown(character)
        }
    }

    /// DingTalk and WeCom document no escape: what would be markup is shown in its wide form.
    static func wide(_ character: Character) -> String {
        guard "<>[]*`#@".contains(character), let value = character.asciiValue,
            let scalar = Unicode.Scalar(0xFEE0 + UInt32(value))
        else { return String(character) }
        return String(Character(scalar))
    }
}
