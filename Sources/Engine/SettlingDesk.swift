/// Settles together what came of the attempts that ended while the last settlement was committed.
///
/// One transaction for many: each by itself would cost a savepoint and its copies of pages.
actor SettlingDesk {
    private let dispatch: DispatchService
    private var results: [DispatchService.Result] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isSettling = false

    init(_ dispatch: DispatchService) {
        self.dispatch = dispatch
    }

    /// Returns when what came of an attempt is durable, or cannot be kept.
    func settle(_ more: [DispatchService.Result]) async {
        results += more
        guard !isSettling else {
            return await withCheckedContinuation { waiting.append($0) }
        }
        isSettling = true
        while !results.isEmpty {
            let (batch, told) = (results, waiting)
            (results, waiting) = ([], [])
            await dispatch.settle(batch)
            for one in told { one.resume() }
        }
        isSettling = false
    }
}
