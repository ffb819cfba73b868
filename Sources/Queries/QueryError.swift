package import Storage

/// An error in answering a query about the store.
package enum QueryError: Error, CustomStringConvertible {
    /// No record of the incident exists.
    case noIncident(String)
    case noDelivery(String)
    case store(StoreError)

    package var description: String {
        switch self {
        case .noIncident(let id): "no record of an incident `\(id)` has been taken"
        case .noDelivery(let id): "there is no delivery `\(id)`"
        case .store(let error): "\(error)"
        }
    }
}
