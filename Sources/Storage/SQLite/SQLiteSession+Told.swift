internal import Calendars
internal import Cases
internal import GRDB
internal import Rules

extension SQLiteSession {
    func bundles(
        to recipient: String, since instant: Instant, limit: Int
    ) throws(StoreError) -> [DeliveryHistory] {
        try histories(
            "read what went to \(recipient) about several",
            "WHERE decided_at >= ? AND incident IS NULL AND recipient = ? ORDER BY number LIMIT ?",
            [instant.milliseconds, recipient, limit])
    }

    func untold(of incident: Incident.ID) throws(StoreError) -> [String] {
        try fetch(
            "read who was not reached about \(incident)", Self.untoldOfIncident, [incident.text],
            as: { $0[0] })
    }

    /// What an entry went out with, of whose remark that is the first part.
    static let carrier = """
        substr(outbox.remark, \(Settlement.mergedMark.count + 1),
            instr(outbox.remark || ';', ';') - \(Settlement.mergedMark.count + 1))
        """

    // What was just decided is on its way; what was tried or put off may never arrive.
    private static let untoldOfIncident = """
        SELECT recipient FROM outbox WHERE incident = ?
        GROUP BY recipient HAVING NOT max(
            state = 'delivered' OR (state = 'waiting' AND attempts = 0 AND remark IS NULL)
            OR (state = 'merged' AND EXISTS (
                SELECT 1 FROM outbox AS whole
                WHERE whole.id = \(carrier)
                    AND (whole.state = 'delivered' OR (whole.state = 'waiting'
                        AND whole.attempts = 0 AND whole.remark IS NULL))))
            OR EXISTS (
                SELECT 1 FROM told
                WHERE told.incident = outbox.incident AND told.recipient = outbox.recipient))
        ORDER BY recipient
        """
}
