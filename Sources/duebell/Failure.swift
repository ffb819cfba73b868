import Glibc

/// The failure of a command: a message for people and an exit code for the shell.
struct Failure: Error, CustomStringConvertible {
    /// The exit codes of sysexits(3) that Duebell uses, and 1 for findings.
    enum Status: Int32 {
        case findings = 1
        case usage = 64
        case data = 65
        case noInput = 66
        case unavailable = 69
        case cannotCreate = 73
        case temporary = 75
        case configuration = 78
    }

    let status: Status
    let description: String

    init(_ status: Status, _ description: String) {
        self.status = status
        self.description = description
    }
}
