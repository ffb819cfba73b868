package import Storage

/// An error in answering a query about the store.
package enum QueryError: Error, CustomStringConvertible {
    /// No record of the incident exists.
    case noIncident(String)
    case noDelivery(String)
    /// The ids of several deliveries begin with the text.
    case severalDeliveries(String)
    case store(StoreError)

    package var description: String {
        switch self {
        case .noIncident(let id): "no record of an incident `\(id)` has been taken"
        case .noDelivery(let id): "there is no delivery `\(id)`"
        case .severalDeliveries(let id):
            "the ids of several deliveries begin with `\(id)`; accepted are more characters"
        case .store(let error): "\(error)"
        }
    }
}
