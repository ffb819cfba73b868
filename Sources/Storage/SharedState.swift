/// The state of a shared store, as a watcher reads it when signing.
package struct SharedState: Hashable, Sendable {
    /// The generation of the rules in force; nil if there are none.
    package let generation: Int?
    /// The runs of the watchers that have signed lately.
    package let present: Set<String>
    /// The number of deliveries that gone watchers had leased, which can be sent now.
    package let released: Int
    /// True if a case or a delivery is due, which any watcher may take.
    package let isWorkDue: Bool

    package init(generation: Int?, present: Set<String>, released: Int, isWorkDue: Bool) {
        self.generation = generation
        self.present = present
        self.released = released
        self.isWorkDue = isWorkDue
    }
}
