import Cases
package import Rules
package import Transports

/// The transports of the channels in force.
package actor TransportRegistry {
    /// An open transport, or the reason why it could not be opened.
    package enum TransportState: Sendable {
        case open(any Transport)
        case closed(String)
    }

    private var states: [Channel.ID: TransportState] = [:]

    package init() {}

    /// Opens a transport for each channel of a rulebook, in place of the previous ones.
    ///
    /// Returns the reason for each channel that could not be opened; its messages wait until it
    /// can.
    package func open(
        _ rulebook: Rulebook, with opener: (Channel) throws(TransportError) -> any Transport
    ) -> [Channel.ID: String] {
        var faults: [Channel.ID: String] = [:]
        var opened: [Channel.ID: TransportState] = [:]
        for channel in rulebook.channels.values {
            do throws(TransportError) {
                opened[channel.id] = .open(try opener(channel))
            } catch {
                faults[channel.id] = "\(error)"
                opened[channel.id] = .closed("\(error)")
            }
        }
        states = opened
        return faults
    }

    func state(of channel: Channel.ID) -> TransportState {
        states[channel] ?? .closed("the rules name no channel `\(channel)` any more")
    }
}
