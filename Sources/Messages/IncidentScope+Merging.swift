import Cases
import Deliveries
import Rules

extension IncidentScope {
    /// Returns the detail of a notice about a merge, in the reader's language; nil for any other.
    func mergeDetail(_ item: Delivery.Item) -> String? {
        let other = Incident.ID(item.detail)
        switch item.reason {
        case .merged:
            let merge = incident.merge(of: other)
            return phrases.merged(other.text, by: merge?.by, why: merge?.why)
        case .separated: return phrases.separated(from: other.text)
        default: return nil
        }
    }
}
