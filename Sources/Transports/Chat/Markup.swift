/// Escaping, service by service, so that characters of a record are not read as markup.
enum Markup {
    /// Returns a character for Slack, where exactly three characters become entities.
    ///
    /// Source: Slack, "Formatting text".
    static func slack(_ character: Character) -> String {
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(character)
        }
    }

    /// Returns a character for Telegram's HTML style, which needs the same three entities.
    static func html(_ character: Character) -> String { slack(character) }

    /// Returns a text for Telegram in which `@`, `/word`, `#word` and `$word` become no mentions or
    /// links.
    ///
    /// A space of no width after the sign separates it from the word. Source: Telegram, "Bot API",
    /// MessageEntity.
    static func unlinked(_ text: String) -> String {
        var (written, previous) = ("", Character(" "))
        for character in text {
            written.append(character)
            // Within a word or a web address the sign makes no link.
            let begins = !(previous.isLetter || previous.isNumber || "/:".contains(previous))
            if character == "@" || ("/#$".contains(character) && begins) { written += "\u{200B}" }
            previous = character
        }
        return written
    }

    /// Returns a character for services that escape Markdown with a backslash: Discord, Teams.
    static func markdown(_ character: Character) -> String {
        "\\`*_~[]()|<>#".contains(character) ? "\\\(character)" : String(character)
    }

    /// Returns a character for Mattermost, which also reads Slack's entities and mentions people
    /// after `@`.
    static func mattermost(_ character: Character) -> String {
        switch character {
        case "<", ">", "&": slack(character)
        // A space of no width separates the `@` from the name.
        case "@": "@\u{200B}"
        default: markdown(character)
        }
    }

    /// Returns a character that followed a backslash, for Mattermost, whose Markdown knows fewer
    /// escapes than CommonMark.
    static func mattermostEscaped(_ character: Character) -> String {
        "<>&".contains(character) ? slack(character) : "\\\(character)"
    }

    /// Returns a plain character for Discord, which hides text between double bars; Markdown has no
    /// bars.
    static func discordPlain(_ character: Character) -> String {
        character == "|" ? "\\|" : String(character)
    }

    /// Returns the full-width form of an ASCII character, which looks alike and is not markup.
    static func widened(_ character: Character) -> String {
        guard let value = character.asciiValue, (0x21...0x7E).contains(value),
            let scalar = Unicode.Scalar(0xFEE0 + UInt32(value))
        else { return String(character) }
        return String(Character(scalar))
    }
}

/// Full-width replacement for DingTalk and WeCom, which document no escape for markup.
struct WideMarkup {
    private var previous: Character = "\n"
    /// True while the line has had only blanks, or a number after them.
    private var isAtStart = true
    private var isInNumber = false

    mutating func write(_ character: Character) -> String {
        defer { note(character) }
        let isMark =
            switch character {
            case "<", ">", "[", "]", "*", "`", "#", "@", "~": true
            // Within a word, `_` belongs to a name or id.
            case "_": !(previous.isLetter || previous.isNumber)
            // A list mark, or the underline of a heading.
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
