/// A name in a record that means nothing in the rules or in the incident: a probable typing error.
package struct NameProblem: Hashable, Sendable {
    /// The kind of thing that is named.
    package enum Subject: String, Sendable, CaseIterable {
        case incident, unit, obligation, stage, instruction, report, fault, bulletin, form
    }

    /// A name that would be right, with words about it.
    package struct Known: Hashable, Sendable {
        package let name: String
        package let about: String?

        package init(name: String, about: String?) {
            self.name = name
            self.about = about
        }
    }

    package let subject: Subject
    package let name: String
    /// The known names, in a useful order.
    package let known: [Known]
    /// The known name most like the given one; nil if none is like it.
    package let nearest: String?
}
