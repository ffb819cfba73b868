import Testing
import Transports

@Suite(.serialized) struct MailAddressTests {
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

    @Test(arguments: [
        ("duty@例子.测试", "duty@xn--fsqu00a.xn--0zwm56d"),
        ("duty@Bücher.Example", "duty@xn--bcher-kva.example"),
        ("duty@bu\u{308}cher.example", "duty@xn--bcher-kva.example"),
        ("duty@plain.example", "duty@plain.example"), ("值班@例子.cn", "值班@例子.cn"),
    ])
    func `a domain beyond ASCII goes out as DNS knows it, where a name is plain`(
        text: String, wire: String
    ) {
        #expect(MailAddress(text)?.wire == wire)
    }

    @Test func `an address that is too long is none`() {
        let long = String(repeating: "a", count: 65)
        #expect(MailAddress(long + "@b.example") == nil)
        #expect(MailAddress("a@" + long + ".example") == nil)
    }
}
