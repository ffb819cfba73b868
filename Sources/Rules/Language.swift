/// A language of Duebell's messages.
package enum Language: String, Sendable, CaseIterable {
    case chinese = "zh-Hans"
    case english = "en"
}
