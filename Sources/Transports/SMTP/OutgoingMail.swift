/// A mail in the form handed to a server.
struct OutgoingMail: Sendable {
    let sender: MailAddress
    let recipients: [MailAddress]
    /// The text with lines ended by CR LF, including the last.
    let text: [UInt8]
}
