/// The last sign of life of the scheduler, by monotonic time.
package actor Pulse {
    private(set) var last: Duration?

    package init() {}

    func beat(at elapsed: Duration) {
        last = elapsed
    }
}
