/// The time, form and people of a report, as told to readers.
struct SubmissionParts {
    let time: String
    let form: String?
    let by: String?
    /// The person who cleared the report for sending.
    let clearedBy: String?
    /// The person who verified the report.
    let verifiedBy: String?
}
