import Files
import Testing

@Suite struct DiskSpaceTests {
    @Test func `little space is less than a part of the disk, and less than an amount`() {
        let gibibyte: UInt64 = 1 << 30
        #expect(DiskSpace(free: gibibyte / 8, total: gibibyte).isShort)
        #expect(!DiskSpace(free: gibibyte / 2, total: gibibyte).isShort)
        #expect(DiskSpace(free: 4 * gibibyte, total: 1_000 * gibibyte).isShort)
        #expect(!DiskSpace(free: 6 * gibibyte, total: 1_000 * gibibyte).isShort)
        #expect(DiskSpace(at: "/").map { $0.free <= $0.total } == true)
    }
}
