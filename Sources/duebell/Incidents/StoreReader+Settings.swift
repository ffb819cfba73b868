import Engine
import Files
import Queries
import Rules
import Storage
import Watcher

extension StoreReader {
    /// Opens the store and the rules of the settings for reading.
    init(_ settings: Settings) async throws {
        let zones = ZoneFiles.system.zone(named:)
        let store: any Store
        do {
            store = try await settings.location.openForReading()
        } catch let error as StoreError {
            throw Failure(error.isWorthRetrying ? .temporary : .noInput, "\(error)")
        }
        let rulebook: Rulebook
        do {
            rulebook = try RulesFolder.rulebook(settings[.rules])
        } catch {
            // The rules may be in the middle of an edit; like the watcher, use the stored ones.
            guard let kept = try await Self.rulebookInForce(in: store, zones: zones) else {
                throw error
            }
            Terminal.complain("duebell: \(error); shown by the rules the watcher kept")
            rulebook = kept
        }
        self.init(
            store: store, rulebook: rulebook, now: Timekeeper.system.now(),
            language: TerminalLanguage.current, zones: zones)
    }
}

extension Failure {
    init(_ error: QueryError) {
        let status: Status =
            switch error {
            case .noIncident, .noDelivery, .severalDeliveries: .findings
            case .store: .unavailable
            }
        self.init(status, "\(error)")
    }
}
