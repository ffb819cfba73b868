/// A set of texts in one language, each written in Chinese and in English.
package protocol Bilingual {
    /// The language of the reader.
    var language: Language { get }
}

extension Bilingual {
    /// Returns the text in the language of the reader.
    package func pick(_ chinese: String, _ english: String) -> String {
        language == .chinese ? chinese : english
    }
}
