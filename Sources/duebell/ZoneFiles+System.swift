import Files

extension ZoneFiles {
    /// The tz database of this machine.
    static let system = ZoneFiles()
}
