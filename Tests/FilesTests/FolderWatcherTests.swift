import Files
import Foundation
import TestSupport
import Testing

@Suite struct FolderWatcherTests {
    @Test(.timeLimit(.minutes(1)))
    func `a file renamed in and a folder made anew are noticed`() async throws {
        let home = try TestFolder().with("inbox/tmp", "inbox/new", "inbox/cur")
        let (changes, bell) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watch = FolderWatcher(folders: [home.path + "/inbox"]) { bell.yield() }
        #expect(watch.renew().isEmpty)
        var iterator = changes.makeAsyncIterator()

        try home.write("1", to: "draft")
        #expect(rename(home.path + "/draft", home.path + "/inbox/a") == 0)
        await iterator.next()
        try FileManager.default.removeItem(atPath: home.path + "/inbox")
        await iterator.next()
        try FileManager.default.createDirectory(
            atPath: home.path + "/inbox", withIntermediateDirectories: false)
        #expect(watch.renew().isEmpty)
        try home.write("2", to: "inbox/b")
        await iterator.next()
    }

    @Test func `a folder that cannot be watched is reported once, a missing one not`() throws {
        let home = try TestFolder()
        let endless = home.path + "/" + String(repeating: "x", count: 300)
        let watch = FolderWatcher(folders: [endless, home.path + "/missing"]) {}
        #expect(Set(watch.renew().map(\.path)) == [endless, endless + "/new"])
        #expect(watch.renew().isEmpty)
    }
}
