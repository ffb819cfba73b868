/// Settles together what came of the attempts that ended while the last settlement was committed.
///
/// One transaction for many: each by itself would cost a savepoint and its copies of pages.
actor SettlingDesk {
    private let keep: @Sendable ([Attempted]) async -> Void
    private var results: [Attempted] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isSettling = false

    /// `keep` settles some attempts in one transaction.
    init(keep: @escaping @Sendable ([Attempted]) async -> Void) {
        self.keep = keep
    }

    /// Returns when what came of an attempt is durable, or cannot be kept.
    func settle(_ more: [Attempted]) async {
        results += more
        guard !isSettling else {
            return await withCheckedContinuation { waiting.append($0) }
        }
        isSettling = true
        while !results.isEmpty {
            let (batch, told) = (results, waiting)
            (results, waiting) = ([], [])
            await keep(batch)
            for one in told { one.resume() }
        }
        isSettling = false
    }
}
