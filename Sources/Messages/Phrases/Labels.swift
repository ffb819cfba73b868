/// The words before a value.
struct Labels {
    let what: String
    let occurred: String
    let report: String
    let due: String
    let state: String
    let basis: String
    let action: String
    let detail: String
    let told: String
    let untold: String
    /// Before the name of whom a message is for, where others may read it.
    let addressee: String
    /// The text between a label and its value.
    let colon: String
}
