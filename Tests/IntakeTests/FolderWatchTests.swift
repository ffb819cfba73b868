import Foundation
import Intake
import Testing

@Suite struct FolderWatchTests {
    @Test(.timeLimit(.minutes(1)))
    func `a file renamed in and a folder made anew are noticed`() async throws {
        let home = try Folder(maildir: true)
        let (changes, bell) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watch = FolderWatch(folders: [home.file("inbox")]) { bell.yield() }
        #expect(watch.renew().isEmpty)
        var iterator = changes.makeAsyncIterator()

        try home.write(record("r-1"), to: "draft")
        #expect(rename(home.file("draft"), home.file("inbox/a")) == 0)
        await iterator.next()
        try FileManager.default.removeItem(atPath: home.file("inbox"))
        await iterator.next()
        try FileManager.default.createDirectory(
            atPath: home.file("inbox"), withIntermediateDirectories: false)
        #expect(watch.renew().isEmpty)
        try home.write(record("r-2"), to: "inbox/b")
        await iterator.next()
    }

    @Test func `a folder that cannot be watched is told of once, a missing one not`() throws {
        let home = try Folder()
        let endless = home.file(String(repeating: "x", count: 300))
        let watch = FolderWatch(folders: [endless, home.file("missing")]) {}
        #expect(Set(watch.renew().map(\.path)) == [endless, endless + "/new"])
        #expect(watch.renew().isEmpty)
    }
}
