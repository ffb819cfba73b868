/// The labels of values.
struct Labels {
    let what: String
    let occurred: String
    let report: String
    let due: String
    let state: String
    /// The label of the time, form and sender of a report.
    let submitted: String
    /// The label of obligations of the incident that are unmet.
    let stillOpen: String
    let basis: String
    /// The label of the instruction that a report answers.
    let instruction: String
    let action: String
    let detail: String
    let told: String
    let untold: String
    /// The label of the addressee's name, for messages that others may read too.
    let addressee: String
    /// The text between a label and its value.
    let colon: String
}
