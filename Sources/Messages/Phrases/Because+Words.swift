package import Cases
package import Rules

extension Because {
    /// Returns the reason in words, in a language.
    package func said(in language: Language) -> String { language.phrases.because(self) }
}
