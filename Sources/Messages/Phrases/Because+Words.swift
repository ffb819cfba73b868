package import Cases
package import Rules

extension Because {
    /// The words for a person who reads a language.
    package func said(in language: Language) -> String { language.phrases.because(self) }
}
