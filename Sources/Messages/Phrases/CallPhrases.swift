import Rules

/// The words beside telephone numbers.
struct CallPhrases: Bilingual {
    let language: Language

    /// Returns an action followed by the numbers to call.
    func action(_ action: String, numbers: String) -> String {
        action + pick("电话：\(numbers)。", " Phone: \(numbers).")
    }
}
