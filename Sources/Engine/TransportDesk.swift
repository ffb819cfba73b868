import Cases
package import Rules
package import Transports

/// The transports of the channels in force.
package actor TransportDesk {
    /// A road that is open, or why it is not.
    package enum Road: Sendable {
        case open(any Transport)
        case closed(String)
    }

    private var roads: [Channel.ID: Road] = [:]

    package init() {}

    /// Opens a transport for each channel of a rulebook, in place of those there were.
    ///
    /// Returns what could not be opened, and why; messages for it wait until it can.
    package func open(
        _ rulebook: Rulebook, with opener: (Channel) throws(TransportError) -> any Transport
    ) -> [Channel.ID: String] {
        var faults: [Channel.ID: String] = [:]
        var opened: [Channel.ID: Road] = [:]
        for channel in rulebook.channels.values {
            do throws(TransportError) {
                opened[channel.id] = .open(try opener(channel))
            } catch {
                faults[channel.id] = "\(error)"
                opened[channel.id] = .closed("\(error)")
            }
        }
        roads = opened
        return faults
    }

    func road(_ channel: Channel.ID) -> Road {
        roads[channel] ?? .closed("the rules name no channel `\(channel)` any more")
    }
}
