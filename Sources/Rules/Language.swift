/// A language Duebell speaks.
package enum Language: String, Sendable, CaseIterable {
    case chinese = "zh-Hans"
    case english = "en"
}
