package import Storage

/// A reason why a question about the store has no answer.
package enum QueryError: Error, CustomStringConvertible {
    /// No record of an incident of this id has been taken.
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
