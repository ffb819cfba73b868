/// The parties of an action, by the names of the units.
struct ActionParties {
    /// The units that must report; at least one, unless no obligation is concerned.
    let owing: [String]
    /// The units that await the report, if the reader has to be told which; else nil.
    let awaiting: String?
}
