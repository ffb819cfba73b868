/// One thing the demonstration's receivers got.
enum Received: Sendable {
    case mail(to: [String], subject: String)
    case webhook(id: String, subject: String, to: String)
}
