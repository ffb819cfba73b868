/// A message received by the demonstration's servers.
enum Received: Sendable {
    case mail(to: [String], subject: String)
    case webhook(id: String, subject: String, to: String)
}
