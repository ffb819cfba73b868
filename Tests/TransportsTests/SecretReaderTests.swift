import Foundation
import Rules
import TestSupport
import Testing
import Transports

@Suite(.serialized) struct SecretReaderTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
    }

    @Test func `a value is where the rulebook says`() throws {
        try write("from a file\n", to: "password")
        let reader = SecretReader(environment: ["NAME": "variable"], rulesFolder: folder.path)
        #expect(try reader.read(.literal("as written")).revealed == "as written")
        #expect(try reader.read(.environment("NAME")).revealed == "variable")
        #expect(try reader.read(.file("password")).revealed == "from a file")
        #expect(try reader.read(.file(folder.path + "/password")).revealed == "from a file")
    }

    @Test(arguments: [("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("", ""), (" a ", " a ")])
    func `the last line end alone is not part of a value`(text: String, value: String) throws {
        try write(text, to: "value")
        let reader = SecretReader(environment: [:], rulesFolder: folder.path)
        #expect(try reader.read(.file("value")).revealed == value)
    }

    @Test func `credentials of the service manager come before the rules folder`() throws {
        let credentials = try TestFolder()
        try write("rules", to: "both")
        try write("rules", to: "one")
        try "service".write(toFile: credentials.path + "/both", atomically: true, encoding: .utf8)
        let environment = ["CREDENTIALS_DIRECTORY": credentials.path]
        let reader = SecretReader(environment: environment, rulesFolder: folder.path)
        #expect(try reader.read(.file("both")).revealed == "service")
        #expect(try reader.read(.file("one")).revealed == "rules")
    }

    @Test func `what is missing is named`() {
        let reader = SecretReader(environment: [:], rulesFolder: folder.path)
        #expect(throws: TransportError.variableUnset("NAME")) {
            try reader.read(.environment("NAME"))
        }
        let path = folder.path + "/none"
        #expect(throws: TransportError.fileUnreadable(path: path, reason: "not there")) {
            try reader.read(.file("none"))
        }
    }

    @Test func `a secret never shows itself, nor does who can read it`() {
        let secret = Secret("hunter2")
        let reader = SecretReader(environment: ["PASSWORD": "hunter2"], rulesFolder: folder.path)
        var dumped = ""
        dump([secret], to: &dumped)
        dump([reader], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(reader)", dumped] {
            #expect(!text.contains("hunter2"))
        }
    }
}
