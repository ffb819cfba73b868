import Calendars
import Rules

/// The keys of the markers that remember when a digest is due and was sent.
extension Digest {
    /// The key of the marker for the next time; another schedule begins anew.
    var nextKey: String { "digest \(id) \(cron.text) \(zone.name)" }
    /// The key of the marker for the time of the last digest, from which verdicts are listed next.
    var toldKey: String { "digest-told \(id)" }
}
