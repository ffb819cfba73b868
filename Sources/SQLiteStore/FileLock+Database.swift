internal import Files
internal import Storage

extension FileLock {
    /// Returns the lock of the single watcher of a database, held on `<database>.lock`.
    static func ofDatabase(_ path: String) throws(StoreError) -> FileLock {
        let file = path + ".lock"
        do throws(FileLock.Failure) {
            return try FileLock(path: file)
        } catch {
            switch error {
            case .held(let process): throw .watched(lock: file, process: process)
            case .refused(let error):
                throw .failed(during: "lock \(file)", detail: error.reason)
            }
        }
    }
}
