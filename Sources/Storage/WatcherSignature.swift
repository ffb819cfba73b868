/// The description of a watcher in its signature.
package struct WatcherSignature: Hashable, Sendable {
    /// The run of the process, as in its leases.
    package let run: String
    /// The machine and the process, for people.
    package let name: String
    package let version: String
    /// The generation of the rules by which the watcher decides; nil if not known.
    package let generation: Int?

    package init(run: String, name: String, version: String, generation: Int?) {
        self.run = run
        self.name = name
        self.version = version
        self.generation = generation
    }
}
