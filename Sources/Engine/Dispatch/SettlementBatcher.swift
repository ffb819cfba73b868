import Deliveries

/// Carries out together what follows from the attempts that ended while the last transaction was
/// committed.
///
/// One transaction for many: each by itself would cost a savepoint and its copies of pages.
actor SettlementBatcher {
    private let commit: @Sendable ([DispatchAction]) async -> Void
    private var actions: [DispatchAction] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isCommitting = false

    /// `commit` carries some actions out in one transaction.
    init(commit: @escaping @Sendable ([DispatchAction]) async -> Void) {
        self.commit = commit
    }

    /// Returns when actions are carried out durably, or cannot be.
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
