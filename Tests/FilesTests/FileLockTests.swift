import Files
import Foundation
import TestSupport
import Testing

@Suite struct FileLockTests {
    @Test func `a lock is held once, names its process, and is free when it is let go`() throws {
        let home = try TestFolder()
        let path = home.path + "/a.lock"
        var lock: FileLock? = try FileLock(path: path)
        #expect(throws: FileLock.Failure.held(process: getpid())) { try FileLock(path: path) }
        withExtendedLifetime(lock) {}
        lock = nil
        lock = try FileLock(path: path)
        #expect(try home.read("a.lock") == "\(getpid())\n")
        withExtendedLifetime(lock) {}
    }

    @Test func `another process sees whether a lock is held, and takes nothing`() throws {
        let home = try TestFolder()
        let path = home.path + "/a.lock"
        #expect(!FileLock.isHeld(path: path))
        #expect(home.names(in: "") == [])
        var lock: FileLock? = try FileLock(path: path)
        #expect(FileLock.isHeld(path: path))
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(!FileLock.isHeld(path: path))
        lock = try FileLock(path: path)
        withExtendedLifetime(lock) {}
    }

    @Test func `a lock whose file cannot be made says why`() {
        let error = FileError(operation: "lock", path: "/nowhere/a", code: ENOENT)
        #expect(throws: FileLock.Failure.refused(error)) { try FileLock(path: "/nowhere/a") }
    }

    @Test func `the holder of a lock is told by the number in the file`() throws {
        let folder = try TestFolder()
        let path = folder.path + "/a.lock"
        #expect(FileLock.holder(of: path) == .nobody)
        let lock = try FileLock(path: path)
        #expect(FileLock.holder(of: path) == .process(getpid()))
        withExtendedLifetime(lock) {}
    }
}
