import Files
import TestSupport
import Testing

@Suite struct UnixDatagramTests {
    @Test func `a datagram reaches its socket, or its sender learns that it did not`() throws {
        let folder = try TestFolder()
        let receiver = try DatagramReceiver(in: folder)
        #expect(UnixDatagram(path: receiver.path).send(Array("READY=1".utf8)))
        #expect(receiver.received() == ["READY=1"])
        #expect(!UnixDatagram(path: folder.path + "/nobody").send([1]))
        #expect(!UnixDatagram(path: "").send([1]))
    }
}
