import Deliveries

/// Batches the actions of attempts that end while a transaction is being committed.
///
/// One transaction for many actions: each transaction would cost a savepoint and its copies of
/// pages.
actor SettlementBatcher {
    private let commit: @Sendable ([DispatchAction]) async -> Void
    private var actions: [DispatchAction] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isCommitting = false

    /// Creates a batcher; `commit` carries out actions in one transaction.
    init(commit: @escaping @Sendable ([DispatchAction]) async -> Void) {
        self.commit = commit
    }

    /// Returns once the actions are durable, or have failed.
    func carryOut(_ more: [DispatchAction]) async {
        actions += more
        guard !isCommitting else {
            return await withCheckedContinuation { waiting.append($0) }
        }
        isCommitting = true
        while !actions.isEmpty {
            let (batch, told) = (actions, waiting)
            (actions, waiting) = ([], [])
            await commit(batch)
            for one in told { one.resume() }
        }
        isCommitting = false
    }
}
