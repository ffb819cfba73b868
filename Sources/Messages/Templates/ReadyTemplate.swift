import Cases

/// The built-in texts as templates, for people to adapt.
package struct ReadyTemplate: Sendable {
    package let part: Message.Part
    package let text: String

    /// The name of the template's file, such as `any.text.mustache`.
    package var fileName: String { "\(TemplateName.any).\(part.rawValue).mustache" }

    /// The built-in templates, one for each part.
    package static let all: [ReadyTemplate] = [
        ReadyTemplate(.subject, PackageResources.any_subject_mustache),
        ReadyTemplate(.short, PackageResources.any_short_mustache),
        ReadyTemplate(.text, PackageResources.any_text_mustache),
        ReadyTemplate(.html, PackageResources.any_html_mustache),
        ReadyTemplate(.markdown, PackageResources.any_markdown_mustache),
    ]

    private init(_ part: Message.Part, _ bytes: [UInt8]) {
        self.part = part
        text = String(decoding: bytes, as: UTF8.self)
    }
}
