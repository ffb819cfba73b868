import Testing
import Transports

@Suite struct MailAddressTests {
    @Test(arguments: [
        "a@b", "zhang.wei+duty@anju.example", "o'neil@x-y.example", "a@[127.0.0.1]",
        "a@[IPv6:::1]", "用户@例子.测试", "x@localhost",
    ])
    func `an address in use is taken`(text: String) {
        #expect(MailAddress(text)?.text == text)
    }

    @Test(arguments: [
        "", "a", "@b", "a@", "a b@c", "a@b c", "a@b\r\n", "a\u{0}@b", "<a@b>", "a@b>", "a,b@c",
        "\"a\"@b", "a@b@c d", ".a@b", "a.@b", "a..b@c", "a@-b", "a@b-", "a@b..c", "a@.b", "a;b@c",
        "a@[1]x", "a\u{202E}@b", "a@b\u{2028}", "a@b:25", "Bob <b@x>", "a@b> NOTIFY=FAILURE",
    ])
    func `what is none, or could be read as more, is not`(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test func `an address that is too long is none`() {
        let long = String(repeating: "a", count: 65)
        #expect(MailAddress(long + "@b.example") == nil)
        #expect(MailAddress("a@" + long + ".example") == nil)
    }
}
