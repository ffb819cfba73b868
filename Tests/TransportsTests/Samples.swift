import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import TestSupport
import Transports

/// Returns a message to one or more addresses, with realistic values for all else.
func sampleMessage(
    id: String = "grp_1", incident: String? = "i-1", to addresses: [String?],
    name: String = "Zhang Wei", subject: String = "i-1: report overdue", text: String? = nil,
    html: String? = nil, data: JSONObject = ["incident": "i-1"], zone: Zone = .utc,
    type: String = "incident.report_overdue"
) -> Message {
    Message(
        id: Message.ID(id), incident: incident.map { Incident.ID($0) },
        addressees: addresses.enumerated().map { index, address in
            Message.Addressee(
                delivery: Delivery.ID("\(id)_\(index)"), name: name, address: address)
        },
        language: .english, subject: subject, text: text ?? "The report is overdue.\n",
        html: html ?? "<html><body><p>The report is overdue.</p></body></html>",
        type: type, data: data, decidedAt: sampleInstant, zone: zone)
}

/// The instant 2026-05-12T08:05:00Z.
let sampleInstant = Instant(seconds: 1_778_573_100)

/// Limits short enough for a test to wait for.
let shortLimits = TransferLimits(
    connect: .seconds(2), answer: .seconds(2), whole: .milliseconds(1_500))

/// Opens a channel with only the given environment.
func openTransport(
    _ kind: Channel.Kind, environment: [String: String] = [:], rulesFolder: String = "/nowhere",
    stateFolder: String = "/nowhere", loop: CurlLoop = CurlLoop(),
    limits: TransferLimits = TransferLimits()
) throws -> any Transport {
    let secrets = SecretReader(environment: environment, rulesFolder: rulesFolder)
    let factory = TransportFactory(
        loop: loop, secrets: secrets, stateFolder: stateFolder, webhookLimits: limits,
        mailLimits: limits, now: { Instant(seconds: 1_778_573_160) })
    return try factory.open(Channel(id: "channel", kind: kind))
}

extension Receipt {
    /// The answer of a delivery; nil for anything else.
    var delivery: Answer? {
        guard case .delivered(let answer) = self else { return nil }
        return answer
    }

    var deferral: Answer? {
        guard case .deferred(let answer, _) = self else { return nil }
        return answer
    }

    var refusal: Answer? {
        guard case .refused(let answer) = self else { return nil }
        return answer
    }
}

/// Returns a channel to a scripted mail server, without TLS.
func mailChannel(
    at server: TestServer, user: String? = nil, password: String? = nil,
    from: String = "duty@city.example"
) -> Channel.Kind {
    .email(
        EmailChannel(
            servers: [.literal("smtp://127.0.0.1:\(server.port)")], tls: .none, from: from,
            username: user.map { .literal($0) }, password: password.map { .literal($0) }))
}
