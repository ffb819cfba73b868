/// What becomes of candidates at one moment.
struct Admission: Sendable {
    var passed: [Candidate] = []
    /// What waits, is put together, goes another way, or is not to be sent at all.
    var rulings: [Ruling] = []
}
