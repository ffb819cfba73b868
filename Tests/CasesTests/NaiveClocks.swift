/// The clocks of a place with their changes written out, apart from the engine's zones. All times
/// are whole minutes after a midnight in UTC.
struct NaiveClocks {
    /// The name in the tz database.
    let zone: String
    /// The seconds since 1970 of the midnight from which minutes count.
    let start: Int
    /// The minutes ahead of UTC before the first change.
    let ahead: Int
    let changes: [(at: Int, ahead: Int)]

    static let utc = NaiveClocks(
        zone: "Etc/UTC", start: 1_778_544_000, ahead: 0, changes: [])

    /// The clocks of a place around a change of 2026, which falls on the given day after the start.
    init(_ place: Place, inSpring: Bool, day: Int) {
        let change = inSpring ? place.spring : place.autumn
        let midnight = change / 86_400 * 86_400
        zone = place.zone
        start = midnight - day * 86_400
        ahead = place.ahead + (inSpring ? 0 : 60)
        changes = [((change - start) / 60, place.ahead + (inSpring ? 60 : 0))]
    }

    private init(zone: String, start: Int, ahead: Int, changes: [(at: Int, ahead: Int)]) {
        (self.zone, self.start, self.ahead, self.changes) = (zone, start, ahead, changes)
    }

    /// A place whose clocks change twice a year.
    struct Place {
        let zone: String
        /// The minutes ahead of UTC in winter.
        let ahead: Int
        /// The changes of 2026 in seconds since 1970.
        let spring: Int
        let autumn: Int

        /// Berlin: 29 March and 25 October, at 01:00 UTC.
        static let berlin = Place(
            zone: "Europe/Berlin", ahead: 60, spring: 1_774_746_000, autumn: 1_792_890_000)
        /// New York: 8 March at 07:00 UTC and 1 November at 06:00 UTC.
        static let newYork = Place(
            zone: "America/New_York", ahead: -300, spring: 1_772_953_200, autumn: 1_793_512_800)
    }

    private func ahead(at minute: Int) -> Int {
        changes.last { $0.at <= minute }?.ahead ?? ahead
    }

    /// Returns the time that clocks show, in minutes.
    func shown(at minute: Int) -> Int { minute + ahead(at: minute) }

    /// Returns the day that clocks show.
    func day(at minute: Int) -> Int { Int((Double(shown(at: minute)) / 1_440).rounded(.down)) }

    /// Returns the first minute at which clocks show a time; nil if they skip it.
    private func first(showing time: Int) -> Int? {
        ([ahead] + changes.map(\.ahead)).map { time - $0 }.filter { shown(at: $0) == time }.min()
    }

    /// Returns the change that skips a time.
    private func change(skipping time: Int) -> (at: Int, ahead: Int)? {
        changes.first { shown(at: $0.at - 1) < time && time < shown(at: $0.at) }
    }

    /// Returns the first minute at which clocks show a time; if they skip it, the minute equally
    /// far after the change.
    func minute(showing time: Int) -> Int {
        if let change = change(skipping: time) { return time - ahead(at: change.at - 1) }
        return first(showing: time) ?? time
    }

    /// Returns the minute at which a schedule fires that names a time; if clocks skip it, that of
    /// the change.
    func firing(at time: Int) -> Int {
        change(skipping: time)?.at ?? first(showing: time) ?? time
    }
}
