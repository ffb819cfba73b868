/// The queue of one transport before the loop.
struct CurlLine: Sendable {
    private let loop: CurlLoop
    private let number: Int

    init(before loop: CurlLoop) {
        self.loop = loop
        number = loop.nextLine()
    }

    /// Runs a transfer; cancelling the task ends it at once.
    ///
    /// An urgent transfer does not wait behind others of the same transport.
    func perform(_ request: CurlRequest, isOperational: Bool = false) async -> CurlAnswer {
        await loop.perform(request, in: TransferLine(number: number, isOperational: isOperational))
    }
}
