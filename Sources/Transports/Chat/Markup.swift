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

    /// Telegram also calls whom an `@` names, and makes links of `/word` and `#word`: a space of no
    /// width follows, so that no word does. Source: Telegram, "Bot API", MessageEntity.
    static func unlinked(_ text: String) -> String {
        var (written, previous) = ("", Character(" "))
        for character in text {
            written.append(character)
            // Within a word or an address on the web it is no such thing.
            let begins = !(previous.isLetter || previous.isNumber || "/:".contains(previous))
            if character == "@" || ("/#$".contains(character) && begins) { written += "\u{200B}" }
            previous = character
        }
        return written
    }

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

    /// What a backslash stood before, for Mattermost, which knows fewer of them than CommonMark.
    static func mattermostEscaped(_ character: Character) -> String {
        "<>&".contains(character) ? slack(character) : "\\\(character)"
    }

    /// Discord hides what stands between two bars each, which are nothing in Markdown.
    static func discordPlain(_ character: Character) -> String {
        character == "|" ? "\\|" : String(character)
    }

    /// The wide form of a mark, which is shown like it and means nothing.
    static func widened(_ character: Character) -> String {
        guard let value = character.asciiValue, (0x21...0x7E).contains(value),
            let scalar = Unicode.Scalar(0xFEE0 + UInt32(value))
        else { return String(character) }
        return String(Character(scalar))
    }
}

/// DingTalk and WeCom document no escape: what would be markup is shown in its wide form.
struct WideMarkup {
    private var previous: Character = "\n"
    /// Whether the line has had nothing but blanks yet, or nothing but digits after them.
    private var isAtStart = true
    private var isInNumber = false

    mutating func write(_ character: Character) -> String {
        defer { note(character) }
        let isMark =
            switch character {
            case "<", ">", "[", "]", "*", "`", "#", "@", "~": true
            // Within a word it is a part of names and ids.
            case "_": !(previous.isLetter || previous.isNumber)
            // The mark of a list, or a line below a heading.
            case "-", "+", "=": isAtStart
            case ".", ")": isInNumber
            default: false
            }
        return isMark ? Markup.widened(character) : String(character)
    }

    private mutating func note(_ character: Character) {
        previous = character
        isInNumber = character.isASCII && character.isNumber && (isAtStart || isInNumber)
        isAtStart = character.isNewline || (isAtStart && (character == " " || character == "\t"))
    }
}
