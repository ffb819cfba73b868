import Rules

extension Language {
    /// The language of the terminal; English where the environment states none.
    static var spoken: Language { TerminalLanguage.current ?? .english }
}
