import Rules
import Testing

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.128.0.1", "2001:4860:4860::8888",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func `what anybody on the Internet may have is public`(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.1", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.2.7", "198.18.0.1", "224.0.0.1",
        "255.255.255.255", "::", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "ff02::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:db8::1",
    ])
    func `what is private, local, shared or reserved is not`(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic == false)
    }

    @Test(arguments: [
        "", "localhost", "127.1", "0x7f.0.0.1", "010.0.0.1", "1.2.3.4.5", "256.1.1.1", "1.2.3",
        ":", ":::", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1%eth0",
        "+1.2.3.4", "::+1", "1:2:3:4:5:6:7::8",
    ])
    func `what is no address, or one in a short form, is not read`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `both ways to write an address of version 4 are one`() {
        #expect(NetworkAddress("::ffff:10.0.0.1") == NetworkAddress("10.0.0.1"))
        #expect(NetworkAddress("::ffff:a00:1") == NetworkAddress("10.0.0.1"))
        #expect(NetworkAddress("10.0.0.1")?.description == "10.0.0.1")
        #expect(NetworkAddress("fe80::1")?.description == "fe80:0:0:0:0:0:0:1")
        #expect(NetworkAddress(bytes: [10, 0, 0, 1]) == NetworkAddress("10.0.0.1"))
        #expect(NetworkAddress(bytes: [10, 0, 0]) == nil)
    }

    @Test func `a range holds what begins with its bits`() throws {
        let range = try #require(NetworkRange("10.128.0.0/9"))
        #expect(range.contains(try #require(NetworkAddress("10.255.1.1"))))
        #expect(!range.contains(try #require(NetworkAddress("10.127.1.1"))))
        let six = try #require(NetworkRange("fd00::/8"))
        #expect(six.contains(try #require(NetworkAddress("fdff::1"))))
        #expect(!six.contains(try #require(NetworkAddress("10.0.0.1"))))
        let one = try #require(NetworkRange("10.0.0.5"))
        #expect(one.contains(try #require(NetworkAddress("10.0.0.5"))))
        #expect(!one.contains(try #require(NetworkAddress("10.0.0.4"))))
        for bad in ["", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "fd00::/129"] {
            #expect(NetworkRange(bad) == nil)
        }
    }

    @Test func `only who names this machine reaches it, and who allows a network, that`() throws {
        let here = try #require(NetworkAddress("127.0.0.1"))
        let inside = try #require(NetworkAddress("10.0.0.5"))
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "::1"] {
            #expect(WebConnection.AllowedAddresses.open.admits(here, host: host))
            #expect(!WebConnection.AllowedAddresses.open.admits(inside, host: host))
        }
        #expect(!WebConnection.AllowedAddresses.open.admits(here, host: "hook.example"))
        #expect(WebConnection.AllowedAddresses.all.admits(here, host: "hook.example"))
        let reach = WebConnection.AllowedAddresses.within([try #require(NetworkRange("10.0.0.0/8"))]
        )
        #expect(reach.admits(inside, host: "hook.example"))
        #expect(!reach.admits(here, host: "hook.example"))
    }
}
