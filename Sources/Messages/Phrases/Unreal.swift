/// The kinds of messages that are not real.
enum Unreal: String, Sendable {
    case drill, test
}
